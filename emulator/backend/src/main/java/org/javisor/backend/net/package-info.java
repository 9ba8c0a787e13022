/**
 * Networks on the host's side: Ethernet frames between a card and what it is plugged into.
 *
 * <p>A card and a back end each have a {@link org.javisor.backend.net.NetPort}; two ports are
 * joined, and what one sends the other's {@link org.javisor.backend.net.NetEndpoint} receives, on
 * the sender's thread. No lock may be held over a call of a port: the answer to a frame may come
 * back while it is being sent. Nobody queues without bound: who has no room says so, and tells when
 * it has. May use: host. Knows no guest and no option strings.
 *
 * <p>To add a back end: one class that owns a port, and one case where the records of the options
 * are made into back ends.
 */
package org.javisor.backend.net;
