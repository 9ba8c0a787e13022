package org.javisor.host.signal;

import java.util.OptionalInt;

/**
 * A signal that has come.
 *
 * @param number the system's number
 * @param sender the process that sent it; empty when the system did or does not tell
 */
public record SentSignal(int number, OptionalInt sender) {}
