/**
 * File descriptors: ownership, input and output by descriptor number, readiness.
 *
 * <p>May use: {@code host}, {@code host.libc}. Must not use: other packages.
 *
 * <p>Threading: an {@link org.javisor.host.fd.Fd} may be used and closed from all threads; the
 * number is given back to the system only after the last operation that uses it has returned, so a
 * number is never used after reuse. Closing does not wake an operation that waits; use {@link
 * org.javisor.host.fd.Poller} before operations that may wait.
 *
 * <p>To add an operation: a method in {@code Fd} between {@code use} and {@code unuse}.
 */
package org.javisor.host.fd;
