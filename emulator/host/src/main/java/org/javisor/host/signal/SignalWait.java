package org.javisor.host.signal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.javisor.host.libc.Libc;

/**
 * Signals that every thread of this process blocks, taken by a thread that waits for them. Whoever
 * started the process has blocked them, and has told the virtual machine to leave signals alone:
 * only then is it known who sent a signal.
 */
final class SignalWait {
  private static final long SET_BYTES = 128;
  private static final long INFO_BYTES = 128;
  private static final long SENDER_OFFSET = 16;
  private static final int BLOCK = 0;

  private SignalWait() {}

  /** Whether this thread, and so those that it starts, blocks all of the signals. */
  static boolean blocked(Signals... signals) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(SET_BYTES, 8);
      if (Libc.PTHREAD_SIGMASK.call(BLOCK, 0, set.address()) != 0) {
        return false;
      }
      long wanted = mask(signals);
      return (set.get(JAVA_LONG, 0) & wanted) == wanted;
    }
  }

  /** Starts the thread. */
  static void start(Consumer<SentSignal> callback, Signals... signals) {
    Thread.ofPlatform().name("signals").daemon().start(() -> run(callback, signals));
  }

  private static void run(Consumer<SentSignal> callback, Signals... signals) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(SET_BYTES, 8);
      set.set(JAVA_LONG, 0, mask(signals));
      MemorySegment info = arena.allocate(INFO_BYTES, 8);
      while (true) {
        long number = Libc.SIGWAITINFO.call(set.address(), info.address());
        if (number > 0) {
          int sender = info.get(JAVA_INT, SENDER_OFFSET);
          callback.accept(
              new SentSignal(
                  (int) number, sender > 0 ? OptionalInt.of(sender) : OptionalInt.empty()));
        }
      }
    }
  }

  private static long mask(Signals... signals) {
    long mask = 0;
    for (Signals signal : signals) {
      mask |= 1L << (signal.number() - 1);
    }
    return mask;
  }
}
