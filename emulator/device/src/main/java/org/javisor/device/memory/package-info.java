/** Devices about the guest's memory. */
package org.javisor.device.memory;
