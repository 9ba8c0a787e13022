/**
 * Results as tables and sentences for people. JSON is not made here: it is the wire's own form.
 *
 * <p>May use: {@code supervisor.api}'s records. Must not use: connections, standard streams.
 */
package org.javisor.cli.render;
