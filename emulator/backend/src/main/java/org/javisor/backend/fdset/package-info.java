/**
 * Sets of descriptors for the same file, from which {@code /dev/fdset/N} is opened: whoever manages
 * the emulator opens files, the emulator needs no path.
 *
 * <p>Any thread. May use: host.
 */
package org.javisor.backend.fdset;
