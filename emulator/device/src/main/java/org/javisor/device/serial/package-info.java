/** Serial ports. */
package org.javisor.device.serial;
