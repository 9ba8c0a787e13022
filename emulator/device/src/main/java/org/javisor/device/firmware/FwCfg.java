package org.javisor.device.firmware;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.javisor.bus.device.Device;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.device.Saveable;
import org.javisor.bus.dma.DmaMemory;
import org.javisor.bus.dma.DmaRange;
import org.javisor.bus.io.MmioHandler;
import org.javisor.bus.io.RegisterMap;
import org.javisor.bus.memory.AddressSpace;

/**
 * The configuration device: firmware selects an item and reads it byte by byte or by DMA. Its
 * registers are big-endian, its data a stream of bytes.
 *
 * <p>Spec: [FW-CFG] selector, data, DMA interface. No item can be written.
 */
public final class FwCfg implements Device, MmioHandler, Saveable<FwCfg.State> {
  /** Bytes of its registers. */
  public static final long SIZE = 0x18;

  private enum Reg implements RegisterMap.Register {
    DATA(0x00, 1, RegisterMap.Mode.READ_WRITE),
    SELECTOR(0x08, 2, RegisterMap.Mode.WRITE),
    DMA_ADDRESS_HIGH(0x10, 4, RegisterMap.Mode.READ_WRITE),
    DMA_ADDRESS_LOW(0x14, 4, RegisterMap.Mode.READ_WRITE);

    private final int offset;
    private final int width;
    private final RegisterMap.Mode mode;

    Reg(int offset, int width, RegisterMap.Mode mode) {
      this.offset = offset;
      this.width = width;
      this.mode = mode;
    }

    @Override
    public int offset() {
      return offset;
    }

    @Override
    public int width() {
      return width;
    }

    @Override
    public RegisterMap.Mode mode() {
      return mode;
    }
  }

  /** "QEMU CFG", what says that there is DMA. */
  private static final long DMA_SIGNATURE = 0x51454D5520434647L;

  private static final int DMA_ERROR = 1;
  private static final int DMA_READ = 2;
  private static final int DMA_SKIP = 4;
  private static final int DMA_SELECT = 8;
  private static final int DMA_WRITE = 16;
  private static final int REQUEST_BYTES = 16;

  /** Bits of a selector that say how an item is reached, not which it is. */
  private static final int KEY_MASK = 0xBFFF;

  private static final int CHUNK = 1 << 16;

  /** Guest-visible state. */
  public record State(int key, long position, int dmaHigh) {}

  // Configuration.
  private final Map<Integer, byte[]> items = new TreeMap<>();
  // Wiring.
  private final DmaMemory memory;
  private final DeviceLog log;
  private final RegisterMap<Reg> registers;
  // Guest state.
  private int key;
  private long position;
  private int dmaHigh;

  public FwCfg(AddressSpace memory, DeviceLog log) {
    this.memory = new DmaMemory(memory);
    this.log = log;
    this.registers = new RegisterMap<>(Reg.values(), (int) SIZE, log);
  }

  /** Makes {@code contents} what it has to say. */
  public void fill(FwCfgItems contents) {
    items.clear();
    items.putAll(contents.numbered());
  }

  @Override
  public String name() {
    return "fw-cfg";
  }

  @Override
  public long read(long offset, int width) {
    if (!registers.canRead(offset, width)) {
      return 0;
    }
    return switch (registers.reader(offset)) {
      case DATA -> nextBytes(width);
      case DMA_ADDRESS_HIGH -> Long.reverseBytes(DMA_SIGNATURE) & (width == 8 ? -1L : 0xFFFFFFFFL);
      case DMA_ADDRESS_LOW -> Long.reverseBytes(DMA_SIGNATURE) >>> 32;
      case SELECTOR -> 0;
    };
  }

  @Override
  public void write(long offset, int width, long value) {
    if (!registers.canWrite(offset, width)) {
      return;
    }
    switch (registers.writer(offset)) {
      case DATA -> log.guestError("write to an item");
      case SELECTOR -> select(Short.reverseBytes((short) value) & 0xFFFF);
      case DMA_ADDRESS_HIGH -> {
        dmaHigh = Integer.reverseBytes((int) value);
        if (width == 8) {
          transfer(Integer.reverseBytes((int) (value >>> 32)));
        }
      }
      case DMA_ADDRESS_LOW -> transfer(Integer.reverseBytes((int) value));
    }
  }

  private byte[] item() {
    return items.getOrDefault(key, FwCfgItems.nothing());
  }

  private void select(int selector) {
    key = selector & KEY_MASK;
    position = 0;
  }

  /** The next {@code count} bytes as they lie in memory; zero behind the item's end. */
  private long nextBytes(int count) {
    byte[] item = item();
    long value = 0;
    for (int i = 0; i < count; i++) {
      if (position < item.length) {
        value |= (item[(int) position++] & 0xFFL) << 8 * i;
      }
    }
    return value;
  }

  /** The request lies where the high half, written before, and {@code low} say. */
  private void transfer(int low) {
    long address = (long) dmaHigh << 32 | low & 0xFFFFFFFFL;
    dmaHigh = 0;
    Optional<DmaRange> request = memory.range(address, REQUEST_BYTES);
    if (request.isEmpty()) {
      log.guestError("DMA request at 0x" + Long.toHexString(address) + ", where no memory is");
      return;
    }
    DmaRange range = request.get();
    int control = Integer.reverseBytes(range.getInt(0));
    long length = Integer.reverseBytes(range.getInt(4)) & 0xFFFFFFFFL;
    long target = Long.reverseBytes(range.getLong(8));
    if ((control & DMA_SELECT) != 0) {
      select(control >>> 16);
    }
    boolean done = carryOut(control, length, target);
    range.putInt(0, Integer.reverseBytes(done ? 0 : DMA_ERROR));
    range.written(0, 4);
  }

  private boolean carryOut(int control, long length, long target) {
    if ((control & DMA_READ) != 0) {
      return length == 0 || readTo(target, length);
    }
    if ((control & DMA_WRITE) != 0) {
      log.guestError("write to an item");
      return false;
    }
    if ((control & DMA_SKIP) != 0) {
      position = Math.min(position + length, item().length);
    }
    return true;
  }

  private boolean readTo(long target, long length) {
    Optional<DmaRange> found = memory.range(target, length);
    if (found.isEmpty()) {
      log.guestError("DMA to 0x" + Long.toHexString(target) + ", where no memory is");
      return false;
    }
    byte[] item = item();
    int have = (int) Math.min(length, item.length - position);
    found.get().copyIn(0, item, (int) position, have);
    position += have;
    byte[] zeroes = new byte[(int) Math.min(CHUNK, length - have)];
    for (long at = have; at < length; at += zeroes.length) {
      found.get().copyIn(at, zeroes, 0, (int) Math.min(zeroes.length, length - at));
    }
    found.get().written(0, length);
    return true;
  }

  @Override
  public void reset() {
    select(FwCfgItems.Key.SIGNATURE.number());
    dmaHigh = 0;
  }

  @Override
  public State save() {
    return new State(key, position, dmaHigh);
  }

  @Override
  public void restore(State state) {
    byte[] item = items.getOrDefault(state.key(), FwCfgItems.nothing());
    if (state.position() < 0 || state.position() > item.length) {
      throw new IllegalArgumentException("fw_cfg's saved position is behind the item's end");
    }
    key = state.key();
    position = state.position();
    dmaHigh = state.dmaHigh();
  }
}
