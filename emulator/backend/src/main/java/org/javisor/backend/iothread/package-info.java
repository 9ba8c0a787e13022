/** Threads that work for devices, so that no CPU waits for the host. */
package org.javisor.backend.iothread;
