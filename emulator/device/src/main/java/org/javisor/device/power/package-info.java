/**
 * Power and reset control. Locking as bus.device says; to add one, see docs/design/house.md section
 * 6.
 */
package org.javisor.device.power;
