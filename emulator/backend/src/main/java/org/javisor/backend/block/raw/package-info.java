/** Raw disk images: the file's bytes are the disk's. */
package org.javisor.backend.block.raw;
