package org.javisor.device.virtio.queue;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.bus.dma.DmaMemory;
import org.javisor.bus.dma.DmaRange;

/**
 * A split virtqueue, the device's side.
 *
 * <p>While it is ready its place and size stand still. What makes no sense breaks it until the
 * device is reset.
 *
 * <p>Spec: [VIRTIO] 1.2, 2.7.
 */
public final class VirtQueue {
  /** Entries at most. */
  public static final int MAX_SIZE = 256;

  private static final int NO_INTERRUPT = 1;
  private static final int INDEX = 2;
  private static final int RING = 4;
  private static final int AVAILABLE_ENTRY = 2;
  private static final int USED_ENTRY = 8;

  /**
   * Where the driver wants the queue.
   *
   * @param size entries, a power of two up to {@link #MAX_SIZE}
   * @param descriptors gpa of the descriptor table
   * @param driverArea gpa of the available ring
   * @param deviceArea gpa of the used ring
   */
  public record Place(int size, long descriptors, long driverArea, long deviceArea) {
    static final Place NOWHERE = new Place(MAX_SIZE, 0, 0, 0);
  }

  /**
   * Guest-visible state.
   *
   * @param underWay heads of the requests that were taken and not given back
   */
  public record State(
      Place place,
      boolean ready,
      boolean eventIndex,
      boolean broken,
      int nextAvailable,
      int nextUsed,
      List<Integer> underWay) {}

  // Wiring.
  private final DmaMemory memory;
  // Guest state.
  private Place place = Place.NOWHERE;
  private boolean ready;
  private boolean eventIndex;
  private boolean broken;
  private int nextAvailable;
  private int nextUsed;
  private final List<Integer> underWay = new ArrayList<>();

  /** Requests of a restored state that are to be taken once more. */
  private final List<Integer> again = new ArrayList<>();

  // Derived from place while ready.
  private Optional<DmaRange> descriptors = Optional.empty();
  private Optional<DmaRange> available = Optional.empty();
  private Optional<DmaRange> used = Optional.empty();

  public VirtQueue(DmaMemory memory) {
    this.memory = memory;
  }

  /** Forgets everything. */
  public void reset() {
    stop();
    place = Place.NOWHERE;
    eventIndex = false;
    broken = false;
    nextAvailable = 0;
    nextUsed = 0;
  }

  public Place place() {
    return place;
  }

  /** Where it will be when it is started; the caller has stopped it. */
  public void setPlace(Place newPlace) {
    if (ready) {
      throw new IllegalStateException("the queue is in use");
    }
    place = newPlace;
  }

  public boolean isReady() {
    return ready;
  }

  /** Whether the driver has given us something that makes no sense; only a reset helps. */
  public boolean isBroken() {
    return broken;
  }

  /** Begins its use; a place that it cannot have breaks it. */
  public void start(boolean useEventIndex) {
    if (ready) {
      return;
    }
    eventIndex = useEventIndex;
    ready = true;
    locate();
  }

  private void locate() {
    int size = place.size();
    if (size < 1 || size > MAX_SIZE || Integer.bitCount(size) != 1) {
      broken = true;
      return;
    }
    descriptors = memory.range(place.descriptors(), (long) size * ChainReader.DESCRIPTOR_BYTES);
    available = memory.range(place.driverArea(), RING + (long) size * AVAILABLE_ENTRY + 2);
    used = memory.range(place.deviceArea(), RING + (long) size * USED_ENTRY + 2);
    broken |= descriptors.isEmpty() || available.isEmpty() || used.isEmpty();
  }

  /** Ends its use; requests that are under way are never given back. */
  public void stop() {
    ready = false;
    underWay.clear();
    again.clear();
    descriptors = Optional.empty();
    available = Optional.empty();
    used = Optional.empty();
  }

  /**
   * The next request. Empty when there is none, when the queue is broken, and when as many are
   * under way as it has entries: ask again after {@link #push}.
   */
  public Optional<Chain> poll() {
    if (!ready || broken) {
      return Optional.empty();
    }
    if (!again.isEmpty()) {
      return take(again.removeFirst());
    }
    if (underWay.size() >= place.size() || !somethingAvailable()) {
      return Optional.empty();
    }
    VarHandle.acquireFence();
    int slot = nextAvailable & (place.size() - 1);
    int head = available.orElseThrow().getShort(RING + (long) slot * AVAILABLE_ENTRY);
    nextAvailable = (nextAvailable + 1) & 0xFFFF;
    return take(head);
  }

  private Optional<Chain> take(int head) {
    Optional<Chain> chain = new ChainReader(memory, descriptors.orElseThrow()).read(head);
    if (chain.isPresent()) {
      underWay.add(head);
    } else {
      broken = true;
    }
    return chain;
  }

  private boolean somethingAvailable() {
    if (waiting() == 0 && eventIndex) {
      // 2.7.10: ask to be notified of the next one, then look once more: it may be there by now.
      DmaRange ring = used.orElseThrow();
      long event = RING + (long) place.size() * USED_ENTRY;
      ring.putShort(event, nextAvailable);
      ring.written(event, Short.BYTES);
      VarHandle.fullFence();
    }
    int waiting = waiting();
    broken |= waiting > place.size();
    return waiting > 0 && !broken;
  }

  private int waiting() {
    return (available.orElseThrow().getShort(INDEX) - nextAvailable) & 0xFFFF;
  }

  /**
   * Gives a request back with {@code written} bytes in its writable buffers.
   *
   * @return whether the driver wants an interrupt for it
   */
  public boolean push(Chain chain, long written) {
    if (!ready || broken || !underWay.remove(Integer.valueOf(chain.head()))) {
      return false;
    }
    DmaRange ring = used.orElseThrow();
    long at = RING + (long) (nextUsed & (place.size() - 1)) * USED_ENTRY;
    ring.putInt(at, chain.head());
    ring.putInt(at + 4, (int) Math.min(written, 0xFFFFFFFFL));
    VarHandle.releaseFence();
    int old = nextUsed;
    nextUsed = (nextUsed + 1) & 0xFFFF;
    ring.putShort(INDEX, nextUsed);
    ring.written(0, ring.length());
    VarHandle.fullFence();
    return interruptWanted(old);
  }

  private boolean interruptWanted(int old) {
    DmaRange ring = available.orElseThrow();
    if (!eventIndex) {
      return (ring.getShort(0) & NO_INTERRUPT) == 0;
    }
    // 2.7.10: when the index passes the one that the driver waits for.
    int wanted = ring.getShort(RING + (long) place.size() * AVAILABLE_ENTRY);
    return ((nextUsed - wanted - 1) & 0xFFFF) < ((nextUsed - old) & 0xFFFF);
  }

  /** The state now. */
  public State save() {
    List<Integer> taken = new ArrayList<>(again);
    taken.addAll(underWay);
    return new State(place, ready, eventIndex, broken, nextAvailable, nextUsed, List.copyOf(taken));
  }

  /**
   * Makes {@code state} the queue's; {@link #poll} gives what was under way once more.
   *
   * @throws IllegalArgumentException when it makes no sense
   */
  public void restore(State state) {
    if (state.underWay().size() > MAX_SIZE) {
      throw new IllegalArgumentException("a queue's saved state has too many requests");
    }
    for (int head : state.underWay()) {
      if (head < 0 || head >= MAX_SIZE) {
        throw new IllegalArgumentException("a queue's saved state has no descriptor " + head);
      }
    }
    stop();
    place = state.place();
    eventIndex = state.eventIndex();
    broken = state.broken();
    nextAvailable = state.nextAvailable() & 0xFFFF;
    nextUsed = state.nextUsed() & 0xFFFF;
    ready = state.ready();
    if (ready) {
      locate();
      again.addAll(state.underWay());
    }
  }
}
