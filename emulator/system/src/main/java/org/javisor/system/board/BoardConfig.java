package org.javisor.system.board;

/**
 * What a machine is to be like.
 *
 * @param memoryBytes RAM, a positive multiple of 4096
 * @param cpus harts, from 1
 * @param boot what it starts with
 */
public record BoardConfig(long memoryBytes, int cpus, BootConfig boot) {}
