/**
 * Register access: what answers an access, and how a device's register table turns offset and width
 * into a register.
 *
 * <p>A device sees whole registers only: {@link org.javisor.bus.io.RegisterMap} reports what does
 * not fit. Threading: as bus.device says.
 */
package org.javisor.bus.io;
