/** Interrupt lines. */
package org.javisor.bus.irq;
