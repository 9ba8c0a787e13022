package org.javisor.device.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.device.DeviceContract;
import org.javisor.host.HostException;
import org.javisor.host.memory.RawMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FwCfgTest extends DeviceContract<FwCfg> {
  private static final long BASE = 0x80000000L;
  private static final int ERROR = 1;
  private static final int READ = 2;
  private static final int SKIP = 4;
  private static final int SELECT = 8;
  private static final int WRITE = 16;

  private final AddressSpace memory = new AddressSpace();
  private final DeviceLog log = DeviceLog.silent("fw-cfg");
  private GuestRam ram;

  @BeforeEach
  void allocate() throws HostException {
    ram = GuestRam.allocate("ram", BASE, 1 << 20);
    memory.map(ram);
  }

  @AfterEach
  void free() {
    ram.close();
  }

  @Override
  protected FwCfg create() {
    FwCfgItems items = new FwCfgItems();
    items.put(FwCfgItems.Key.SIGNATURE, "QEMU".getBytes(StandardCharsets.US_ASCII));
    items.put16(FwCfgItems.Key.NB_CPUS, 3);
    items.putFile("opt/z", new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
    items.putFile("etc/a", new byte[] {42});
    FwCfg device = new FwCfg(memory, log);
    device.fill(items);
    return device;
  }

  @Override
  protected long size() {
    return FwCfg.SIZE;
  }

  /** The first bytes of the signature are consumed by the first read of a fresh device. */
  @Override
  protected Map<Long, Long> resetValues() {
    return Map.of(0x00L, 0x554D4551L, 0x10L, 0x554D4551L, 0x14L, 0x47464320L);
  }

  private static void select(FwCfg device, int key) {
    device.write(8, 2, Short.reverseBytes((short) key) & 0xFFFF);
  }

  private long transfer(FwCfg device, int control, int length, long target) {
    long request = ram.hostAddress() + 0x100;
    RawMemory.putInt(request, Integer.reverseBytes(control));
    RawMemory.putInt(request + 4, Integer.reverseBytes(length));
    RawMemory.putLong(request + 8, Long.reverseBytes(target));
    device.write(0x10, 8, Long.reverseBytes(BASE + 0x100));
    return Integer.reverseBytes(RawMemory.getInt(request));
  }

  @Test
  void itemsAreStreamsOfBytesThatEndInZeros() {
    FwCfg device = create();
    select(device, 0x21);
    assertEquals(1, device.read(0, 1));
    assertEquals(0x0302, device.read(0, 2));
    assertEquals(0x07060504, device.read(0, 4));
    assertEquals(0x0908, device.read(0, 8));
    assertEquals(0, device.read(0, 1));
    select(device, 0x05);
    assertEquals(3, device.read(0, 2));
    select(device, 0x7777);
    assertEquals(0, device.read(0, 8));
  }

  @Test
  void theDirectoryListsFilesByNameInBigEndian() {
    FwCfg device = create();
    assertEquals(0, transfer(device, 0x19 << 16 | SELECT | READ, 4 + 2 * 64, BASE + 0x1000));
    long directory = ram.hostAddress() + 0x1000;
    assertEquals(2, Integer.reverseBytes(RawMemory.getInt(directory)));
    assertEquals(1, Integer.reverseBytes(RawMemory.getInt(directory + 4)));
    assertEquals(0x20, Short.reverseBytes(RawMemory.getShort(directory + 8)));
    assertEquals('e', RawMemory.getByte(directory + 12));
    assertEquals(0, RawMemory.getByte(directory + 17));
    assertEquals(9, Integer.reverseBytes(RawMemory.getInt(directory + 68)));
    assertEquals(0x21, Short.reverseBytes(RawMemory.getShort(directory + 72)));
  }

  @Test
  void dmaReadsSkipsAndFillsWithZeros() {
    FwCfg device = create();
    RawMemory.putLong(ram.hostAddress() + 0x2000, -1);
    assertEquals(0, transfer(device, 0x21 << 16 | SELECT | SKIP, 7, 0));
    assertEquals(0, transfer(device, READ, 6, BASE + 0x2000));
    assertEquals(0xFFFF000000000908L, RawMemory.getLong(ram.hostAddress() + 0x2000));
    assertEquals(0, transfer(device, SKIP, -1, 0));
    assertEquals(0, transfer(device, 0, 0, 0));
  }

  @Test
  void whatCannotBeDoneIsSaidInTheRequestOrNowhere() {
    FwCfg device = create();
    assertEquals(ERROR, transfer(device, 0x21 << 16 | SELECT | READ, -1, BASE));
    assertEquals(ERROR, transfer(device, READ, 1, 0x1000));
    assertEquals(ERROR, transfer(device, WRITE, 1, BASE));
    device.write(0x10, 4, 0);
    device.write(0x14, 4, 0);
    device.write(0, 1, 1);
    assertEquals(5, log.guestErrors());
  }

  @Test
  void halvesOfTheAddressMayComeOneByOne() {
    FwCfg device = create();
    long request = ram.hostAddress() + 0x100;
    RawMemory.putInt(request, Integer.reverseBytes(0x05 << 16 | SELECT | READ));
    RawMemory.putInt(request + 4, Integer.reverseBytes(2));
    RawMemory.putLong(request + 8, Long.reverseBytes(BASE + 0x3000));
    device.write(0x10, 4, 0);
    device.write(0x14, 4, Integer.reverseBytes((int) BASE + 0x100) & 0xFFFFFFFFL);
    assertEquals(3, RawMemory.getShort(ram.hostAddress() + 0x3000));
    assertEquals(0, RawMemory.getInt(request));
  }

  @Test
  void namesAreBounded() {
    FwCfgItems items = new FwCfgItems();
    assertThrows(IllegalArgumentException.class, () -> items.putFile("", new byte[1]));
    assertThrows(IllegalArgumentException.class, () -> items.putFile("x".repeat(56), new byte[1]));
  }
}
