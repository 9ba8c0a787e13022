/** Virtual time and timers. */
package org.javisor.bus.time;
