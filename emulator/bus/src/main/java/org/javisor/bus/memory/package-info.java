/** The physical address space and guest RAM. */
package org.javisor.bus.memory;
