/**
 * Disks as the host has them: nodes that stand on each other, and what a device reads and writes.
 *
 * <p>Knows no guest. Methods block. To add a format: a package with one class that implements
 * {@link org.javisor.backend.block.BlockNode}, a record in {@link
 * org.javisor.backend.block.NodeConfig} and the case for it in {@link
 * org.javisor.backend.block.NodeMaker}. The design is in docs/design/block.md. Threading: {@link
 * org.javisor.backend.block.BlockNodes} has a lock, each node says what it allows. May use: host,
 * backend.fdset.
 */
package org.javisor.backend.block;
