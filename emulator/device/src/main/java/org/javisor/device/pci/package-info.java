/**
 * PCI Express: configuration space, base address registers, buses and bridges, the host bridge,
 * interrupts by pin and by message.
 *
 * <p>A device is a {@link org.javisor.device.pci.PciFunction}: it fills its {@link
 * org.javisor.device.pci.PciConfigSpace}, names its {@link org.javisor.device.pci.PciBar}s, and is
 * put into a slot of a {@link org.javisor.device.pci.PciBus} before the machine runs. Guests place
 * the registers; the host bridge finds them. Locking as bus.device says.
 */
package org.javisor.device.pci;
