/** The emulator's entry point. */
package org.javisor.system.main;
