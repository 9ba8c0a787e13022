/**
 * Images in the qcow2 format, versions 2 and 3: read, written, made, checked.
 *
 * <p>From pure to active: {@link org.javisor.backend.block.qcow2.Geometry} and {@link
 * org.javisor.backend.block.qcow2.L2Entry} compute; {@link org.javisor.backend.block.qcow2.Header}
 * reads and writes the first cluster; {@link org.javisor.backend.block.qcow2.TableCache}, {@link
 * org.javisor.backend.block.qcow2.Refcounts} and {@link org.javisor.backend.block.qcow2.Metadata}
 * hold what is in the file and decide in which order it is written; {@link
 * org.javisor.backend.block.qcow2.Qcow2Image} is the node. All of it works on any {@link
 * org.javisor.backend.block.BlockNode}, a list of bytes in a test as well as a file.
 *
 * <p>The design, and why a crash loses nothing, is in docs/design/block.md. Threading: a node
 * serves one operation at a time, from any thread. May use: host, backend.block.
 */
package org.javisor.backend.block.qcow2;
