/**
 * Files that the machine reads when it starts: kernels, firmware, device trees.
 *
 * <p>Any thread. May use: host, fdset.
 */
package org.javisor.backend.file;
