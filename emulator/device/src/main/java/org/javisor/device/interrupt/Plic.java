package org.javisor.device.interrupt;

import java.util.List;
import org.javisor.bus.device.Device;
import org.javisor.bus.device.DeviceLog;
import org.javisor.bus.device.Saveable;
import org.javisor.bus.io.MmioHandler;
import org.javisor.bus.irq.IrqLine;

/**
 * The platform-level interrupt controller: level-triggered sources with priorities, contexts that
 * claim and complete.
 *
 * <p>Spec: [PLIC] 1.0.0, memory map of section 3.
 */
public final class Plic implements Device, MmioHandler, Saveable<Plic.State> {
  /** Bytes of its registers. */
  public static final long SIZE = 0x600000;

  private static final int MAX_SOURCES = 1024;
  private static final int PENDING = 0x1000;
  private static final int ENABLE = 0x2000;
  private static final int ENABLE_STRIDE = 0x80;
  private static final int CONTEXT = 0x200000;
  private static final int CONTEXT_STRIDE = 0x1000;
  private static final int MAX_PRIORITY = 7;

  /**
   * What it is built like.
   *
   * @param sources interrupt sources, source 0 (which does not exist) counted: at most 1,024
   */
  public record Config(int sources) {}

  /** Guest-visible state; words of 32 sources each. */
  public record State(
      List<Integer> priorities,
      List<Integer> levels,
      List<Integer> claimed,
      List<Integer> enables,
      List<Integer> thresholds) {}

  // Configuration.
  private final int sources;
  private final int words;
  // Wiring: one line for each context.
  private final IrqLine[] outputs;
  private final DeviceLog log;
  // Guest state.
  private final int[] priorities;
  private final int[] levels;
  private final int[] pending;
  private final int[] claimed;
  private final int[] enables;
  private final int[] thresholds;

  public Plic(Config config, List<IrqLine> contexts, DeviceLog log) {
    if (config.sources() < 1 || config.sources() > MAX_SOURCES) {
      throw new IllegalArgumentException("a PLIC has 1 to 1024 sources, not " + config.sources());
    }
    this.sources = config.sources();
    this.words = (sources + 31) >>> 5;
    this.outputs = contexts.toArray(new IrqLine[0]);
    this.log = log;
    this.priorities = new int[sources];
    this.levels = new int[words];
    this.pending = new int[words];
    this.claimed = new int[words];
    this.enables = new int[words * outputs.length];
    this.thresholds = new int[outputs.length];
  }

  @Override
  public String name() {
    return "plic";
  }

  /** The input line of {@code source}; whoever drives it holds the machine lock. */
  public IrqLine source(int source) {
    if (source < 1 || source >= sources) {
      throw new IllegalArgumentException("the PLIC has no source " + source);
    }
    return level -> {
      assign(levels, source, level);
      update();
    };
  }

  @Override
  public long read(long offset, int width) {
    if (width != 4 || (offset & 3) != 0) {
      log.guestError("read of " + width + " bytes at offset 0x" + Long.toHexString(offset));
      return 0;
    }
    int at = (int) offset;
    if (at < PENDING) {
      return at >>> 2 < sources ? priorities[at >>> 2] : 0;
    }
    if (at < ENABLE) {
      int word = (at - PENDING) >>> 2;
      return word < words ? pending[word] & 0xFFFFFFFFL : 0;
    }
    if (at < CONTEXT) {
      int index = enableIndex(at);
      return index >= 0 ? enables[index] & 0xFFFFFFFFL : 0;
    }
    int context = (at - CONTEXT) / CONTEXT_STRIDE;
    if (context >= outputs.length) {
      return 0;
    }
    return switch (at & (CONTEXT_STRIDE - 1)) {
      case 0 -> thresholds[context];
      case 4 -> claim(context);
      default -> 0;
    };
  }

  @Override
  public void write(long offset, int width, long value) {
    if (width != 4 || (offset & 3) != 0) {
      log.guestError("write of " + width + " bytes at offset 0x" + Long.toHexString(offset));
      return;
    }
    int at = (int) offset;
    if (at < PENDING) {
      int source = at >>> 2;
      if (source > 0 && source < sources) {
        priorities[source] = (int) value & MAX_PRIORITY;
      }
    } else if (at >= ENABLE && at < CONTEXT) {
      int index = enableIndex(at);
      if (index >= 0) {
        enables[index] = index % words == 0 ? (int) value & ~1 : (int) value;
      }
    } else if (at >= CONTEXT) {
      writeContext(at, (int) value);
    }
    update();
  }

  private void writeContext(int at, int value) {
    int context = (at - CONTEXT) / CONTEXT_STRIDE;
    if (context >= outputs.length) {
      log.guestError("context " + context + " does not exist");
      return;
    }
    switch (at & (CONTEXT_STRIDE - 1)) {
      case 0 -> thresholds[context] = value & MAX_PRIORITY;
      case 4 -> complete(context, value);
      default -> log.guestError("write at context offset 0x" + Integer.toHexString(at & 0xFFF));
    }
  }

  private int enableIndex(int at) {
    int context = (at - ENABLE) / ENABLE_STRIDE;
    int word = (at & (ENABLE_STRIDE - 1)) >>> 2;
    return context < outputs.length && word < words ? context * words + word : -1;
  }

  /** [PLIC] 9: the most urgent pending interrupt is taken over; 0 when there is none. */
  private int claim(int context) {
    int best = best(context, 0);
    if (best != 0) {
      assign(claimed, best, true);
      update();
    }
    return best;
  }

  /** [PLIC] 10: a completion for a source that the context has not enabled is ignored. */
  private void complete(int context, int source) {
    if (source > 0 && source < sources && isSet(enables, context * words * 32 + source)) {
      assign(claimed, source, false);
    }
  }

  private int best(int context, int above) {
    int best = 0;
    int bestPriority = above;
    for (int word = 0; word < words; word++) {
      int candidates = pending[word] & enables[context * words + word];
      while (candidates != 0) {
        int source = word * 32 + Integer.numberOfTrailingZeros(candidates);
        if (priorities[source] > bestPriority) {
          best = source;
          bestPriority = priorities[source];
        }
        candidates &= candidates - 1;
      }
    }
    return best;
  }

  private void update() {
    for (int word = 0; word < words; word++) {
      pending[word] = levels[word] & ~claimed[word];
    }
    for (int context = 0; context < outputs.length; context++) {
      outputs[context].set(best(context, thresholds[context]) != 0);
    }
  }

  private static void assign(int[] bits, int number, boolean value) {
    int bit = 1 << (number & 31);
    bits[number >>> 5] = value ? bits[number >>> 5] | bit : bits[number >>> 5] & ~bit;
  }

  private static boolean isSet(int[] bits, int number) {
    return (bits[number >>> 5] >>> (number & 31) & 1) != 0;
  }

  @Override
  public void reset() {
    java.util.Arrays.fill(priorities, 0);
    java.util.Arrays.fill(claimed, 0);
    java.util.Arrays.fill(enables, 0);
    java.util.Arrays.fill(thresholds, 0);
    update();
  }

  @Override
  public State save() {
    return new State(
        list(priorities), list(levels), list(claimed), list(enables), list(thresholds));
  }

  @Override
  public void restore(State state) {
    if (state.priorities().size() != priorities.length
        || state.levels().size() != words
        || state.claimed().size() != words
        || state.enables().size() != enables.length
        || state.thresholds().size() != thresholds.length) {
      throw new IllegalArgumentException("the PLIC's saved state is of another configuration");
    }
    for (int i = 0; i < priorities.length; i++) {
      priorities[i] = state.priorities().get(i) & MAX_PRIORITY;
    }
    fill(levels, state.levels());
    fill(claimed, state.claimed());
    fill(enables, state.enables());
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = state.thresholds().get(i) & MAX_PRIORITY;
    }
    update();
  }

  private static List<Integer> list(int[] values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }

  private static void fill(int[] target, List<Integer> values) {
    for (int i = 0; i < target.length; i++) {
      target[i] = values.get(i);
    }
  }
}
