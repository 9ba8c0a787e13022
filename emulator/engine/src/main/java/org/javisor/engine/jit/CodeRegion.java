package org.javisor.engine.jit;

import java.util.ArrayList;
import java.util.List;
import org.javisor.host.HostException;
import org.javisor.host.memory.ExecutableMemory;
import org.javisor.host.memory.RawMemory;

/**
 * The machine code of all units of a machine: filled from one end, emptied as a whole. Whoever
 * writes holds the code cache's lock.
 *
 * <p>Places in it are offsets from its start.
 */
public final class CodeRegion implements AutoCloseable {
  private final ExecutableMemory memory;
  private final List<JitUnit> units = new ArrayList<>();
  private int used;
  private int reserved;
  private long generation;

  /**
   * @throws HostException when the host allows no executable memory
   */
  public CodeRegion(long bytes) throws HostException {
    memory = ExecutableMemory.allocate(bytes);
  }

  /** Where it all is. */
  public ExecutableMemory memory() {
    return memory;
  }

  /** What has been written so far stays for ever: the code that enters and leaves. */
  public void reserve() {
    reserved = used;
  }

  /** Where the next code begins. */
  public int used() {
    return used;
  }

  /** Bytes left. */
  public int left() {
    return (int) memory.size() - used;
  }

  /** Code up to {@code offset} is kept. */
  public void advance(int offset) {
    used = (offset + 15) & -16;
  }

  /** Where the byte at {@code offset} is written. */
  public long writeAddress(int offset) {
    return memory.writeAddress() + offset;
  }

  /** Where the byte at {@code offset} runs. */
  public long executeAddress(int offset) {
    return memory.executeAddress() + offset;
  }

  /** The number that the next unit gets. */
  public int nextUnit() {
    return units.size();
  }

  void add(JitUnit unit) {
    units.add(unit);
  }

  JitUnit unit(int number) {
    return units.get(number);
  }

  /** How often everything was dropped. */
  long generation() {
    return generation;
  }

  /** Drops all code but the reserved; nobody executes any of it. */
  void empty() {
    used = reserved;
    units.clear();
    generation++;
  }

  /** Replaces the low 5 bytes of the 8 at {@code offset}, a multiple of 8, at once. */
  void patchEntry(int offset, long lowBytes) {
    patchWord(offset, lowBytes & 0xFFFFFFFFFFL, 0xFFFFFFFFFFL);
  }

  /** Replaces those bits of the 8 bytes at {@code offset}, a multiple of 8, at once. */
  public void patchWord(int offset, long bits, long replaced) {
    long at = writeAddress(offset);
    RawMemory.putLongVolatile(at, RawMemory.getLongVolatile(at) & ~replaced | bits);
  }

  /** Replaces 32 bits at {@code offset}, a multiple of 4. */
  void patchInt(int offset, int value) {
    RawMemory.putIntVolatile(writeAddress(offset), value);
  }

  @Override
  public void close() {
    memory.close();
  }
}
