/**
 * Memory outside the Java heap: raw access by address, mappings, memory that can be executed.
 *
 * <p>May use: {@code host}, {@code host.libc}. Must not use: other packages.
 *
 * <p>Threading: raw access is as in C, with the atomic methods for what is shared; mappings may be
 * used from all threads, and their owner must know that nobody uses them when it closes them.
 *
 * <p>To add an access: a method of one line in {@link org.javisor.host.memory.RawMemory}.
 */
package org.javisor.host.memory;
