/**
 * Files and block devices of the host, and the locks that keep two emulators from one disk.
 *
 * <p>May use: host, backend.block. Any thread.
 */
package org.javisor.backend.block.file;
