package org.javisor.device.pci;

import java.util.ArrayList;
import java.util.List;
import org.javisor.bus.io.MmioHandler;

/**
 * Interrupts by message: a table of vectors, each an address and a value, and a bit for each that
 * waits because it is masked.
 *
 * <p>Spec: [PCI] 3.0, 6.8.2 (MSI-X).
 */
public final class MsiX implements MmioHandler {
  /** Bytes of its block of registers. */
  public static final long SIZE = 4096;

  /** Says that a cause has no vector. */
  public static final int NO_VECTOR = 0xFFFF;

  private static final int CAPABILITY = 0x11;
  private static final int PENDING = 0x800;
  private static final int VECTOR_BYTES = 16;
  private static final int WORDS = VECTOR_BYTES / 4;
  private static final int ENABLE = 0x8000;
  private static final int MASK_ALL = 0x4000;
  private static final int MAX_VECTORS = 128;

  /** Guest-visible state; the table in words of 32 bits. */
  public record State(List<Integer> table, List<Boolean> pending) {}

  private final PciConfigSpace config;
  private final MessageSink sink;
  private final int control;
  private final int vectors;
  private final int[] table;
  private final boolean[] pending;

  /**
   * Adds the capability to {@code config}.
   *
   * @param bar in which block of registers the table is
   */
  public MsiX(PciConfigSpace config, int bar, int vectors, MessageSink sink) {
    if (vectors < 1 || vectors > MAX_VECTORS) {
      throw new IllegalArgumentException("a table of " + vectors + " vectors");
    }
    this.config = config;
    this.sink = sink;
    this.vectors = vectors;
    this.table = new int[vectors * WORDS];
    this.pending = new boolean[vectors];
    int at = config.addCapability(CAPABILITY, 12);
    this.control = at + 2;
    config.put(control, 2, vectors - 1);
    config.allow(control, 2, ENABLE | MASK_ALL);
    config.put(at + 4, 4, bar);
    config.put(at + 8, 4, PENDING | bar);
    reset();
  }

  /** Whether messages take the place of the pin. */
  public boolean isEnabled() {
    return (config.get(control, 2) & ENABLE) != 0;
  }

  public int vectors() {
    return vectors;
  }

  @Override
  public long read(long offset, int width) {
    if (width == 8) {
      return word((int) offset) | word((int) offset + 4) << 32;
    }
    return word((int) offset & ~3) >>> 8 * (offset & 3) & (1L << 8 * width) - 1;
  }

  private long word(int offset) {
    int index = offset >>> 2;
    if (index < table.length) {
      return table[index] & 0xFFFFFFFFL;
    }
    long bits = 0;
    int first = 8 * (offset - PENDING);
    for (int i = 0; i < 32 && offset >= PENDING; i++) {
      if (first + i < vectors && pending[first + i]) {
        bits |= 1L << i;
      }
    }
    return bits;
  }

  @Override
  public void write(long offset, int width, long value) {
    // 6.8.2: whole words only; anything else has no defined effect.
    if (width < 4 || (offset & 3) != 0) {
      return;
    }
    for (int i = 0; i < width / 4; i++) {
      int index = (int) (offset >>> 2) + i;
      if (index < table.length) {
        boolean control = index % WORDS == 3;
        int word = (int) (value >>> 32 * i);
        table[index] = control ? word & 1 : index % WORDS == 0 ? word & ~3 : word;
      }
    }
    deliver();
  }

  /** Sends the message of {@code vector}, now or when it is unmasked. */
  public void raise(int vector) {
    if (vector >= 0 && vector < vectors) {
      pending[vector] = true;
      deliver();
    }
  }

  /** To be called when the configuration space was written. */
  public void deliver() {
    long bits = config.get(control, 2);
    if ((bits & ENABLE) == 0 || (bits & MASK_ALL) != 0) {
      return;
    }
    for (int i = 0; i < vectors; i++) {
      if (pending[i] && (table[i * WORDS + 3] & 1) == 0) {
        pending[i] = false;
        long address = (long) table[i * WORDS + 1] << 32 | table[i * WORDS] & 0xFFFFFFFFL;
        sink.send(address, table[i * WORDS + 2]);
      }
    }
  }

  /** All vectors masked and empty. */
  public void reset() {
    java.util.Arrays.fill(table, 0);
    java.util.Arrays.fill(pending, false);
    for (int i = 0; i < vectors; i++) {
      table[i * WORDS + 3] = 1;
    }
  }

  /** The state now. */
  public State save() {
    List<Boolean> waiting = new ArrayList<>();
    for (boolean bit : pending) {
      waiting.add(bit);
    }
    return new State(java.util.Arrays.stream(table).boxed().toList(), List.copyOf(waiting));
  }

  /**
   * Makes {@code state} its own.
   *
   * @throws IllegalArgumentException when it is of another size
   */
  public void restore(State state) {
    if (state.table().size() != table.length || state.pending().size() != vectors) {
      throw new IllegalArgumentException("a saved vector table has another size");
    }
    for (int i = 0; i < table.length; i++) {
      table[i] = state.table().get(i);
    }
    for (int i = 0; i < vectors; i++) {
      pending[i] = state.pending().get(i);
    }
  }
}
