/**
 * Bytes that were compressed as Zstandard has it, and such bytes made.
 *
 * <p>Spec: RFC8878. Without dictionaries, and all of a frame at once: what comes out has a known
 * bound. What goes in is not trusted: anything but {@link org.javisor.backend.zstd.ZstdException}
 * is a defect. Threading: objects are their thread's. May use: nothing.
 */
package org.javisor.backend.zstd;
