package org.javisor.system.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.javisor.backend.image.OpenImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tool beside QEMU's own: the same texts and exit codes, and images that both can use. */
class BesideQemuTest {
  private static final int SIZE = 3 << 20;
  private static final long SEED = Long.getLong("javisor.seed", 23);
  private static final String WARNING = "WARNING: Image format was not specified";

  /** What is different in any two images, or from one second to the next. */
  private static final List<List<String>> VARYING =
      List.of(
          // What the tool calls itself is the path by which it was started.
          List.of("(?m)(^|')/\\S*/(qemu-img)\\b", "$1$2"),
          List.of("(disk size: |file length: ).*", "$1*"),
          List.of("(\"actual-size\": )\\d+", "$1*"),
          List.of(
              "\"virtual-size\": \\d+(,\\s+\"filename\": \"[^\"]*\",\\s+\"format\": \"file\")",
              "*$1"),
          List.of("(\"date-n?sec\": )\\d+", "$1*"),
          List.of("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "*"),
          List.of("\\d+\\.\\d+(% fragmented| seconds)", "*$1"),
          List.of("(mage.end.offset\"?: )\\d+", "$1*"),
          List.of("(\"offset\": )\\d+", "$1*"),
          List.of(WARNING + "[^\\n]*\\n[^\\n]*\\n[^\\n]*\\n", "*"));

  @TempDir Path ours;
  @TempDir Path theirs;

  /** Runs the tool in this process. */
  private static QemuImg.Outcome run(Path folder, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status;
    try (PrintStream outs = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errs = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      String[] inside = words.clone();
      for (int i = 1; i < inside.length; i++) {
        String word = inside[i];
        if (word.endsWith(".img") && !word.startsWith("-")) {
          String before = word.substring(0, word.indexOf('=') + 1); // of an operand of dd
          inside[i] = before + folder.resolve(word.substring(before.length()));
        }
      }
      status = new Tool(new Console("qemu-img", outs, errs)).run(inside);
    }
    String prefix = folder + "/";
    return new QemuImg.Outcome(
        status,
        out.toString(StandardCharsets.UTF_8).replace(prefix, ""),
        err.toString(StandardCharsets.UTF_8).replace(prefix, ""));
  }

  private static String alike(QemuImg.Outcome outcome) {
    String text = outcome.status() + "\n" + outcome.out() + "---\n" + outcome.err();
    for (List<String> each : VARYING) {
      text = text.replaceAll(each.get(0), each.get(1));
    }
    return text;
  }

  @Test
  void textsAndExitCodesAreTheSame() throws IOException, InterruptedException {
    QemuImg qemu = QemuImg.require(10);
    List<String> cases = new ArrayList<>();
    try (InputStream in = getClass().getResourceAsStream("beside-qemu.txt")) {
      cases.addAll(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .toList());
    }
    assertTrue(cases.size() > 50);
    byte[] data = sample();
    Files.write(ours.resolve("data.img"), data);
    Files.write(theirs.resolve("data.img"), data);
    List<String> wrong = new ArrayList<>();
    for (String line : cases) {
      String[] words = line.split(" ");
      String want = alike(qemu.run(theirs, words));
      String got = alike(run(ours, words));
      if (!want.equals(got)) {
        wrong.add("$ " + line + "\nQEMU: " + want + "\nhere: " + got);
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void anImageInUseIsToldWithWhatToLookFor() throws IOException {
    assertEquals(0, run(ours, "create", "-q", "-f", "qcow2", "a.img", "1M").status());
    OpenImage.Source source =
        new OpenImage.Source(ours.resolve("a.img").toString(), Optional.of("qcow2"));
    try (OpenImage _ = OpenImage.open(source, OpenImage.Access.WRITE)) {
      QemuImg.Outcome outcome = run(ours, "resize", "a.img", "+1M");
      assertEquals(1, outcome.status());
      assertEquals(
          """
          qemu-img: Could not open 'a.img': Failed to get "write" lock
          Is another process using the image [a.img]?
          """,
          outcome.err());
    }
  }

  /** Runs of random and of repeated bytes between holes. */
  private static byte[] sample() {
    Random random = new Random(SEED);
    byte[] bytes = new byte[SIZE];
    for (int i = 0; i < 40; i++) {
      int at = random.nextInt(SIZE - 70_000);
      int length = 1 + random.nextInt(70_000);
      byte value = (byte) (1 + random.nextInt(200));
      for (int k = at; k < at + length; k++) {
        bytes[k] = i % 2 == 0 ? value : (byte) random.nextInt();
      }
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compat=0.10",
        "compat=0.10,cluster_size=4k",
        "compat=1.1",
        "lazy_refcounts=on",
        "cluster_size=512",
        "cluster_size=2M",
        "refcount_bits=1",
        "refcount_bits=2",
        "refcount_bits=4,cluster_size=4k",
        "refcount_bits=8",
        "refcount_bits=32",
        "refcount_bits=64,cluster_size=1k",
        "extended_l2=on",
        "extended_l2=on,cluster_size=16k",
        "compression_type=zstd",
        "compression_type=zstd,extended_l2=on",
        "preallocation=metadata",
        "preallocation=falloc",
        "preallocation=full,cluster_size=8k",
        "preallocation=metadata,extended_l2=on",
        "data_file=data,data_file_raw=on",
        "data_file=data",
      })
  void imagesGoBothWays(String options) throws IOException, InterruptedException {
    QemuImg qemu = QemuImg.require(7);
    Files.write(theirs.resolve("data.img"), sample());
    boolean packs = !options.contains("preallocation") && !options.contains("data_file");
    for (String compress : packs ? List.of("-q", "-c") : List.of("-q")) {
      String format = options.replace("data_file=data", "data_file=a.data");
      String other = options.replace("data_file=data", "data_file=b.data");
      String[] convert = {"convert", compress, "-O", "qcow2", "-o", format, "data.img", "a.img"};
      assertEquals(new QemuImg.Outcome(0, "", ""), qemu.run(theirs, convert));
      // What QEMU made is whole and equal here.
      assertEquals(0, run(theirs, "check", "a.img").status());
      assertEquals("Images are identical.\n", run(theirs, "compare", "data.img", "a.img").out());
      // And back, from that image.
      String[] back = {"convert", compress, "-O", "qcow2", "-o", other, "a.img", "b.img"};
      assertEquals(new QemuImg.Outcome(0, "", ""), run(theirs, back));
      assertEquals(0, qemu.run(theirs, "check", "b.img").status());
      assertEquals(
          "Images are identical.\n", qemu.run(theirs, "compare", "data.img", "b.img").out());
    }
  }
}
