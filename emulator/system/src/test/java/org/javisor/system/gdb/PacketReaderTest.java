package org.javisor.system.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketReaderTest {
  private static final int FUZZ_BYTES = Integer.getInteger("javisor.gdb.bytes", 500_000);
  private static final long SEED = Long.getLong("javisor.gdb.seed", 20261125);

  private final List<String> found = new ArrayList<>();
  private final PacketReader reader =
      new PacketReader(
          new PacketReader.Listener() {
            @Override
            public void packet(String packet) {
              found.add(packet);
            }

            @Override
            public void damaged() {
              found.add("damaged");
            }

            @Override
            public void again() {
              found.add("again");
            }

            @Override
            public void interrupt() {
              found.add("interrupt");
            }
          });

  private void expect(String sent, String... packets) {
    found.clear();
    for (byte b : sent.getBytes(StandardCharsets.ISO_8859_1)) {
      reader.accept(b & 0xFF);
    }
    assertEquals(List.of(packets), found);
  }

  @Test
  void packetsAreFoundAmongTheRest() {
    expect("+$g#67", "g");
    expect("+noise$m0,4#fd-\u0003", "m0,4", "again", "interrupt");
    expect("$g#68$g#6", "damaged");
    expect("7", "g");
    expect("$gxx$g#67", "g");
    expect("$g#zz", "damaged");
    expect("$}\u0003#80", "#");
    reader.ignoreChecksums();
    expect("$g#00", "g");
    reader.reset();
    expect("$g#00", "damaged");
  }

  @Test
  void packetsAreBounded() {
    expect("$" + "a".repeat(100_000) + "#00$g#67", "g");
    assertTrue(PacketReader.MAX_LENGTH <= 4096);
  }

  @Test
  void noBytesAreTooMuch() {
    Random random = new Random(SEED);
    for (int i = 0; i < FUZZ_BYTES; i++) {
      reader.accept("$#}+-\u0003g0".charAt(random.nextInt(8)) ^ (random.nextInt(9) == 0 ? 128 : 0));
    }
    for (byte b : "#00#00$g#67".getBytes(StandardCharsets.ISO_8859_1)) {
      reader.accept(b);
    }
    assertEquals("g", found.getLast());
  }
}
