/**
 * What clients can find out about the machine: types of objects, their properties, and the tree of
 * the objects that are there, as QEMU's object model shows them.
 *
 * <p>Tables only, and pure functions of them: {@link org.javisor.system.qom.DeviceModel} is also
 * what {@code -device} and {@code device_add} accept, {@link
 * org.javisor.system.qom.MachineProperty} what {@code -machine} accepts. May use: {@code
 * system.board}, {@code qmp.wire}, {@code isa}. Threading: immutable, but for {@link
 * org.javisor.system.qom.HostObjects} and {@link org.javisor.system.qom.PluggedDevices}, which say
 * so. To add a device's property: one {@link org.javisor.system.qom.Property} in its row.
 */
package org.javisor.system.qom;
