package org.javisor.host.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.HostInfo;
import org.junit.jupiter.api.Test;

class MappingTest {
  @Test
  void startsAsZeroAndKeepsWhatIsWrittenAtAnyAlignment() throws IOException {
    try (Mapping memory = Mapping.anonymous(1)) {
      assertEquals(HostInfo.pageSize(), memory.size());
      long at = memory.address() + 3;
      assertEquals(0, RawMemory.getLong(at));
      RawMemory.putLong(at, 0x8877665544332211L);
      assertEquals(0x11, RawMemory.getByte(at));
      assertEquals(0x3322, RawMemory.getShort(at + 1));
      assertEquals(0x77665544, RawMemory.getInt(at + 3));
      RawMemory.putShort(at, (short) -1);
      RawMemory.putByte(at + 2, (byte) 0);
      RawMemory.putInt(at + 4, 7);
      assertEquals(0x000000074400ffffL, RawMemory.getLong(at));
    }
  }

  @Test
  void reservesFarMoreThanTheHostHasButCostsNothing() throws IOException {
    try (Mapping memory = Mapping.anonymous(HostInfo.physicalMemory() * 2)) {
      RawMemory.putByte(memory.address() + memory.size() - 1, (byte) 1);
      assertEquals(1, RawMemory.getByte(memory.address() + memory.size() - 1));
    }
  }

  @Test
  void impossibleSizeIsOutOfMemory() {
    for (long size : new long[] {Long.MAX_VALUE, 1L << 60}) {
      HostException e = assertThrows(HostException.class, () -> Mapping.anonymous(size));
      assertTrue(e.is(Errno.ENOMEM), e.getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> Mapping.anonymous(0));
  }

  @Test
  void discardedPagesReadAsZero() throws IOException {
    long page = HostInfo.pageSize();
    try (Mapping memory = Mapping.anonymous(3 * page)) {
      RawMemory.fill(memory.address(), memory.size(), (byte) 9);
      memory.discard(page, page);
      assertEquals(9, RawMemory.getByte(memory.address() + page - 1));
      assertEquals(0, RawMemory.getByte(memory.address() + page));
      assertEquals(9, RawMemory.getByte(memory.address() + 2 * page));
      assertThrows(IndexOutOfBoundsException.class, () -> memory.discard(3 * page, page));
    }
  }

  @Test
  void atomicsReturnTheValueBefore() throws IOException {
    try (Mapping memory = Mapping.anonymous(64)) {
      long at = memory.address();
      assertEquals(0, RawMemory.getAndAddInt(at, 5));
      assertEquals(5, RawMemory.getAndOrInt(at, 0x10));
      assertEquals(0x15, RawMemory.getAndAndInt(at, 0x11));
      assertEquals(0x11, RawMemory.getAndXorInt(at, 1));
      assertEquals(0x10, RawMemory.getAndSetInt(at, -1));
      assertEquals(-1, RawMemory.compareAndExchangeInt(at, -1, 3));
      assertEquals(3, RawMemory.compareAndExchangeInt(at, -1, 4));
      assertEquals(3, RawMemory.getIntVolatile(at));
      RawMemory.putLongVolatile(at + 8, 1L << 40);
      assertEquals(1L << 40, RawMemory.getAndAddLong(at + 8, 1));
      assertEquals((1L << 40) + 1, RawMemory.compareAndExchangeLong(at + 8, (1L << 40) + 1, 2));
      assertEquals(2, RawMemory.getLongVolatile(at + 8));
    }
  }

  @Test
  void copiesMoveBetweenHeapAndMemory() throws IOException {
    try (Mapping memory = Mapping.anonymous(64)) {
      byte[] in = {1, 2, 3, 4, 5};
      RawMemory.copyIn(in, 1, memory.address(), 4);
      RawMemory.copy(memory.address(), memory.address() + 1, 4);
      byte[] out = new byte[6];
      RawMemory.copyOut(memory.address(), out, 1, 5);
      assertArrayEquals(new byte[] {0, 2, 2, 3, 4, 5}, out);
    }
  }

  @Test
  void mappingsAreGivenBack() throws IOException {
    for (int i = 0; i < 300; i++) {
      Mapping memory = Mapping.anonymous(1L << 40); // 300 TiB would not fit into 47 bits
      memory.close();
      memory.close();
    }
  }
}
