package org.javisor.backend.chardev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.javisor.backend.tls.AccessList;
import org.javisor.backend.tls.AnonymousCredentials;
import org.javisor.backend.tls.CredentialsException;
import org.javisor.backend.tls.PskCredentials;
import org.javisor.backend.tls.TestCertificates;
import org.javisor.backend.tls.TlsCredentials;
import org.javisor.backend.tls.Tool;
import org.javisor.backend.tls.X509Credentials;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted sockets: among ourselves, and with OpenSSL, GnuTLS and QEMU at the other end. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TlsSocketTest {
  private static final String CLIENT = "C=GB,O=Test Org,CN=client one";
  private static final String KEY = "0123456789abcdef0123456789abcdef";

  @TempDir private static Path shared;
  private static Path server;
  private static Path client;
  private static Path stranger;
  private static Path nobody;

  private final TestScope scope = new TestScope();
  private final RecordingFrontend frontend = new RecordingFrontend();

  @BeforeAll
  static void certificates() throws Exception {
    TestCertificates all = new TestCertificates(shared);
    all.authority("ca");
    all.authority("other");
    all.certificate("srv", "ca", "/CN=localhost", "subjectAltName=DNS:localhost,IP:127.0.0.1");
    all.certificate("cli", "ca", "/C=GB/O=Test+Org/CN=client+one");
    all.certificate("far", "other", "/CN=far");
    server = all.credentials("server", "ca", Optional.of("srv"), "server");
    client = all.credentials("client", "ca", Optional.of("cli"), "client");
    stranger = all.credentials("stranger", "other", Optional.of("far"), "client");
    nobody = all.credentials("nobody", "ca", Optional.empty(), "client");
    Files.writeString(
        shared.resolve("keys.psk"), "qemu:" + KEY + "\nbob:" + "00".repeat(16) + "\n");
    Files.writeString(
        Files.createDirectories(shared.resolve("wrong")).resolve("keys.psk"),
        "qemu:" + "11".repeat(16) + "\n");
  }

  private static X509Credentials x509(boolean serving, Path folder, Optional<String> priority)
      throws CredentialsException {
    return X509Credentials.load(
        new X509Credentials.Config(
            serving, Optional.of(folder.toString()), true, true, priority, Optional.empty()));
  }

  private static PskCredentials psk(boolean serving, Path folder) throws CredentialsException {
    return PskCredentials.load(
        new PskCredentials.Config(serving, Optional.of(folder.toString()), Optional.empty()));
  }

  private Chardev open(TlsCredentials credentials, String host, String port) throws Exception {
    scope.credentials.put("t", credentials);
    SocketTarget target =
        new SocketTarget.Inet(host, port, Optional.empty(), Optional.of(true), Optional.empty());
    boolean serving = credentials.server();
    Optional<String> list = serving ? Optional.of("list") : Optional.empty();
    return scope.open(
        new ChardevConfig.Socket(
            TestScope.common(serving ? "server" : "client"),
            target,
            new SocketOptions(
                serving,
                Optional.empty(),
                false,
                SocketOptions.Protocol.PLAIN,
                SocketOptions.Reconnect.NEVER,
                new SocketOptions.Tls(Optional.of("t"), list))));
  }

  private Chardev serve(TlsCredentials credentials) throws Exception {
    scope.authorizations.putIfAbsent("list", AccessList.only(CLIENT));
    Chardev device = open(credentials, "127.0.0.1", "0");
    device.attach(frontend);
    return device;
  }

  private static String port(Chardev listening) {
    String name = listening.filename();
    return name.substring(name.lastIndexOf(':') + 1, name.indexOf(','));
  }

  private static void write(Chardev device, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    assertTrue(device.write(bytes, 0, bytes.length));
  }

  private void talk(Chardev device, Chardev other, RecordingFrontend far) throws Exception {
    frontend.expect("+");
    far.expect("+");
    write(other, "question");
    frontend.expectBytes("question");
    String much = "answer".repeat(20_000);
    write(device, much);
    far.expectBytes(much);
  }

  private void ownPair(TlsCredentials serving, TlsCredentials asking) throws Exception {
    RecordingFrontend far = new RecordingFrontend();
    try (Chardev device = serve(serving)) {
      try (Chardev other = open(asking, "localhost", port(device))) {
        other.attach(far);
        talk(device, other, far);
      }
      frontend.expect("-");
    }
  }

  @Test
  void certificatesOnBothSides() throws Exception {
    for (String priority : new String[] {"NORMAL", "NORMAL:-VERS-TLS1.3", "NONE:+VERS-TLS1.3"}) {
      ownPair(x509(true, server, Optional.of(priority)), x509(false, client, Optional.empty()));
    }
  }

  @Test
  void keysThatBothKnow() throws Exception {
    ownPair(psk(true, shared), psk(false, shared));
  }

  @Test
  void nobodyKnowsWhoTheOtherIs() throws Exception {
    ownPair(new AnonymousCredentials(true), new AnonymousCredentials(false));
  }

  /** The server stays and serves the next. */
  private void refusedThenServed(TlsCredentials serving, TlsCredentials bad, TlsCredentials good)
      throws Exception {
    try (Chardev device = serve(serving)) {
      RecordingFrontend refused = new RecordingFrontend();
      try (Chardev other = open(bad, "localhost", port(device))) {
        other.attach(refused);
        RecordingFrontend far = new RecordingFrontend();
        try (Chardev next = open(good, "localhost", port(device))) {
          next.attach(far);
          talk(device, next, far);
        }
        frontend.expect("-");
      }
    }
  }

  @Test
  void strangersAreTurnedAway() throws Exception {
    X509Credentials good = x509(false, client, Optional.empty());
    for (Path bad : List.of(stranger, nobody)) {
      refusedThenServed(
          x509(true, server, Optional.of("NORMAL:-VERS-TLS1.3")),
          x509(false, bad, Optional.empty()),
          good);
    }
  }

  @Test
  void aWrongKeyIsTurnedAway() throws Exception {
    refusedThenServed(psk(true, shared), psk(false, shared.resolve("wrong")), psk(false, shared));
  }

  private static List<String> sClient(Chardev listening, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of("openssl", "s_client", "-quiet", "-connect", "127.0.0.1:" + port(listening)));
    all.addAll(List.of("-CAfile", client.resolve("ca-cert.pem").toString()));
    all.addAll(List.of("-cert", client.resolve("client-cert.pem").toString()));
    all.addAll(List.of("-key", client.resolve("client-key.pem").toString()));
    all.addAll(List.of(options));
    return all;
  }

  @Test
  void openSslIsServed() throws Exception {
    for (String version : new String[] {"-tls1_2", "-tls1_3"}) {
      try (Chardev device = serve(x509(true, server, Optional.empty()))) {
        List<String> all = sClient(device, version, "-verify_return_error");
        all.addAll(List.of("-verify_hostname", "localhost"));
        try (Tool openssl = Tool.start(all)) {
          openssl.type("hello");
          frontend.expect("+");
          frontend.expectBytes("hello");
          write(device, "from the server");
          openssl.until("from the server");
        }
        frontend.expect("-");
      }
    }
  }

  /** A list of who may come in that this client is not on. */
  @Test
  void aClientThatIsNotOnTheListIsTurnedAway() throws Exception {
    scope.authorizations.put("list", AccessList.only("CN=somebody else"));
    try (Chardev device = serve(x509(true, server, Optional.empty()))) {
      try (Tool openssl = Tool.start(sClient(device))) {
        assertTrue(openssl.rest().contains("alert"));
      }
      assertFalse(frontend.hasMore());
    }
  }

  @Test
  void openSslServesUs() throws Exception {
    List<String> all =
        List.of(
            "openssl",
            "s_server",
            "-accept",
            "127.0.0.1:0",
            "-cert",
            server.resolve("server-cert.pem").toString(),
            "-key",
            server.resolve("server-key.pem").toString(),
            "-CAfile",
            server.resolve("ca-cert.pem").toString(),
            "-Verify",
            "1",
            "-verify_return_error");
    try (Tool openssl = Tool.start(all)) {
      openssl.until("ACCEPT 127.0.0.1:");
      String port = openssl.until("\n").strip();
      X509Credentials ours = x509(false, client, Optional.empty());
      try (Chardev device = open(ours, "127.0.0.1", port)) {
        device.attach(frontend);
        frontend.expect("+");
        write(device, "ping\n");
        openssl.until("ping");
        openssl.type("pong\n");
        frontend.expectBytes("pong\n");
      }
      RecordingFrontend refused = new RecordingFrontend();
      try (Chardev device = open(x509(false, stranger, Optional.empty()), "127.0.0.1", port)) {
        device.attach(refused);
        openssl.until("alert"); // Ours does not trust the server, and says so.
      }
      assertFalse(refused.hasMore());
    }
  }

  @Test
  void openSslKnowsTheKey() throws Exception {
    try (Chardev device = serve(psk(true, shared))) {
      List<String> all =
          List.of(
              "openssl",
              "s_client",
              "-quiet",
              "-tls1_2",
              "-connect",
              "127.0.0.1:" + port(device),
              "-psk_identity",
              "qemu",
              "-psk",
              KEY);
      try (Tool openssl = Tool.start(all)) {
        openssl.type("hello");
        frontend.expect("+");
        frontend.expectBytes("hello");
      }
    }
  }

  private void gnuTls(TlsCredentials serving, String... options) throws Exception {
    assumeTrue(Tool.isInstalled("gnutls-cli"), "gnutls-cli is not installed");
    try (Chardev device = serve(serving)) {
      List<String> all = new ArrayList<>(List.of("gnutls-cli", "-p", port(device)));
      all.addAll(List.of(options));
      all.add("127.0.0.1");
      try (Tool gnutls = Tool.start(all)) {
        gnutls.type("hello\n");
        frontend.expect("+");
        frontend.expectBytes("hello\n");
        write(device, "from the server\n");
        gnutls.until("from the server");
      }
    }
  }

  @Test
  void gnuTlsIsServed() throws Exception {
    gnuTls(
        x509(true, server, Optional.empty()),
        "--x509cafile",
        client.resolve("ca-cert.pem").toString(),
        "--x509certfile",
        client.resolve("client-cert.pem").toString(),
        "--x509keyfile",
        client.resolve("client-key.pem").toString());
  }

  @Test
  void gnuTlsKnowsTheKey() throws Exception {
    gnuTls(
        psk(true, shared),
        "--pskusername",
        "qemu",
        "--pskkey",
        KEY,
        "--priority",
        "NORMAL:+ECDHE-PSK:+DHE-PSK:+PSK");
  }

  @Test
  void gnuTlsIsAnonymous() throws Exception {
    gnuTls(new AnonymousCredentials(true), "--priority", "NORMAL:-VERS-TLS1.3:+ANON-DH");
  }

  private static List<String> qemu(String object, String chardev) {
    assumeTrue(Tool.isInstalled("qemu-system-riscv64"), "qemu-system-riscv64 is not installed");
    return List.of(
        "qemu-system-riscv64",
        "-machine",
        "none",
        "-nodefaults",
        "-display",
        "none",
        "-object",
        object,
        "-chardev",
        "socket,id=c,host=localhost,ipv6=off,tls-creds=t," + chardev,
        "-mon",
        "c,mode=control",
        "-qmp",
        "stdio");
  }

  /**
   * QEMU's monitor takes one byte whenever its socket is readable, and does not look for the rest
   * of a record that has arrived: blanks make it look again.
   */
  private void negotiate(Chardev device) throws InterruptedException {
    write(device, "{\"execute\": \"qmp_capabilities\"}");
    while (!frontend.hasMore()) {
      write(device, " ");
      LockSupport.parkNanos(1_000_000);
    }
    frontend.expectBytes("{\"return\": {}}\r\n");
  }

  private void qemuConnects(TlsCredentials serving, String object) throws Exception {
    try (Chardev device = serve(serving);
        Tool qemu = Tool.start(qemu(object, "port=" + port(device)))) {
      frontend.expect("+");
      frontend.expectStart("{\"QMP\": ");
      negotiate(device);
      qemu.end();
      frontend.expect("-");
    }
  }

  private void qemuServes(TlsCredentials asking, String object) throws Exception {
    try (Tool qemu = Tool.start(qemu(object, "port=0,server=on,wait=off"))) {
      qemu.until("{\"QMP\": ");
      qemu.type("{\"execute\": \"qmp_capabilities\"}{\"execute\": \"query-chardev\"}");
      qemu.until("disconnected:tcp:127.0.0.1:");
      try (Chardev device = open(asking, "localhost", qemu.until(","))) {
        device.attach(frontend);
        frontend.expect("+");
        frontend.expectStart("{\"QMP\": ");
        negotiate(device);
      }
    }
  }

  @Test
  void qemuWithCertificates() throws Exception {
    qemuConnects(
        x509(true, server, Optional.empty()), "tls-creds-x509,id=t,endpoint=client,dir=" + client);
    qemuServes(
        x509(false, client, Optional.empty()), "tls-creds-x509,id=t,endpoint=server,dir=" + server);
  }

  @Test
  void qemuWithKeys() throws Exception {
    qemuConnects(psk(true, shared), "tls-creds-psk,id=t,endpoint=client,dir=" + shared);
    qemuServes(psk(false, shared), "tls-creds-psk,id=t,endpoint=server,dir=" + shared);
  }

  @Test
  void qemuWithoutAny() throws Exception {
    qemuConnects(new AnonymousCredentials(true), "tls-creds-anon,id=t,endpoint=client");
    qemuServes(new AnonymousCredentials(false), "tls-creds-anon,id=t,endpoint=server");
  }

  /** The rule about passed sockets: they may serve TLS, but never ask for it. */
  @Test
  void aPassedSocketIsNeverAClient() throws Exception {
    scope.credentials.put("t", x509(false, client, Optional.empty()));
    ChardevConfig config =
        new ChardevConfig.Socket(
            TestScope.common("c"),
            new SocketTarget.Descriptor("it"),
            new SocketOptions(
                false,
                Optional.empty(),
                false,
                SocketOptions.Protocol.PLAIN,
                SocketOptions.Reconnect.NEVER,
                new SocketOptions.Tls(Optional.of("t"), Optional.empty())));
    assertEquals(
        "'tls_creds' option is incompatible with 'fd' address type as client",
        assertThrows(ChardevException.class, () -> scope.open(config)).getMessage());
  }
}
