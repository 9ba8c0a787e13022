/**
 * The process: arguments, standard streams, signals, exit code. The only place of {@code
 * System.exit} and {@code System.out}.
 */
package org.javisor.system.main;
