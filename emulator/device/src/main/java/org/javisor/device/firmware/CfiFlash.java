package org.javisor.device.firmware;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.block.BlockBackend;
import org.javisor.bus.device.Device;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.device.Saveable;
import org.javisor.bus.io.MmioHandler;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.bus.memory.GuestRam;
import org.javisor.host.memory.RawMemory;

/**
 * A bank of NOR flash: two 16-bit chips side by side with Intel's command set. What is programmed
 * or erased is in its image when the status says ready.
 *
 * <p>A command is a write of any width, its low byte decides; it goes to both chips, and both
 * answer in halves of a word.
 *
 * <p>Spec: [CFI] query structure; [INTEL-CFI] command set 0001. Deviation: programming sets bits,
 * too, and blocks are never locked, as in QEMU.
 */
public final class CfiFlash implements Device, MmioHandler, Saveable<CfiFlash.State> {
  /** Bytes of a bank. */
  public static final long SIZE = 32 << 20;

  /** Bytes of an erase block of both chips together. */
  public static final int BLOCK = 256 << 10;

  /** Bytes that one buffered program operation can have at most; it may not cross a multiple. */
  private static final int BUFFER = 4096;

  private static final int SECTOR = 512;
  private static final int CHIPS = 2;

  private static final int READY = 0x80;
  private static final int ERASE_ERROR = 0x20;
  private static final int PROGRAM_ERROR = 0x10;

  /** What reads give, and what the next write means. */
  private enum Mode {
    ARRAY,
    STATUS,
    IDENTIFIER,
    QUERY,
    PROGRAM,
    ERASE,
    LOCK,
    BUFFER_COUNT,
    BUFFER_DATA,
    BUFFER_CONFIRM
  }

  /** The identifier codes, by word. */
  private static final int[] IDENTIFIER = {0x89, 0x18};

  /** What it is built like: the name of its image for messages, empty without. */
  public record Config(String name) {}

  /** Guest-visible state but for the contents. */
  public record State(String mode, int status, int left, long bufferStart, List<Byte> buffer) {}

  // Configuration.
  private final Config config;
  private final byte[] query = CfiQuery.table(CHIPS, (int) SIZE, BLOCK, BUFFER);
  // Wiring.
  private final GuestRam contents;
  private final AddressSpace memory;
  private final Optional<BlockBackend> image;
  private final DeviceLog log;
  // Guest state.
  private Mode mode = Mode.ARRAY;
  private int status = READY;
  private int left;
  private long bufferStart = -1;
  private final byte[] buffer = new byte[BUFFER];

  /**
   * @param contents {@link #SIZE} bytes, from which CPUs fetch instructions
   * @param image holds the contents between runs; without one they begin as zeros and are forgotten
   */
  public CfiFlash(
      Config config,
      GuestRam contents,
      AddressSpace memory,
      Optional<BlockBackend> image,
      DeviceLog log) {
    this.config = config;
    this.contents = contents;
    this.memory = memory;
    this.image = image;
    this.log = log;
  }

  /**
   * Reads its image.
   *
   * @throws IOException with a message for the operator
   */
  public void load() throws IOException {
    if (image.isPresent()) {
      long have = image.get().sizeBytes();
      if (have != contents.size()) {
        throw new IOException(
            "device requires "
                + contents.size()
                + " bytes, block backend provides "
                + have
                + " bytes");
      }
      image.get().read(0, contents.hostAddress(), have);
    }
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public long read(long offset, int width) {
    return switch (mode) {
      case ARRAY -> array(offset, width);
      case IDENTIFIER -> words(offset, width, IDENTIFIER);
      case QUERY -> words(offset, width, query);
      case STATUS, PROGRAM, ERASE, LOCK, BUFFER_COUNT, BUFFER_DATA, BUFFER_CONFIRM ->
          both(status, width);
    };
  }

  private long array(long offset, int width) {
    long at = contents.hostAddress() + offset;
    return switch (width) {
      case 1 -> RawMemory.getByte(at) & 0xFFL;
      case 2 -> RawMemory.getShort(at) & 0xFFFFL;
      case 4 -> RawMemory.getInt(at) & 0xFFFFFFFFL;
      default -> RawMemory.getLong(at);
    };
  }

  /** {@code value} of each chip, in as many halves as the access has. */
  private static long both(int value, int width) {
    long word = value * 0x0001_0001_0001_0001L;
    return width == 8 ? word : word & (1L << 8 * width) - 1;
  }

  private static long words(long offset, int width, int[] table) {
    int word = (int) (offset >>> 2);
    return both(word < table.length ? table[word] : 0, width);
  }

  private static long words(long offset, int width, byte[] table) {
    int word = (int) (offset >>> 2);
    return both(word < table.length ? table[word] & 0xFF : 0, width);
  }

  @Override
  public void write(long offset, int width, long value) {
    int command = (int) value & 0xFF;
    switch (mode) {
      case ARRAY, STATUS, IDENTIFIER, QUERY -> command(offset, command);
      case PROGRAM -> {
        program(offset, width, value);
        mode = Mode.STATUS;
      }
      case ERASE -> {
        confirmErase(offset, command);
      }
      case LOCK -> {
        if (command != 0x01 && command != 0xD0 && command != 0x2F) {
          log.guestError("lock command 0x" + Integer.toHexString(command));
        }
        mode = command == 0xFF ? Mode.ARRAY : Mode.STATUS;
      }
      case BUFFER_COUNT -> {
        left = ((int) value & 0xFFFF) + 1;
        bufferStart = -1;
        mode = Mode.BUFFER_DATA;
      }
      case BUFFER_DATA -> fillBuffer(offset, width, value);
      case BUFFER_CONFIRM -> confirmBuffer(command);
    }
  }

  private void command(long offset, int command) {
    switch (command) {
      case 0x00, 0xF0, 0xFF -> mode = Mode.ARRAY;
      case 0x10, 0x40 -> mode = Mode.PROGRAM;
      case 0x20, 0x28 -> mode = Mode.ERASE;
      case 0x50 -> {
        status = READY;
        mode = Mode.STATUS;
      }
      case 0x60 -> mode = Mode.LOCK;
      case 0x70 -> mode = Mode.STATUS;
      case 0x90 -> mode = Mode.IDENTIFIER;
      case 0x98 -> mode = Mode.QUERY;
      case 0xE8 -> mode = Mode.BUFFER_COUNT;
      default -> {
        log.guestError(
            "command 0x" + Integer.toHexString(command) + " at 0x" + Long.toHexString(offset));
        mode = Mode.ARRAY;
      }
    }
  }

  private boolean writable() {
    return image.isEmpty() || !image.get().readOnly();
  }

  private void program(long offset, int width, long value) {
    if (!writable()) {
      status |= PROGRAM_ERROR;
      return;
    }
    byte[] bytes = new byte[width];
    for (int i = 0; i < width; i++) {
      bytes[i] = (byte) (value >>> 8 * i);
    }
    change(offset, bytes, width, PROGRAM_ERROR);
  }

  private void confirmErase(long offset, int command) {
    if (command == 0xD0) {
      if (writable()) {
        byte[] erased = new byte[BLOCK];
        java.util.Arrays.fill(erased, (byte) -1);
        change(offset & -BLOCK, erased, BLOCK, ERASE_ERROR);
      } else {
        status |= ERASE_ERROR;
      }
      mode = Mode.STATUS;
    } else if (command == 0xFF) {
      mode = Mode.ARRAY;
    } else {
      // [INTEL-CFI]: anything else is a sequence error.
      status |= ERASE_ERROR | PROGRAM_ERROR;
      mode = Mode.STATUS;
    }
  }

  private void fillBuffer(long offset, int width, long value) {
    if (bufferStart < 0) {
      bufferStart = offset & -BUFFER;
      RawMemory.copyOut(contents.hostAddress() + bufferStart, buffer, 0, BUFFER);
    }
    if ((offset & -BUFFER) != bufferStart || offset + width > bufferStart + BUFFER) {
      log.guestError("program operation crosses 0x" + Long.toHexString(bufferStart + BUFFER));
      status |= PROGRAM_ERROR;
      mode = Mode.STATUS;
      return;
    }
    for (int i = 0; i < width; i++) {
      buffer[(int) (offset - bufferStart) + i] = (byte) (value >>> 8 * i);
    }
    left--;
    if (left == 0) {
      mode = Mode.BUFFER_CONFIRM;
    }
  }

  private void confirmBuffer(int command) {
    if (command != 0xD0) {
      log.guestError("program operation not confirmed");
      status |= PROGRAM_ERROR;
      mode = command == 0xFF ? Mode.ARRAY : Mode.STATUS;
      return;
    }
    if (writable()) {
      change(bufferStart, buffer, BUFFER, PROGRAM_ERROR);
    } else {
      status |= PROGRAM_ERROR;
    }
    mode = Mode.STATUS;
  }

  /** Makes the first {@code count} bytes of {@code bytes} the contents at {@code offset}. */
  private void change(long offset, byte[] bytes, int count, int error) {
    RawMemory.copyIn(bytes, 0, contents.hostAddress() + offset, count);
    memory.ramWritten(contents.base() + offset, count);
    if (image.isPresent()) {
      long from = offset & -SECTOR;
      long end = (offset + count + SECTOR - 1) & -SECTOR;
      try {
        image.get().write(from, contents.hostAddress() + from, end - from);
      } catch (IOException e) {
        log.unimplemented("the image cannot be written: " + e.getMessage());
        status |= error;
      }
    }
  }

  @Override
  public void reset() {
    mode = Mode.ARRAY;
    status = READY;
    left = 0;
    bufferStart = -1;
    java.util.Arrays.fill(buffer, (byte) 0);
  }

  @Override
  public State save() {
    List<Byte> bytes = new ArrayList<>();
    for (byte value : buffer) {
      bytes.add(value);
    }
    return new State(mode.name(), status, left, bufferStart, List.copyOf(bytes));
  }

  @Override
  public void restore(State state) {
    Mode restored = Mode.valueOf(state.mode());
    boolean placed =
        state.bufferStart() == -1 || (state.bufferStart() & -BUFFER) == state.bufferStart();
    boolean collecting = restored == Mode.BUFFER_DATA || restored == Mode.BUFFER_CONFIRM;
    if (state.buffer().size() != BUFFER
        || !placed
        || state.bufferStart() >= contents.size()
        || state.bufferStart() < -1
        || (restored == Mode.BUFFER_CONFIRM && state.bufferStart() < 0)
        || (collecting && (state.left() < 0 || state.left() > 0x10000))) {
      throw new IllegalArgumentException("the flash's saved state makes no sense");
    }
    mode = restored;
    status = state.status() & 0xFF | READY;
    left = state.left();
    bufferStart = state.bufferStart();
    for (int i = 0; i < BUFFER; i++) {
      buffer[i] = state.buffer().get(i);
    }
  }
}
