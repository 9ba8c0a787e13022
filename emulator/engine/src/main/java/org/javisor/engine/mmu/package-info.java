/**
 * The soft MMU: from guest virtual addresses to host memory or devices.
 *
 * <p>{@link org.javisor.engine.mmu.SoftTlb} is the cache that translated code probes; {@link
 * org.javisor.engine.mmu.GuestMemory} is what it calls on a miss: page walk, page-crossing
 * accesses, devices, stores to pages that hold code. One of each per vCPU, used by its thread only
 * unless a method says otherwise. May use: bus, host. Must not use: a concrete architecture.
 */
package org.javisor.engine.mmu;
