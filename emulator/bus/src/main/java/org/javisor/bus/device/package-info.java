/**
 * What every device promises.
 *
 * <p>A device is a register machine: it knows its registers, lines, clock and DMA, and no CPU.
 * <b>Locking:</b> every method of a device is called with the machine lock ({@link
 * org.javisor.bus.memory.AddressSpace#lock}) held, by a vCPU, the timer thread or a back end's
 * thread. What a guest does wrong goes to {@link org.javisor.bus.device.DeviceLog}, never into an
 * exception. To add a device: see docs/design/house.md section 6.
 */
package org.javisor.bus.device;
