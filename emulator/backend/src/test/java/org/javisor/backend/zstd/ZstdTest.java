package org.javisor.backend.zstd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is compressed comes back, from this program and from another one; nonsense is refused. */
class ZstdTest {
  private static final Path PEER = Path.of("/usr/bin/zstd");
  private static final int INPUTS = Integer.getInteger("javisor.malformed", 3000);
  private static final long SEED = Long.getLong("javisor.seed", 5);

  /** Bytes of which some repeat others, some are rare, some are random. */
  private static byte[] sample(Random random, int length) {
    byte[] bytes = new byte[length];
    int alphabet = 1 + random.nextInt(250);
    for (int at = 0; at < length; ) {
      int count = Math.min(length - at, 1 + random.nextInt(300));
      int back = 1 + random.nextInt(Math.max(at, 1));
      switch (random.nextInt(3)) {
        case 0 -> {
          for (int i = at; i < at + count; i++) {
            bytes[i] = at == 0 ? 0 : bytes[i - back];
          }
        }
        case 1 -> Arrays.fill(bytes, at, at + count, (byte) random.nextInt());
        default -> {
          for (int i = at; i < at + count; i++) {
            bytes[i] = (byte) Math.abs(random.nextGaussian() * alphabet / 4);
          }
        }
      }
      at += count;
    }
    return bytes;
  }

  private static byte[] encode(byte[] bytes) {
    byte[] out = new byte[bytes.length + bytes.length / 64 + 64];
    return Arrays.copyOf(out, fill(bytes, out));
  }

  private static int fill(byte[] bytes, byte[] out) {
    int length = ZstdEncoder.encode(bytes, out);
    assertTrue(length > 0);
    byte[] back = new byte[bytes.length];
    try {
      ZstdDecoder.decode(out, length, back);
    } catch (ZstdException e) {
      throw new AssertionError(e);
    }
    assertArrayEquals(bytes, back);
    return length;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 512, 4096, 65536, 131072, 400_000})
  void whatIsCompressedComesBack(int length) {
    Random random = new Random(SEED + length);
    for (int i = 0; i < 20; i++) {
      byte[] _ = encode(sample(random, length));
    }
  }

  @Test
  void thereMayBeNoRoom() {
    byte[] bytes = new byte[4096];
    new Random(SEED).nextBytes(bytes);
    assertEquals(0, ZstdEncoder.encode(bytes, new byte[4096]));
    assertEquals(0, ZstdEncoder.encode(bytes, new byte[3]));
  }

  private static byte[] peer(byte[] in, String... arguments)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.isExecutable(PEER), "zstd is not installed (Debian: zstd)");
    String[] command = new String[arguments.length + 1];
    command[0] = PEER.toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Path file = Files.createTempFile("zstd", "");
    try {
      Process process = new ProcessBuilder(command).redirectOutput(file.toFile()).start();
      try (OutputStream out = process.getOutputStream()) {
        out.write(in);
      }
      assertEquals(0, process.waitFor());
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 12, 19})
  void anotherProgramsFramesAreRead(int level) throws IOException, InterruptedException {
    Random random = new Random(SEED + level);
    for (int length : new int[] {1, 700, 65536, 300_000}) {
      byte[] bytes = sample(random, length);
      byte[] packed = peer(bytes, "-q", "-" + level);
      byte[] back = new byte[length];
      // What comes after the frame is of no interest.
      ZstdDecoder.decode(Arrays.copyOf(packed, packed.length + 100), packed.length + 100, back);
      assertArrayEquals(bytes, back, "seed " + SEED);
    }
  }

  @Test
  void anotherProgramReadsOurs() throws IOException, InterruptedException {
    Random random = new Random(SEED);
    for (int length : new int[] {1, 512, 65536, 300_000}) {
      byte[] bytes = sample(random, length);
      assertArrayEquals(bytes, peer(encode(bytes), "-q", "-d"), "seed " + SEED);
    }
  }

  @Test
  void nonsenseIsRefused() throws IOException, InterruptedException {
    Random random = new Random(SEED);
    byte[] bytes = sample(random, 20_000);
    byte[] ours = encode(bytes);
    byte[] good = Files.isExecutable(PEER) ? peer(bytes, "-q", "-19") : ours;
    byte[] out = new byte[bytes.length];
    for (int i = 0; i < INPUTS; i++) {
      byte[] bad = (random.nextBoolean() ? good : ours).clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        int at = random.nextInt(random.nextBoolean() ? 200 : bad.length);
        bad[at] = (byte) random.nextInt();
      }
      int length = random.nextInt(8) == 0 ? random.nextInt(bad.length) : bad.length;
      try {
        ZstdDecoder.decode(bad, length, out);
      } catch (ZstdException e) {
        assertTrue(e.getMessage().length() > 5);
      }
    }
    assertThrows(ZstdException.class, () -> ZstdDecoder.decode(new byte[100], 100, out));
  }
}
