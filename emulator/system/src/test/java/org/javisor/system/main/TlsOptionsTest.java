package org.javisor.system.main;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.javisor.host.fd.Fd;
import org.javisor.host.socket.UnixSocket;
import org.javisor.system.main.RunningEmulator.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Credentials and lists of who may come in, on the command line. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TlsOptionsTest {
  private static final String SOCKET =
      "socket,id=c,host=127.0.0.1,port=0,server=on,wait=off,tls-creds=t";

  @TempDir private Path files;

  private void refused(String message, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("-display", "none", "-nodefaults"));
    all.addAll(List.of(arguments));
    try (RunningEmulator emulator = RunningEmulator.start(files, all.toArray(new String[0]))) {
      emulator.ends(1, "prog: " + message + "\n");
    }
  }

  private void refusedObject(String message, String object) throws Exception {
    refused("-object " + object + ": " + message, "-object", object);
  }

  @Test
  void mistakesInObjectsAreTold() throws Exception {
    String folder = files.toString();
    refusedObject(
        "Parameter 'endpoint' does not accept value 'zz'",
        "tls-creds-x509,id=t,dir=" + folder + ",endpoint=zz");
    refusedObject(
        "Parameter 'verify-peer' expects 'on' or 'off'", "tls-creds-psk,id=t,verify-peer=zz");
    refusedObject("Invalid parameter 'zz'", "tls-creds-anon,id=t,zz=1");
    refusedObject("Parameter 'identity' is missing", "authz-simple,id=a");
    refusedObject("Parameter 'policy' does not accept value 'zz'", "authz-list,id=a,policy=zz");
    refusedObject("Parameter 'qom-type' does not accept value 'authz-pam'", "authz-pam,id=a");
    refused("Missing 'dir' property value", "-object", "tls-creds-x509,id=t,endpoint=server");
    refused(
        "Unable to access credentials " + folder + "/keys.psk: No such file or directory",
        "-object",
        "tls-creds-psk,id=t,endpoint=server,dir=" + folder);
  }

  @Test
  void socketsNeedCredentialsOfTheirKind() throws Exception {
    String prefix = "-chardev " + SOCKET + ": ";
    refused(prefix + "No TLS credentials with id 't'", "-chardev", SOCKET);
    refused(
        prefix + "Object with id 't' is not TLS credentials",
        "-object",
        "secret,id=t,data=x",
        "-chardev",
        SOCKET);
    refused(
        prefix + "Expected TLS credentials for a server endpoint",
        "-object",
        "tls-creds-anon,id=t",
        "-chardev",
        SOCKET);
  }

  @Test
  void anEncryptedSocketListens() throws Exception {
    Files.writeString(files.resolve("keys.psk"), "qemu:00112233\n");
    try (RunningEmulator emulator =
            RunningEmulator.start(
                files,
                "-S",
                "-object",
                "tls-creds-psk,id=t,endpoint=server,dir=" + files,
                "-object",
                "authz-list,id=a,policy=deny,rules.0.match=x*,rules.0.policy=allow,"
                    + "rules.0.format=glob",
                "-chardev",
                SOCKET + ",tls-authz=a",
                "-qmp",
                "unix:" + files.resolve("qmp") + ",server=on,wait=off");
        Client client = emulator.connect(files.resolve("qmp")).negotiated()) {
      assertTrue(client.execute("query-chardev").contains("disconnected:tcp:127.0.0.1:"));
    }
  }

  private static void say(Process process, String line) throws Exception {
    process.outputWriter().write(line + "\n");
    process.outputWriter().flush();
  }

  private static void until(Process process, String wanted) throws Exception {
    StringBuilder heard = new StringBuilder();
    while (heard.indexOf(wanted) < 0) {
      int next = process.getInputStream().read();
      assertTrue(next >= 0, () -> "the end, before '" + wanted + "': " + heard);
      heard.append((char) next);
    }
  }

  /** As a supervisor would: the socket is its own, the emulator only inherits it. */
  @Test
  void aMonitorOnAnInheritedSocketIsEncrypted() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
    Files.writeString(files.resolve("keys.psk"), "qemu:00112233\n");
    Path path = files.resolve("monitor");
    String words =
        "-S -nodefaults -display none -object tls-creds-psk,id=t,endpoint=server,dir="
            + files
            + " -chardev socket,id=m,fd=3,server=on,wait=off,tls-creds=t"
            + " -mon chardev=m,mode=control";
    String client =
        "openssl s_client -quiet -tls1_2 -psk_identity qemu -psk 00112233 -unix " + path;
    try (Fd listener = UnixSocket.listen(path, 0600, 1);
        RunningEmulator _ = RunningEmulator.start(files, List.of(listener), words.split(" "))) {
      for (int i = 0; i < 2; i++) { // It listens again when the first has gone.
        Process openssl = new ProcessBuilder(client.split(" ")).start();
        until(openssl, "{\"QMP\": ");
        say(openssl, "{\"execute\": \"qmp_capabilities\"}");
        until(openssl, "{\"return\": {}}");
        say(openssl, "{\"execute\": \"query-status\"}");
        until(openssl, "\"prelaunch\"");
        openssl.destroy();
      }
    }
  }

  @Test
  void anInheritedSocketIsNeverAnEncryptedClient() throws Exception {
    String option = "socket,id=m,fd=3,tls-creds=t";
    List<Fd> pair = UnixSocket.pair();
    try (RunningEmulator emulator =
        RunningEmulator.start(
            files,
            pair,
            "-nodefaults",
            "-display",
            "none",
            "-object",
            "tls-creds-anon,id=t,endpoint=client",
            "-chardev",
            option)) {
      emulator.ends(
          1,
          "prog: -chardev "
              + option
              + ": 'tls_creds' option is incompatible with 'fd' address type as client\n");
    } finally {
      pair.forEach(Fd::close);
    }
  }
}
