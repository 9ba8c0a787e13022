package org.javisor.system.board;

import java.util.Optional;

/**
 * Where a PCI device is wanted.
 *
 * @param bus a bus's name; the machine's first bus when empty
 * @param device a slot; any free one when empty
 * @param function within the slot
 * @param multifunction whether the slot's other functions are to be looked for
 * @param running whether the guest runs meanwhile, and has to be told
 */
public record PciAddress(
    Optional<String> bus,
    Optional<Integer> device,
    int function,
    boolean multifunction,
    boolean running) {}
