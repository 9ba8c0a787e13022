package org.javisor.system.monitor;

import java.util.Optional;
import org.javisor.backend.chardev.ChardevConfig;
import org.javisor.backend.chardev.SocketOptions;
import org.javisor.backend.chardev.SocketTarget;
import org.javisor.qmp.api.ChardevBackend;
import org.javisor.qmp.api.ChardevFile;
import org.javisor.qmp.api.ChardevRingbuf;
import org.javisor.qmp.api.ChardevSocket;
import org.javisor.qmp.api.ChardevUdp;
import org.javisor.qmp.api.InetSocketAddress;
import org.javisor.qmp.api.SocketAddressLegacy;
import org.javisor.qmp.api.UnixSocketAddress;

/** From the protocol's description of a character device to the back end's. */
final class ChardevTranslation {
  private static final long RING_BYTES = 65536;

  private ChardevTranslation() {}

  static ChardevConfig config(String id, ChardevBackend backend) {
    return switch (backend) {
      case ChardevBackend.File(var data) -> file(id, data);
      case ChardevBackend.Serial(var data) ->
          new ChardevConfig.Line(common(id, data.logfile(), data.logappend()), data.device());
      case ChardevBackend.Pipe(var data) ->
          new ChardevConfig.Pipe(common(id, data.logfile(), data.logappend()), data.device());
      case ChardevBackend.Socket(var data) -> socket(id, data);
      case ChardevBackend.Udp(var data) -> udp(id, data);
      case ChardevBackend.Pty(var data) ->
          new ChardevConfig.Pty(common(id, data.logfile(), data.logappend()), data.path());
      case ChardevBackend.Null(var data) ->
          new ChardevConfig.Null(common(id, data.logfile(), data.logappend()));
      case ChardevBackend.Mux(var data) ->
          new ChardevConfig.Mux(common(id, data.logfile(), data.logappend()), data.chardev());
      case ChardevBackend.Hub(var data) ->
          new ChardevConfig.Hub(common(id, data.logfile(), data.logappend()), data.chardevs());
      case ChardevBackend.Stdio(var data) ->
          new ChardevConfig.Stdio(
              common(id, data.logfile(), data.logappend()), data.signal().orElse(true));
      case ChardevBackend.Vc(var data) ->
          new ChardevConfig.Screen(common(id, data.logfile(), data.logappend()));
      case ChardevBackend.Ringbuf(var data) -> ringbuf(id, data);
      case ChardevBackend.Memory(var data) -> ringbuf(id, data);
    };
  }

  private static ChardevConfig.Common common(
      String id, Optional<String> logfile, Optional<Boolean> logAppend) {
    return new ChardevConfig.Common(id, logfile, logAppend.orElse(false));
  }

  private static ChardevConfig file(String id, ChardevFile data) {
    return new ChardevConfig.File(
        common(id, data.logfile(), data.logappend()),
        data.outValue(),
        data.inValue(),
        data.append().orElse(false));
  }

  private static ChardevConfig ringbuf(String id, ChardevRingbuf data) {
    return new ChardevConfig.Ringbuf(
        common(id, data.logfile(), data.logappend()), data.size().orElse(RING_BYTES));
  }

  private static ChardevConfig udp(String id, ChardevUdp data) {
    Optional<SocketTarget> local =
        data.local().isPresent() ? Optional.of(target(data.local().get())) : Optional.empty();
    return new ChardevConfig.Udp(
        common(id, data.logfile(), data.logappend()), target(data.remote()), local);
  }

  private static ChardevConfig socket(String id, ChardevSocket data) {
    boolean server = data.server().orElse(true);
    SocketOptions options =
        new SocketOptions(
            server,
            data.waitValue(),
            data.nodelay().orElse(false),
            new SocketOptions.Protocol(
                data.telnet().orElse(false),
                data.tn3270().orElse(false),
                data.websocket().orElse(false)),
            new SocketOptions.Reconnect(data.reconnect(), data.reconnectMs()),
            new SocketOptions.Tls(data.tlsCreds(), data.tlsAuthz()));
    return new ChardevConfig.Socket(
        common(id, data.logfile(), data.logappend()), target(data.addr()), options);
  }

  private static SocketTarget target(SocketAddressLegacy address) {
    return switch (address) {
      case SocketAddressLegacy.Inet(InetSocketAddress inet) ->
          new SocketTarget.Inet(inet.host(), inet.port(), inet.to(), inet.ipv4(), inet.ipv6());
      case SocketAddressLegacy.Unix(UnixSocketAddress unix) ->
          new SocketTarget.Unix(
              unix.path(), unix.abstractValue().orElse(false), unix.tight().orElse(true));
      case SocketAddressLegacy.Vsock(var vsock) ->
          new SocketTarget.Vsock(vsock.cid(), vsock.port());
      case SocketAddressLegacy.Fd(var fd) -> new SocketTarget.Descriptor(fd.str());
    };
  }
}
