/**
 * The calling side of the monitor protocol: typed commands and events, deadlines, many commands on
 * their way at once, descriptors passed with a command. It works with any QEMU, too.
 *
 * <pre>{@code
 * try (QmpClient client = QmpClient.connect(path, listener, Duration.ofSeconds(5))) {
 *   StatusInfo status = client.execute(new QueryStatus());
 *   client.execute(AddFd.of().withFdsetId(1L), QmpOptions.within(patience).passing(disk));
 *   try (QmpReply<Done> reset = client.submit(new SystemReset(), QmpOptions.NONE)) {
 *     client.execute(new QueryYank(), QmpOptions.NONE.overtaking()); // with oob enabled
 *     reset.await();
 *   }
 *   JsonValue blocks = client.execute(QmpCommand.raw("query-block", new JsonObject()));
 * }
 * }</pre>
 *
 * <p>May use: {@code qmp.wire}, {@code qmp.api}, {@code host}. Must not use: {@code qmp.server}.
 * The emulator must not use this package.
 *
 * <p>Threading: a connection has one reader thread of its own, which also calls the listener; all
 * threads may execute commands. Connections know nothing of each other.
 *
 * <p>To add a command: see {@code qmp.api}; nothing changes here.
 */
package org.javisor.qmp.client;
