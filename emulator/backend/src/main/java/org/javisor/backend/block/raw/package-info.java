/**
 * Raw images: a file or block device whose bytes are the disk's.
 *
 * <p>May use: host, backend.block. Threading: as backend.block says.
 */
package org.javisor.backend.block.raw;
