package org.javisor.system.gdb;

import java.util.Optional;

/**
 * Why a debugged guest has stopped.
 *
 * @param cpu which CPU it was
 * @param watched the memory that was accessed, if it was that
 */
public record StopReason(int cpu, Optional<Debuggee.Point> watched) {}
