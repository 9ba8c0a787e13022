/**
 * Signals that come to this process, and signals' names.
 *
 * <p>May use: the JDK, {@code host.libc}.
 *
 * <p>Threading: a handler runs on a thread of its own that the virtual machine starts per signal.
 *
 * <p>To add a signal: one constant in {@link org.javisor.host.signal.Signals}.
 */
package org.javisor.host.signal;
