package org.javisor.device.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.javisor.backend.block.BlockBackend;
import org.javisor.bus.memory.AddressSpace;
import org.javisor.device.virtio.queue.Chain;
import org.javisor.device.virtio.queue.VirtQueue;
import org.javisor.device.virtio.transport.VirtioDevice;
import org.javisor.host.memory.RawMemory;

/**
 * The block device: reads, writes and flushes of a disk, one after the other on a thread of its
 * own.
 *
 * <p>Spec: [VIRTIO] 5.2. Unimplemented: discard, write zeroes, several queues.
 */
public final class VirtioBlk implements VirtioDevice, AutoCloseable {
  private static final int SECTOR = 512;
  private static final int HEADER = 16;
  private static final int ID_BYTES = 20;
  private static final int MAX_SEGMENTS = 126;
  private static final long FEATURE_SEG_MAX = 1 << 2;
  private static final long FEATURE_READ_ONLY = 1 << 5;
  private static final long FEATURE_BLK_SIZE = 1 << 6;
  private static final long FEATURE_FLUSH = 1 << 9;
  private static final int TYPE_IN = 0;
  private static final int TYPE_OUT = 1;
  private static final int TYPE_FLUSH = 4;
  private static final int TYPE_GET_ID = 8;
  private static final int STATUS_OK = 0;
  private static final int STATUS_IOERR = 1;
  private static final int STATUS_UNSUPPORTED = 2;

  /** What it shows to the guest as its serial number, at most 20 ASCII bytes. */
  public record Config(String serial) {}

  // Configuration.
  private final Config config;
  // Wiring.
  private final BlockBackend disk;
  private final AddressSpace memory;
  // At most a queue's worth of requests is under way: the driver has no more descriptors.
  private final ExecutorService worker =
      new ThreadPoolExecutor(
          0,
          1,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(2 * VirtQueue.MAX_SIZE),
          task -> Thread.ofPlatform().name("disk").daemon(true).unstarted(task));

  /** Requests begun before the last reset are not given back. */
  private int generation;

  public VirtioBlk(Config config, BlockBackend disk, AddressSpace memory) {
    this.config = config;
    this.disk = disk;
    this.memory = memory;
  }

  @Override
  public String name() {
    return "virtio-blk";
  }

  @Override
  public int deviceId() {
    return 2;
  }

  @Override
  public long features() {
    long features = FEATURE_SEG_MAX | FEATURE_BLK_SIZE | FEATURE_FLUSH;
    return disk.readOnly() ? features | FEATURE_READ_ONLY : features;
  }

  @Override
  public void accept(long features) {
    // All of them only tell the driver something.
  }

  @Override
  public int queueCount() {
    return 1;
  }

  /** [VIRTIO] 5.2.4: capacity at 0, seg_max at 12, blk_size at 20. */
  @Override
  public int configByte(int offset) {
    if (offset < 8) {
      return (int) (disk.sizeBytes() / SECTOR >>> (8 * offset));
    }
    if (offset >= 12 && offset < 16) {
      return MAX_SEGMENTS >>> (8 * (offset - 12));
    }
    return offset >= 20 && offset < 24 ? SECTOR >>> (8 * (offset - 20)) : 0;
  }

  @Override
  public void notified(VirtQueue queue, Completion completion) {
    int current = generation;
    for (Chain chain = queue.poll(); chain != null; chain = queue.poll()) {
      Chain request = chain;
      worker.execute(() -> serve(request, current, queue, completion));
    }
  }

  private void serve(Chain chain, int began, VirtQueue queue, Completion completion) {
    Result result = execute(chain);
    memory.lock().lock();
    try {
      if (began != generation) {
        return;
      }
      for (Chain.Buffer buffer : chain.writable()) {
        memory.ramWritten(buffer.gpa(), buffer.length());
      }
      if (result == null) {
        completion.needsReset();
      } else if (queue.push(chain, result.written())) {
        completion.interrupt();
      }
    } finally {
      memory.lock().unlock();
    }
  }

  /** How many bytes were written to the driver's buffers, status included. */
  private record Result(int written) {}

  /** Null when the request has no header or no place for its status. */
  private Result execute(Chain chain) {
    List<Chain.Buffer> writable = chain.writable();
    if (chain.readable().isEmpty()
        || chain.readable().getFirst().length() < HEADER
        || writable.isEmpty()) {
      return null;
    }
    Chain.Buffer last = writable.getLast();
    if (last.length() < 1) {
      return null;
    }
    long header = chain.readable().getFirst().hostAddress();
    int type = RawMemory.getInt(header);
    long sector = RawMemory.getLong(header + 8);
    int status;
    int written = 0;
    try {
      status =
          switch (type) {
            case TYPE_IN -> {
              List<Chain.Buffer> data = withoutStatus(writable);
              written = (int) Chain.length(data);
              yield transfer(data, sector, false);
            }
            case TYPE_OUT -> transfer(withoutHeader(chain.readable()), sector, true);
            case TYPE_FLUSH -> {
              disk.flush();
              yield STATUS_OK;
            }
            case TYPE_GET_ID -> {
              written = identify(withoutStatus(writable));
              yield STATUS_OK;
            }
            default -> STATUS_UNSUPPORTED;
          };
    } catch (IOException e) {
      status = STATUS_IOERR;
    }
    RawMemory.putByte(last.hostAddress() + last.length() - 1, (byte) status);
    return new Result(written + 1);
  }

  private static List<Chain.Buffer> withoutHeader(List<Chain.Buffer> readable) {
    Chain.Buffer first = readable.getFirst();
    if (first.length() == HEADER) {
      return readable.subList(1, readable.size());
    }
    List<Chain.Buffer> rest = new java.util.ArrayList<>(readable);
    rest.set(
        0,
        new Chain.Buffer(
            first.gpa() + HEADER, first.hostAddress() + HEADER, first.length() - HEADER));
    return rest;
  }

  private static List<Chain.Buffer> withoutStatus(List<Chain.Buffer> writable) {
    Chain.Buffer last = writable.getLast();
    List<Chain.Buffer> rest = new java.util.ArrayList<>(writable);
    rest.set(rest.size() - 1, new Chain.Buffer(last.gpa(), last.hostAddress(), last.length() - 1));
    return rest;
  }

  private int transfer(List<Chain.Buffer> buffers, long sector, boolean write) throws IOException {
    long length = Chain.length(buffers);
    long sectors = disk.sizeBytes() / SECTOR;
    if (length % SECTOR != 0
        || sector < 0
        || sector > sectors
        || length / SECTOR > sectors - sector) {
      return STATUS_IOERR;
    }
    if (write && disk.readOnly()) {
      return STATUS_IOERR;
    }
    long at = sector * SECTOR;
    for (Chain.Buffer buffer : buffers) {
      if (write) {
        disk.write(at, buffer.hostAddress(), buffer.length());
      } else {
        disk.read(at, buffer.hostAddress(), buffer.length());
      }
      at += buffer.length();
    }
    return STATUS_OK;
  }

  private int identify(List<Chain.Buffer> buffers) {
    byte[] id =
        java.util.Arrays.copyOf(config.serial().getBytes(StandardCharsets.US_ASCII), ID_BYTES);
    int at = 0;
    for (Chain.Buffer buffer : buffers) {
      int count = Math.min(buffer.length(), ID_BYTES - at);
      RawMemory.copyIn(id, at, buffer.hostAddress(), count);
      at += count;
    }
    return at;
  }

  @Override
  public void reset() {
    generation++;
  }

  @Override
  public void close() {
    worker.shutdown();
  }
}
