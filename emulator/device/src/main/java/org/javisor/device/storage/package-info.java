/**
 * Disks. Locking as bus.device says; I/O runs on a device's own worker thread, completions take the
 * machine lock.
 */
package org.javisor.device.storage;
