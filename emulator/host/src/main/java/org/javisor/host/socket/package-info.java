/**
 * Stream sockets of the unix domain, descriptors passed through them, and sockets of other
 * families.
 *
 * <p>May use: {@code host}, {@code host.libc}, {@code host.fd}, {@code host.memory}. Must not use:
 * other packages.
 *
 * <p>Threading: as for {@link org.javisor.host.fd.Fd}. A thread that waits in accept or receive is
 * woken by {@link org.javisor.host.socket.UnixSocket#shutdown}.
 *
 * <p>To add a socket option: a method of {@code UnixSocket} over its {@code option}.
 */
package org.javisor.host.socket;
