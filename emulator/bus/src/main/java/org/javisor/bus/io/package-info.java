/** Register access: widths, offsets, register maps. */
package org.javisor.bus.io;
