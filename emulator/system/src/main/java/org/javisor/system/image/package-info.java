/**
 * The commands of {@code javisor-img}: images made, looked at, copied and changed, with qemu-img's
 * options, output and exit codes.
 *
 * <p>What is done is in backend.image and backend.block; here are options, texts and JSON. To add a
 * command: one class that implements {@link org.javisor.system.image.Command}, one constant and its
 * case in {@link org.javisor.system.image.Verb}. May use: backend, host, qmp.wire. One thread.
 */
package org.javisor.system.image;
