package org.javisor.system.board;

/**
 * What a reset has put into memory.
 *
 * @param name the file, or what it is
 */
public record LoadedPiece(String name, long address, long size) {}
