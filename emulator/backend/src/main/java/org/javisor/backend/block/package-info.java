/**
 * Disks as the host has them: what a device reads and writes.
 *
 * <p>Knows no guest. Methods block and may be called by one thread at a time. To add a format: a
 * package with one class that implements {@link org.javisor.backend.block.BlockBackend}. May use:
 * host.
 */
package org.javisor.backend.block;
