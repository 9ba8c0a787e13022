/**
 * The host operating system as the emulator and its supervisor need it: Linux on x86-64 and
 * AArch64, glibc 2.34 or newer. Sub-packages by subject: memory, descriptors, sockets, processes,
 * signals, terminals. Failures are {@link org.javisor.host.HostException}.
 *
 * <p>May use: the JDK and {@code host.libc}. Must not use: any other module of ours.
 *
 * <p>Threading: see each package.
 *
 * <p>To add an error number: one constant in {@link org.javisor.host.Errno}.
 */
package org.javisor.host;
