/** Sources of randomness for guests. Locking as bus.device says. */
package org.javisor.device.entropy;
