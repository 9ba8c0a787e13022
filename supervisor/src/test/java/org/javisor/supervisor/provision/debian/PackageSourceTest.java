package org.javisor.supervisor.provision.debian;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageSourceTest {
  private static final String STANZAS =
      """
      # A comment
      Types: deb-src
      URIs: http://mirror.example/source
      Suites: bookworm
      Components: main

      Types: deb
      URIs: http://mirror.example/security
      Suites: bookworm-security
      Components: main

      Types: deb
      URIs: http://mirror.example/off
      Suites: bookworm
      Components: main
      Enabled: no

      Types: deb deb-src
      URIs: http://mirror.example/debian http://other.example/debian
      Suites: bookworm bookworm-updates
      Components: main contrib
      Signed-By: /usr/share/keyrings/a.gpg
      """;

  @TempDir private Path apt;

  @Test
  void theFirstStanzaThatOffersAReleaseIsTaken() {
    assertEquals(
        Optional.of(new PackageSource("http://mirror.example/debian", "/usr/share/keyrings/a.gpg")),
        PackageSource.inStanzas(STANZAS, "bookworm"));
  }

  @Test
  void noStanzaOfAnotherReleaseIsTaken() {
    assertEquals(Optional.empty(), PackageSource.inStanzas(STANZAS, "noble"));
  }

  @Test
  void linesMayHaveOptions() {
    String lines =
        """
        # deb http://mirror.example/no bookworm main
        deb-src http://mirror.example/source bookworm main
        deb http://mirror.example/updates bookworm-updates main
        deb [arch=amd64 signed-by=/etc/keys/b.gpg] http://mirror.example/debian bookworm contrib main
        """;
    assertEquals(
        Optional.of(new PackageSource("http://mirror.example/debian", "/etc/keys/b.gpg")),
        PackageSource.inLines(lines, "bookworm"));
  }

  @Test
  void allFilesOfTheConfigurationAreRead() throws IOException {
    assertEquals(Optional.empty(), PackageSource.find(apt, "bookworm"));
    Files.writeString(apt.resolve("sources.list"), "deb http://old.example stable main\n");
    assertEquals("http://old.example", PackageSource.find(apt, "x").orElseThrow().uri());
    Files.createDirectory(apt.resolve("sources.list.d"));
    Files.writeString(apt.resolve("sources.list.d/a.sources.off"), STANZAS);
    assertEquals("http://old.example", PackageSource.find(apt, "bookworm").orElseThrow().uri());
    Files.writeString(apt.resolve("sources.list.d/b.sources"), STANZAS);
    assertEquals(
        "http://mirror.example/debian", PackageSource.find(apt, "bookworm").orElseThrow().uri());
  }

  @Test
  void aStanzaForAnotherArchitectureKeepsTheKeyring() {
    String stanza = new PackageSource("http://a.example", "/k.gpg").stanza("trixie", "riscv64");
    assertEquals(
        """
        Types: deb
        URIs: http://a.example
        Suites: trixie
        Components: main
        Architectures: riscv64
        Signed-By: /k.gpg
        """,
        stanza);
    assertEquals(
        Optional.of(new PackageSource("http://a.example", "/k.gpg")),
        PackageSource.inStanzas(stanza, "trixie"));
  }
}
