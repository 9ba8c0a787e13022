/**
 * Raw images: parts of other nodes.
 *
 * <p>May use: host, backend.block. Threading: as the node below.
 */
package org.javisor.backend.block.raw;
