package org.javisor.host.socket;

/**
 * Who made the connection, as the kernel recorded it then.
 *
 * @param pid 0 when the peer lives in a process namespace that we cannot see
 */
public record PeerCredentials(int pid, int uid, int gid) {}
