/**
 * Guest memory as devices reach it.
 *
 * <p>A guest gives addresses and lengths; {@link org.javisor.bus.dma.DmaMemory} turns those that
 * lie in RAM into ranges within which nothing can go astray. May use: bus.memory, host.memory.
 * Threading: ranges may be used by any thread; their owner keeps guest RAM mapped meanwhile.
 */
package org.javisor.bus.dma;
