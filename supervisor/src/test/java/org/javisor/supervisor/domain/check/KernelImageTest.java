package org.javisor.supervisor.domain.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.javisor.supervisor.domain.check.KernelImage.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelImageTest {
  @TempDir private Path scratch;

  /** An Image with the header for firmware, whose one section ends with the file. */
  static byte[] riscvImage(int size) {
    ByteBuffer image = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    image.putShort(0, (short) 0x5a4d);
    image.putInt(0x38, 0x0543_5352);
    image.putInt(0x3c, 0x40);
    image.putInt(0x40, 0x4550);
    image.putShort(0x44, (short) 0x5064);
    image.putShort(0x46, (short) 1);
    image.putShort(0x54, (short) 16);
    int section = 0x40 + 24 + 16;
    image.putInt(section + 16, size - 1024);
    image.putInt(section + 20, 1024);
    return image.array();
  }

  private static byte[] elf(int machine, long segmentEnd) {
    ByteBuffer image = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    image.putInt(0, 0x464c_457f);
    image.putShort(18, (short) machine);
    image.putLong(32, 64);
    image.putShort(54, (short) 56);
    image.putShort(56, (short) 1);
    image.putLong(64 + 8, 0);
    image.putLong(64 + 32, segmentEnd);
    return image.array();
  }

  @Test
  void wholeImageIsUsable() throws IOException {
    assertEquals(Verdict.USABLE, verdict(riscvImage(8192)));
    assertEquals(Verdict.USABLE, verdict(elf(243, 256)));
  }

  @Test
  void imageThatIsCutOffIsFound() throws IOException {
    assertEquals(Verdict.TRUNCATED, verdict(Arrays.copyOf(riscvImage(8192), 8191)));
    assertEquals(Verdict.TRUNCATED, verdict(elf(243, 257)));
    assertEquals(Verdict.TRUNCATED, verdict(new byte[10]));
  }

  @Test
  void otherProcessorsAreTold() throws IOException {
    assertEquals(Verdict.OTHER_CPU, verdict(elf(62, 256)));
    byte[] x86 = new byte[1024];
    System.arraycopy(new byte[] {'H', 'd', 'r', 'S'}, 0, x86, 0x202, 4);
    assertEquals(Verdict.OTHER_CPU, verdict(x86));
  }

  @Test
  void anythingElseIsNotAKernel() throws IOException {
    assertEquals(Verdict.NOT_A_KERNEL, verdict(new byte[0]));
    assertEquals(Verdict.NOT_A_KERNEL, verdict(new byte[5000]));
  }

  @Test
  void hostileHeadersAreAnswered() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[][] seeds = {riscvImage(2048), elf(243, 100)};
    for (int round = 0; round < 500; round++) {
      byte[] image = seeds[round % 2].clone();
      for (int i = 0; i < 8; i++) {
        image[random.nextInt(Math.min(image.length, 160))] = (byte) random.nextInt();
      }
      assertEquals(true, verdict(image) != null, () -> "seed " + seed);
    }
  }

  private Verdict verdict(byte[] content) throws IOException {
    Path file = Files.write(scratch.resolve("image"), content);
    try (FileChannel channel = FileChannel.open(file)) {
      return KernelImage.inspect(channel).verdict();
    }
  }
}
