/**
 * The C library as plain numbers: the one door through which this module leaves Java.
 *
 * <p>May use: the JDK. Must not use: any other package of ours. Only {@code org.javisor.host} and
 * the packages below it may use this package; everybody else uses what they offer.
 *
 * <p>Threading: every call is blocking on the calling thread (a virtual thread pins its carrier);
 * the error number belongs to the thread.
 *
 * <p>To add a function: one constant in {@link org.javisor.host.libc.Libc}, at its alphabetical
 * place. It must take at most six integers or pointers and return an integer or a pointer.
 */
package org.javisor.host.libc;
