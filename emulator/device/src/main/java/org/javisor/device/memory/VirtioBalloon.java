package org.javisor.device.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.javisor.bus.time.Clock;
import org.javisor.bus.time.Timer;
import org.javisor.bus.time.Timers;
import org.javisor.device.virtio.queue.Buffers;
import org.javisor.device.virtio.queue.Chain;
import org.javisor.device.virtio.queue.VirtQueue;
import org.javisor.device.virtio.transport.VirtioDevice;

/**
 * The memory balloon: the driver gives it pages until it has as many as it is told to have, and
 * tells now and then what the guest does with the others. All methods with the machine lock held.
 *
 * <p>Spec: [VIRTIO] 1.2, 5.5. Unimplemented: hints about free pages, poison.
 */
public final class VirtioBalloon implements VirtioDevice {
  /** Bytes of a page, whatever the guest's are. */
  public static final int PAGE = 4096;

  private static final int INFLATE = 0;
  private static final int STATISTICS = 2;
  private static final int QUEUES = 3;
  private static final long FEATURE_STATISTICS = 1 << 1;
  private static final long FEATURE_DEFLATE_ON_OOM = 1 << 2;
  private static final int TARGET_AT = 0;
  private static final int ACTUAL_AT = 4;
  private static final int CONFIG_BYTES = 16;

  /** Pages of one request at most, of which drivers ask for fewer. */
  private static final int MAX_PAGES = 1024;

  private static final int MAX_REPORT = 64 * BalloonStatistics.BYTES;
  private static final long NANOS = 1_000_000_000L;
  private static final long PAGE_COUNT = 0xFFFFFFFFL;

  /**
   * What it is built like.
   *
   * @param ramBytes the guest's memory
   * @param deflatesOnOom whether the driver may take pages back when the guest has no others
   */
  public record Config(long ramBytes, boolean deflatesOnOom) {}

  /** Takes memory that the guest does not use. */
  public interface Pages {
    /** Takes these bytes, which are whole pages; where there is no memory nothing is taken. */
    void take(long physical, long bytes);
  }

  /** Told what the driver does. */
  public interface Listener {
    /** So many bytes are the guest's from now on. */
    void changed(long actualBytes);
  }

  /**
   * What it is connected to.
   *
   * @param wallClock seconds since the beginning of 1970
   */
  public record Wiring(
      Pages pages, Clock clock, Timers timers, LongSupplier wallClock, Listener listener) {}

  // Configuration.
  private final Config settings;
  // Wiring.
  private final Wiring wiring;
  private final Timer timer;
  private Optional<Connection> connection = Optional.empty();
  // Guest state.
  private int targetPages;
  private int actualPages;
  private boolean hasStatistics;
  private BalloonStatistics statistics = BalloonStatistics.NONE;

  /** The request that the driver waits for until it is to tell again. */
  private Optional<Chain> report = Optional.empty();

  private long intervalSeconds;

  public VirtioBalloon(Config settings, Wiring wiring) {
    this.settings = settings;
    this.wiring = wiring;
    this.timer = wiring.timers().timer("balloon", this::poll);
  }

  @Override
  public String name() {
    return "virtio-balloon";
  }

  @Override
  public int deviceId() {
    return 5;
  }

  @Override
  public long features() {
    return FEATURE_STATISTICS | (settings.deflatesOnOom() ? FEATURE_DEFLATE_ON_OOM : 0);
  }

  @Override
  public void accept(long features) {
    hasStatistics = (features & FEATURE_STATISTICS) != 0;
  }

  @Override
  public int queueCount() {
    return QUEUES;
  }

  @Override
  public void connect(Connection driver) {
    connection = Optional.of(driver);
  }

  @Override
  public int configLength() {
    return CONFIG_BYTES;
  }

  @Override
  public int configByte(int offset) {
    return switch (offset & -4) {
      case TARGET_AT -> targetPages >>> 8 * (offset & 3) & 0xFF;
      case ACTUAL_AT -> actualPages >>> 8 * (offset & 3) & 0xFF;
      default -> 0;
    };
  }

  @Override
  public void configWritten(int offset, int value) {
    if ((offset & -4) == ACTUAL_AT) {
      int shift = 8 * (offset & 3);
      int pages = actualPages & ~(0xFF << shift) | (value & 0xFF) << shift;
      if (pages != actualPages) {
        actualPages = pages;
        wiring.listener().changed(actualBytes());
      }
    }
  }

  /** How much memory the guest has, as the driver says. */
  public long actualBytes() {
    return Math.max(0, settings.ramBytes() - (actualPages & PAGE_COUNT) * PAGE);
  }

  /** Asks the driver to leave the guest so much memory; all of it at most. */
  public void setTarget(long bytes) {
    long taken = Math.max(0, settings.ramBytes() - bytes) / PAGE;
    targetPages = (int) Math.min(taken, PAGE_COUNT);
    if (connection.isPresent()) {
      connection.get().configChanged();
    }
  }

  /** What the driver told last. */
  public BalloonStatistics statistics() {
    return statistics;
  }

  /** How often the driver is asked; 0 for never. */
  public long intervalSeconds() {
    return intervalSeconds;
  }

  /** Asks the driver so often from now on; 0 for never. */
  public void setInterval(long seconds) {
    boolean begins = intervalSeconds == 0;
    intervalSeconds = seconds;
    if (seconds == 0) {
      timer.cancel();
    } else if (begins) {
      timer.arm(wiring.clock().nanos());
    } else {
      armTimer();
    }
  }

  @Override
  public void close() {
    timer.cancel();
  }

  private void armTimer() {
    timer.arm(wiring.clock().nanos() + intervalSeconds * NANOS);
  }

  /** The driver tells again when it has its last report back. */
  private void poll() {
    if (intervalSeconds == 0) {
      return;
    }
    if (report.isEmpty() || !hasStatistics || connection.isEmpty()) {
      armTimer();
      return;
    }
    giveBackReport(connection.get().queue(STATISTICS), connection.get());
  }

  private void giveBackReport(VirtQueue queue, Completion completion) {
    Chain done = report.orElseThrow();
    report = Optional.empty();
    if (queue.push(done, 0)) {
      completion.interrupt();
    }
  }

  /**
   * Serves at most a queue's worth at a time: with the machine lock held, a guest that adds
   * requests for ever must not keep us here.
   */
  @Override
  public void notified(VirtQueue queue, Completion completion) {
    Connection driver = connection.orElseThrow();
    if (queue == driver.queue(STATISTICS)) {
      receiveReport(queue, completion);
      return;
    }
    boolean inflates = queue == driver.queue(INFLATE);
    boolean wanted = false;
    for (int served = 0; served < VirtQueue.MAX_SIZE; served++) {
      Optional<Chain> chain = queue.poll();
      if (chain.isEmpty()) {
        break;
      }
      if (inflates) {
        takePages(chain.get().readable());
      }
      wanted |= queue.push(chain.get(), 0);
    }
    if (wanted) {
      completion.interrupt();
    }
  }

  /** Neighbours are taken at once: the numbers of a request mostly follow one another. */
  private void takePages(Buffers numbers) {
    byte[] bytes = new byte[(int) Math.min(numbers.length(), MAX_PAGES * (long) Integer.BYTES)];
    int count = numbers.copyOut(bytes) / Integer.BYTES;
    ByteBuffer list = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long first = 0;
    long pages = 0;
    for (int i = 0; i < count; i++) {
      long number = list.getInt(i * Integer.BYTES) & PAGE_COUNT;
      if (number == first - 1 && pages != 0) {
        first--;
        pages++;
      } else if (number == first + pages && pages != 0) {
        pages++;
      } else {
        take(first, pages);
        first = number;
        pages = 1;
      }
    }
    take(first, pages);
  }

  private void take(long first, long pages) {
    if (pages != 0) {
      wiring.pages().take(first * PAGE, pages * PAGE);
    }
  }

  private void receiveReport(VirtQueue queue, Completion completion) {
    Optional<Chain> chain = queue.poll();
    for (int told = 0; chain.isPresent() && told < VirtQueue.MAX_SIZE; told++) {
      if (report.isPresent()) { // One is enough, but that is the driver's business.
        giveBackReport(queue, completion);
      }
      report = chain;
      Buffers buffers = chain.get().readable();
      byte[] bytes = new byte[(int) Math.min(buffers.length(), MAX_REPORT)];
      long now = wiring.wallClock().getAsLong();
      statistics = BalloonStatistics.read(bytes, buffers.copyOut(bytes), now);
      chain = queue.poll();
    }
    if (intervalSeconds != 0) {
      armTimer();
    }
  }

  @Override
  public void reset() {
    report = Optional.empty();
    statistics = BalloonStatistics.NONE;
    hasStatistics = false;
    actualPages = 0;
  }
}
