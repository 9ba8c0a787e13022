/**
 * The built distribution with real guests, real sockets, real signals: what a user and a client
 * see.
 *
 * <p>Runs {@code packaging/target/javisor}, which the build has made by now. A guest is fetched as
 * {@code packaging/fetch-guest} does; a machine that cannot skips with the reason.
 */
package org.javisor.machine;
