/**
 * A bootable Debian disk for riscv64, built from packages without root and without running any
 * program of the guest on this machine.
 *
 * <p>{@link org.javisor.supervisor.provision.debian.DebianImages} is the entry: it fetches packages
 * by this machine's apt with a private state, unpacks them with dpkg-deb, writes the few files
 * without which the system would not start, and lets mke2fs put the tree into a partition. In the
 * guest's package database every package is unpacked, not configured: {@code dpkg --configure -a}
 * there completes what maintainer scripts do.
 *
 * <p>May use: {@code supervisor.api}, {@code supervisor.store}, the JDK. Must not use: monitors,
 * definitions, native calls.
 *
 * <p>Threading: any thread; two builders of one image, in other processes too, wait for each other.
 *
 * <p>To add a file to the system: one entry in {@code SystemFiles}.
 */
package org.javisor.supervisor.provision.debian;
