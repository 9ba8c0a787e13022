/** The program {@code javisor-img}. May use: system.image. */
package org.javisor.system.image.main;
