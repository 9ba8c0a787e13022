package org.javisor.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.javisor.bus.device.Device;
import org.javisor.bus.device.Saveable;
import org.javisor.bus.io.MmioHandler;
import org.junit.jupiter.api.Test;

/**
 * What every device with registers keeps; a device's test inherits it.
 *
 * @param <D> the device
 */
public abstract class DeviceContract<D extends Device & MmioHandler> {
  private static final int[] WIDTHS = {1, 2, 4, 8};
  private static final int FUZZ = 20_000;

  /** A new device, as after power-on. */
  protected abstract D create();

  /** Bytes of its registers. */
  protected abstract long size();

  /** Bytes with which {@link #resetValues} are read. */
  protected int width() {
    return 4;
  }

  /** Documented values after reset, by offset. */
  protected abstract Map<Long, Long> resetValues();

  /** Fields that follow from others and are no part of the saved state. */
  protected Set<String> derived() {
    return Set.of();
  }

  /** Where a fuzzer finds the most. */
  protected long fuzzOffset(Random random) {
    return random.nextInt(4) == 0 ? random.nextLong(size()) : random.nextLong(Math.min(size(), 64));
  }

  @Test
  void resetGivesDocumentedValues() {
    D device = create();
    check(device);
    long seed = System.nanoTime();
    fuzz(device, new Random(seed));
    device.reset();
    check(device);
  }

  private void check(D device) {
    for (Map.Entry<Long, Long> value : resetValues().entrySet()) {
      assertEquals(
          value.getValue(),
          device.read(value.getKey(), width()),
          () -> "offset 0x" + Long.toHexString(value.getKey()));
    }
  }

  @Test
  void anyWidthAtAnyOffsetNeverThrows() {
    D device = create();
    long step = Math.max(1, size() / 8192) | 1;
    for (long offset = 0; offset < size(); offset += size() <= 8192 ? 1 : step) {
      for (int width : WIDTHS) {
        if (offset + width <= size()) {
          inRange(device.read(offset, width), width);
          device.write(offset, width, -1);
          device.write(offset, width, 0);
        }
      }
    }
  }

  @Test
  void randomAccessesNeverThrow() {
    long seed = System.nanoTime();
    System.err.println(getClass().getSimpleName() + " seed " + seed);
    fuzz(create(), new Random(seed));
  }

  private void fuzz(D device, Random random) {
    for (int i = 0; i < FUZZ; i++) {
      int width = WIDTHS[random.nextInt(4)];
      long offset = Math.min(fuzzOffset(random), size() - width);
      if (random.nextBoolean()) {
        inRange(device.read(offset, width), width);
      } else {
        long value = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(16);
        device.write(offset, width, width == 8 ? value : value & (1L << 8 * width) - 1);
      }
    }
  }

  private static void inRange(long value, int width) {
    assertTrue(width == 8 || value >>> 8 * width == 0, "a read gives more bits than asked for");
  }

  @Test
  void savedStateRestoresAndSavesTheSame() {
    D device = create();
    if (device instanceof Saveable<?> saveable) {
      long seed = System.nanoTime();
      System.err.println(getClass().getSimpleName() + " seed " + seed);
      fuzz(device, new Random(seed));
      roundTrip(saveable);
    } else {
      assertEquals(Set.of(), stateFields(device), "a device with state can be saved");
    }
  }

  @SuppressWarnings("unchecked") // a new device of the same class takes the same state
  private <S extends Record> void roundTrip(Saveable<S> saveable) {
    S state = saveable.save();
    Saveable<S> other = (Saveable<S>) create();
    other.restore(state);
    assertEquals(state, other.save());
  }

  @Test
  void everyFieldThatChangesIsSavedOrDerived() {
    D device = create();
    if (device instanceof Saveable<?> saveable) {
      Set<String> unsaved = stateFields(device);
      for (RecordComponent component : saveable.save().getClass().getRecordComponents()) {
        unsaved.remove(component.getName());
      }
      unsaved.removeAll(derived());
      assertEquals(Set.of(), unsaved);
    }
  }

  private Set<String> stateFields(D device) {
    Set<String> names = new TreeSet<>();
    for (Field field : device.getClass().getDeclaredFields()) {
      if (!Modifier.isFinal(field.getModifiers()) && !Modifier.isStatic(field.getModifiers())) {
        names.add(field.getName());
      }
    }
    return names;
  }
}
