package org.javisor.engine.jit;

import org.javisor.host.HostException;
import org.javisor.host.memory.ExecutableMemory;
import org.javisor.host.memory.RawMemory;

/**
 * The machine code of all units of a machine. It is filled segment by segment, round and round: to
 * begin a segment is to drop the code that it holds, the oldest. Whoever writes holds the code
 * cache's lock.
 *
 * <p>Places in it are offsets from its start.
 */
public final class CodeRegion implements AutoCloseable {
  private static final int MOST_SEGMENTS = 8;

  /** A segment has room for so many units of the largest kind at least. */
  private static final int LARGEST_UNITS_IN_SEGMENT = 2;

  /** Bytes that one of the guest's instructions may take, with what it seldom executes. */
  private static final int INSTRUCTION_BYTES = 2560;

  private static final int UNIT_BYTES = 8192;

  private final ExecutableMemory memory;
  private final int room;
  private int segments = 1;
  private int segment;
  private int start;
  private int end;
  private int used;
  private int reserved;
  private int unitCount;
  private long drops;

  /**
   * @param maxUnit guest instructions in a unit at most
   * @throws HostException when the host allows no executable memory
   */
  public CodeRegion(long bytes, int maxUnit) throws HostException {
    memory = ExecutableMemory.allocate(bytes);
    room = UNIT_BYTES + maxUnit * INSTRUCTION_BYTES;
    end = (int) memory.size();
  }

  /** Where it all is. */
  public ExecutableMemory memory() {
    return memory;
  }

  /** What has been written so far stays for ever: the code that enters and leaves. */
  public void reserve() {
    reserved = used;
    int free = (int) memory.size() - reserved;
    segments = Math.clamp(free / (LARGEST_UNITS_IN_SEGMENT * room), 1, MOST_SEGMENTS);
    begin(0);
  }

  private void begin(int number) {
    int bytes = ((int) memory.size() - reserved) / segments & -16;
    segment = number;
    start = reserved + number * bytes;
    end = start + bytes;
    used = start;
  }

  /** Whether another unit, of whatever size, can be added before a segment is dropped. */
  boolean hasRoom() {
    return left() >= room;
  }

  /** Where the next code begins. */
  public int used() {
    return used;
  }

  /** Bytes left before a segment is dropped. */
  public int left() {
    return end - used;
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
    return unitCount++;
  }

  /** How often code was dropped. */
  public long drops() {
    return drops;
  }

  /** How many units were made. */
  public long units() {
    return unitCount;
  }

  /** Begins the next segment, whose code nobody executes and nothing leads to any more. */
  void beginNextSegment() {
    begin((segment + 1) % segments);
    drops++;
  }

  /** Whether {@code offset} lies in the segment at hand. */
  boolean isInSegment(int offset) {
    return offset >= start && offset < end;
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
