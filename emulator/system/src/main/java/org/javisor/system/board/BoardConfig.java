package org.javisor.system.board;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a machine is to be like.
 *
 * @param memoryBytes RAM, a positive multiple of 4096
 * @param cpus harts, from 1
 * @param kernel the kernel to start; without one the harts stay stopped
 * @param initrd the initial RAM disk
 * @param arguments the kernel's command line
 */
public record BoardConfig(
    long memoryBytes, int cpus, Optional<Path> kernel, Optional<Path> initrd, String arguments) {}
