package org.javisor.engine.jit.x86_64;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.javisor.host.memory.Mapping;
import org.junit.jupiter.api.Test;

/**
 * The assembler's bytes are those that GNU as gives for the same text, which are stored in {@code
 * assembler-goldens.txt}: text, tab, bytes.
 *
 * <p>After a change of the instructions, write them anew with GNU binutils installed: {@code mvn
 * -Dfast -pl emulator/engine -am test -Dtest=AssemblerGoldenTest
 * -Dsurefire.failIfNoSpecifiedTests=false
 * -Djavisor.goldens=emulator/engine/src/test/resources/org/javisor/engine/jit/x86_64}.
 */
class AssemblerGoldenTest {
  private static final String GOLDENS = "assembler-goldens.txt";

  @Test
  void bytesAreThoseOfAnotherAssembler() throws IOException, InterruptedException {
    try (Mapping buffer = Mapping.anonymous(4096)) {
      Cases cases = new Cases(buffer.address());
      Instructions.all(cases);
      String directory = System.getProperty("javisor.goldens");
      if (directory != null) {
        write(Path.of(directory).resolve(GOLDENS), cases.texts());
      }
      Map<String, String> expected = read();
      List<String> wrong = new ArrayList<>();
      for (int i = 0; i < cases.texts().size(); i++) {
        String text = cases.texts().get(i);
        String bytes = cases.bytes().get(i);
        if (!bytes.equals(expected.get(text))) {
          wrong.add(text + ": " + bytes + ", expected " + expected.get(text));
        }
      }
      assertEquals(List.of(), wrong);
    }
  }

  static Map<String, String> read() throws IOException {
    Map<String, String> goldens = new HashMap<>();
    try (InputStream in = AssemblerGoldenTest.class.getResourceAsStream(GOLDENS)) {
      assertNotNull(in, GOLDENS);
      for (String line : new String(in.readAllBytes(), US_ASCII).split("\n")) {
        int tab = line.indexOf('\t');
        goldens.put(line.substring(0, tab), line.substring(tab + 1));
      }
    }
    return goldens;
  }

  private static void write(Path goldens, List<String> texts)
      throws IOException, InterruptedException {
    Files.createDirectories(goldens.getParent());
    Path source = Files.createTempFile("goldens", ".s");
    Path object = Files.createTempFile("goldens", ".o");
    Files.writeString(source, ".intel_syntax noprefix\n" + String.join("\n", texts) + "\n");
    Process as =
        new ProcessBuilder(
                "as",
                "-aln",
                "--listing-lhs-width=4",
                "--listing-rhs-width=1",
                "-o",
                object.toString(),
                source.toString())
            .redirectErrorStream(true)
            .start();
    List<String> lines = new ArrayList<>();
    String listing = new String(as.getInputStream().readAllBytes(), US_ASCII);
    assertEquals(0, as.waitFor(), listing);
    Map<Integer, String> bytes = listed(listing);
    for (int i = 0; i < texts.size(); i++) {
      lines.add(texts.get(i) + "\t" + bytes.get(i + 2));
    }
    Files.writeString(goldens, String.join("\n", lines) + "\n");
    Files.delete(source);
    Files.delete(object);
  }

  /** Bytes by line number: number, address, then bytes in groups of four. */
  private static Map<Integer, String> listed(String listing) {
    Map<Integer, String> bytes = new HashMap<>();
    for (String line : listing.split("\n")) {
      String[] words = line.trim().split("\\s+", 3);
      if (words.length == 3 && words[0].matches("\\d+") && words[2].matches("[0-9A-F ]+")) {
        String joined = words[2].replace(" ", "").toLowerCase(Locale.ROOT);
        bytes.put(Integer.valueOf(words[0]), joined);
      }
    }
    return bytes;
  }
}
