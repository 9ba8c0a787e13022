/**
 * Character devices: byte streams between something in the machine and the host, as QEMU's {@code
 * -chardev} names them.
 *
 * <p>A {@link org.javisor.backend.chardev.Chardev} has one {@link
 * org.javisor.backend.chardev.CharFrontend}. Input comes on the device's own reader thread, output
 * goes through a bounded queue with a writer thread, so that no reader of ours can hold up a guest.
 * To add a kind: one class and one case in {@link org.javisor.backend.chardev.Chardevs}. May use:
 * host. Knows no guest and no option strings.
 */
package org.javisor.backend.chardev;
