/** The host operating system as the emulator and its manager need it. */
package org.javisor.host;
