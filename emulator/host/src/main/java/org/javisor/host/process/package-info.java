/**
 * Child processes: started with exactly the descriptors planned, watched and signalled by handle.
 *
 * <p>May use: {@code host}, {@code host.libc}, {@code host.fd}, {@code host.signal}. Must not use:
 * other packages.
 *
 * <p>Threading: a plan belongs to one thread, a child may be used from all.
 *
 * <p>To add a thing done in the child before it runs: a file action or an attribute in {@link
 * org.javisor.host.process.Spawn}; there is no other moment, since Java cannot run in the child.
 */
package org.javisor.host.process;
