package org.javisor.device.pci;

import java.util.ArrayList;
import java.util.List;

/**
 * The configuration space of a function: what is in it, and which bits guests may write.
 *
 * <p>Spec: [PCI] 3.0, 6.1 (organization), 6.7 (capabilities); [PCIE] 7.
 */
public final class PciConfigSpace {
  /** Bytes. */
  public static final int SIZE = 4096;

  public static final int COMMAND = 0x04;
  public static final int STATUS = 0x06;
  public static final int BARS = 0x10;

  /** Command: answers in the I/O space. */
  public static final int COMMAND_IO = 1;

  /** Command: answers in the memory space. */
  public static final int COMMAND_MEMORY = 2;

  /** Command: may write and read memory itself. */
  public static final int COMMAND_MASTER = 4;

  /** Command: raises no interrupt by pin. */
  public static final int COMMAND_INTX_OFF = 1 << 10;

  /** Status: an interrupt by pin is pending. */
  public static final int STATUS_INTERRUPT = 1 << 3;

  private static final int STATUS_CAPABILITIES = 1 << 4;
  private static final int COMMAND_WRITABLE = 0x547;
  private static final int STATUS_ERRORS = 0xF900;
  private static final int CACHE_LINE = 0x0C;
  public static final int HEADER_TYPE = 0x0E;
  private static final int MULTIFUNCTION = 0x80;
  public static final int SUBSYSTEM = 0x2C;
  private static final int CAPABILITIES = 0x34;
  public static final int INTERRUPT_LINE = 0x3C;
  public static final int INTERRUPT_PIN = 0x3D;
  private static final int FIRST_CAPABILITY = 0x40;
  private static final int CONVENTIONAL = 256;

  /**
   * Who a function is.
   *
   * @param classCode class, subclass and interface, 24 bits
   */
  public record Identity(int vendor, int device, int classCode, int revision) {}

  private final byte[] bytes = new byte[SIZE];
  private final byte[] writable = new byte[SIZE];
  private final byte[] clearable = new byte[SIZE];
  private int nextCapability = FIRST_CAPABILITY;

  /** A space with nothing but who it is. */
  public PciConfigSpace(Identity identity) {
    put(0x00, 2, identity.vendor());
    put(0x02, 2, identity.device());
    put(0x08, 4, identity.classCode() << 8 | identity.revision());
    allow(COMMAND, 2, COMMAND_WRITABLE);
    fill(clearable, STATUS, 2, STATUS_ERRORS);
    allow(CACHE_LINE, 1, 0xFF);
    allow(INTERRUPT_LINE, 1, 0xFF);
  }

  /** Marks a bridge. */
  public void setHeaderType(int type) {
    put(HEADER_TYPE, 1, type);
  }

  /** Marks one of several functions of a device. */
  public void setMultifunction() {
    put(HEADER_TYPE, 1, get(HEADER_TYPE, 1) | MULTIFUNCTION);
  }

  public void setSubsystem(int vendor, int device) {
    put(SUBSYSTEM, 2, vendor);
    put(SUBSYSTEM + 2, 2, device);
  }

  /** 1 for INTA. */
  public void setInterruptPin(int pin) {
    put(INTERRUPT_PIN, 1, pin);
  }

  /** A capability of {@code length} bytes, header included, in front of the others; its offset. */
  public int addCapability(int id, int length) {
    int at = nextCapability;
    if (at + length > CONVENTIONAL) {
      throw new IllegalStateException("no room for another capability");
    }
    put(at, 1, id);
    put(at + 1, 1, get(CAPABILITIES, 1));
    put(CAPABILITIES, 1, at);
    put(STATUS, 2, get(STATUS, 2) | STATUS_CAPABILITIES);
    nextCapability = (at + length + 3) & -4;
    return at;
  }

  /** The register of {@code bar}, whose lower bits say what it is. */
  void addBar(PciBar bar) {
    int at = BARS + 4 * bar.index();
    put(at, 4, bar.kind().bits());
    allow(at, 4, (int) -bar.size());
    if (bar.kind() == PciBar.Kind.MEMORY_64) {
      allow(at + 4, 4, (int) (-bar.size() >>> 32));
    }
  }

  /** The value at {@code offset}, zero-extended; the bytes behind the end are all ones. */
  public long get(int offset, int width) {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value |= (offset + i < SIZE ? bytes[offset + i] & 0xFFL : 0xFFL) << 8 * i;
    }
    return value;
  }

  /** Sets what guests cannot. */
  public void put(int offset, int width, long value) {
    fill(bytes, offset, width, value);
  }

  /** Lets guests write the bits of {@code mask}. */
  public void allow(int offset, int width, long mask) {
    fill(writable, offset, width, mask);
  }

  /** Lets guests clear the bits of {@code mask} by writing ones. */
  public void allowClearing(int offset, int width, long mask) {
    fill(clearable, offset, width, mask);
  }

  private static void fill(byte[] target, int offset, int width, long value) {
    for (int i = 0; i < width; i++) {
      target[offset + i] = (byte) (value >> Math.min(8 * i, 63));
    }
  }

  /** A guest's write: only what it may change changes. */
  public void write(int offset, int width, long value) {
    for (int i = 0; i < width && offset + i < SIZE; i++) {
      int at = offset + i;
      int written = (int) (value >>> 8 * i);
      int kept = bytes[at] & ~writable[at] | written & writable[at];
      bytes[at] = (byte) (kept & ~(written & clearable[at]));
    }
  }

  /** Whether a write at {@code offset} of {@code width} bytes touches {@code [from, from + n)}. */
  public static boolean touches(int offset, int width, int from, int n) {
    return offset < from + n && from < offset + width;
  }

  /** What guests have written is gone. */
  public void reset() {
    for (int i = 0; i < SIZE; i++) {
      bytes[i] = (byte) (bytes[i] & ~writable[i] & ~clearable[i]);
    }
  }

  /** The bits that guests may have changed, by byte. */
  public List<Byte> save() {
    List<Byte> saved = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      saved.add((byte) (bytes[i] & (writable[i] | clearable[i])));
    }
    return List.copyOf(saved);
  }

  /**
   * Makes {@code state} what guests have written.
   *
   * @throws IllegalArgumentException when it is of another size
   */
  public void restore(List<Byte> state) {
    if (state.size() != SIZE) {
      throw new IllegalArgumentException("a saved configuration space has another size");
    }
    for (int i = 0; i < SIZE; i++) {
      int mask = writable[i] | clearable[i];
      bytes[i] = (byte) (bytes[i] & ~mask | state.get(i) & mask);
    }
  }
}
