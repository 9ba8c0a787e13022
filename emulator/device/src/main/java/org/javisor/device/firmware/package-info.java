/**
 * What firmware is made of and asks for: boot ROM, flash, the configuration device. Locking as
 * bus.device says; to add one, see docs/design/house.md section 6.
 */
package org.javisor.device.firmware;
