package org.javisor.system.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of a program whose memory is an array that begins at address 0. */
class SemihostingTest {
  private static final int PARAMETERS = 0x100;
  private static final int NAME = 0x200;
  private static final int OTHER_NAME = 0x300;
  private static final int DATA = 0x400;

  @TempDir private Path files;
  private final Semihosting host = new Semihosting("prog a b");
  private final ByteBuffer ram = ByteBuffer.allocate(0x1000).order(ByteOrder.LITTLE_ENDIAN);
  private final StringBuilder console = new StringBuilder();
  private int exitCode = -1;

  private final SemihostingGuest guest =
      new SemihostingGuest() {
        @Override
        public boolean read(long address, byte[] target) {
          if (address < 0 || address > ram.capacity() - target.length) {
            return false;
          }
          ram.get((int) address, target);
          return true;
        }

        @Override
        public boolean write(long address, byte[] source, int count) {
          if (address < 0 || address > ram.capacity() - count) {
            return false;
          }
          ram.put((int) address, source, 0, count);
          return true;
        }

        @Override
        public void putConsole(int value) {
          console.append((char) value);
        }

        @Override
        public int getConsole() {
          return 'k';
        }

        @Override
        public long elapsedNanos() {
          return 30_000_000;
        }

        @Override
        public void exit(int code) {
          exitCode = code;
        }
      };

  private long call(int operation, long... words) {
    for (int i = 0; i < words.length; i++) {
      ram.putLong(PARAMETERS + 8 * i, words[i]);
    }
    return host.call(operation, PARAMETERS, guest);
  }

  private int name(int at, Path path) {
    byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
    ram.put(at, bytes);
    return bytes.length;
  }

  @Test
  void filesAreWrittenReadMeasuredRenamedAndRemoved() throws Exception {
    Path first = files.resolve("first");
    Path second = files.resolve("second");
    int length = name(NAME, first);
    long handle = call(0x01, NAME, 4, length);
    ram.putLong(DATA, 0x1122334455667788L);
    assertEquals(0, call(0x05, handle, DATA, 8));
    assertEquals(8, call(0x0C, handle));
    assertEquals(0, call(0x02, handle));
    assertEquals(-1, call(0x02, handle));
    assertEquals(9, call(0x13));

    handle = call(0x01, NAME, 0, length);
    assertEquals(0, call(0x09, handle));
    assertEquals(0, call(0x0A, handle, 2));
    assertEquals(4, call(0x06, handle, DATA, 10));
    assertEquals(0x112233445566L, ram.getLong(DATA) & 0xFFFFFFFFFFFFL);
    assertEquals(0, call(0x02, handle));

    assertEquals(0, call(0x0F, NAME, length, OTHER_NAME, name(OTHER_NAME, second)));
    assertEquals(8, Files.size(second));
    assertEquals(2, call(0x0E, NAME, length));
    assertEquals(0, call(0x0E, OTHER_NAME, name(OTHER_NAME, second)));
    assertFalse(Files.exists(second));
  }

  @Test
  void theConsoleIsAFileAndMoreThanOne() {
    ram.put(NAME, ":tt".getBytes(StandardCharsets.US_ASCII));
    long handle = call(0x01, NAME, 4, 3);
    assertEquals(1, call(0x09, handle));
    ram.put(DATA, "hello\0".getBytes(StandardCharsets.US_ASCII));
    assertEquals(0, call(0x05, handle, DATA, 5));
    assertEquals(0, host.call(0x04, DATA, guest));
    assertEquals(0, host.call(0x03, DATA, guest));
    assertEquals("hellohelloh", console.toString());
    assertEquals('k', call(0x07));
    assertEquals(4, call(0x06, handle, DATA, 5));
  }

  @Test
  void aProgramEndsWithItsOwnCodeOrWithOne() {
    assertEquals(0, call(0x18, 0x20026, 42));
    assertEquals(42, exitCode);
    assertEquals(0, call(0x20, 0x20023, 42));
    assertEquals(1, exitCode);
  }

  @Test
  void timeAndCommandLineAreGiven() {
    assertEquals(3, call(0x10));
    assertEquals(1_000_000_000, call(0x31));
    assertEquals(0, host.call(0x30, DATA, guest));
    assertEquals(30_000_000, ram.getLong(DATA));
    assertEquals(0, call(0x15, DATA, 100));
    assertEquals(8, ram.getLong(PARAMETERS + 8));
    assertEquals('p', ram.get(DATA));
    assertEquals(-1, call(0x15, DATA, 8));
    assertEquals(1, call(0x08, -5));
    assertEquals(-1, call(0x12));
  }

  @Test
  void senselessCallsFailAndNothingElseHappens() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 3000; i++) {
      int operation = 2 + random.nextInt(0x32);
      if (operation != 0x0E && operation != 0x0F) {
        long _ = call(operation, random.nextInt(4), random.nextLong(), random.nextLong());
        long _ = host.call(operation, random.nextLong(), guest);
      }
    }
  }
}
