package org.javisor.system.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.image.OpenImage;
import org.javisor.host.memory.Mapping;
import org.javisor.host.memory.RawMemory;

/** Measures how long requests to an image take. */
final class BenchCommand implements Command {
  private static final Quantity COUNT = limit("request count", 75_000, 1);
  private static final Quantity DEPTH = limit("queue depth", 64, 1);
  private static final Quantity SIZE = limit("buffer size", 4096, 1);
  private static final Quantity STEP = limit("step size", 0, 0);
  private static final Quantity FLUSH = limit("flush interval", 0, 0);
  private static final Quantity PATTERN = new Quantity("pattern byte", 0, 0, 255);
  private static final Quantity OFFSET = new Quantity("offset", 0, 0, Long.MAX_VALUE);
  private static final Set<String> WAYS = Set.of("threads", "native", "io_uring");
  private static final double NANOS_PER_SECOND = 1e9;

  /** More requests at a time are taken one after the other. */
  private static final int MAX_THREADS = 16;

  private static Quantity limit(String name, long missing, long least) {
    return new Quantity(name, missing, least, Integer.MAX_VALUE);
  }

  @Override
  public OptionTable options() {
    return new OptionTable("FILENAME")
        .quiet()
        .image()
        .shared()
        .value('t', "cache", "MODE", "how the image is cached")
        .value('c', "count", "NUMBER", "how many requests, 75000 otherwise")
        .value('d', "depth", "NUMBER", "how many at a time, 64 otherwise")
        .value('o', "offset", "BYTES", "where the first one is, 0 otherwise")
        .value('s', "buffer-size", "BYTES", "how large each is, 4k otherwise")
        .value('S', "step-size", "BYTES", "how far one is from the next; as large as they are")
        .flag('w', "write", "they write, what the image has is lost")
        .value((char) 0, "pattern", "BYTE", "what they write, 0 otherwise")
        .value((char) 0, "flush-interval", "NUMBER", "flush after so many that write")
        .flag((char) 0, "no-drain", "do not wait for them before that")
        .value('i', "aio", "WAY", "threads, native or io_uring: threads work for all")
        .flag('n', "native", "the same as -i native");
  }

  /** What is done. */
  private record Plan(
      int count,
      int depth,
      long offset,
      int size,
      long step,
      boolean write,
      int flush,
      boolean drain) {}

  @Override
  public int run(Arguments arguments, Console console) throws ToolException, IOException {
    String filename = arguments.operands(1, "Expecting one image file name").getFirst();
    Plan plan = plan(arguments);
    int pattern = (int) PATTERN.of(arguments.value("pattern"));
    String cache = Images.cache(arguments, "cache", "writeback");
    requireWay(arguments, filename, cache);
    OpenImage.Access access = plan.write ? OpenImage.Access.WRITE : OpenImage.Access.READ;
    OpenImage.Source source = Images.source(arguments, filename);
    try (OpenImage image =
        Images.open(source, arguments.has("force-share") ? access.shared() : access)) {
      console.print(
          String.format(
              Locale.ROOT,
              "Sending %d %s requests, %d bytes each, %d in parallel (starting at offset %d, step"
                  + " size %d)%n",
              plan.count,
              plan.write ? "write" : "read",
              plan.size,
              plan.depth,
              plan.offset,
              plan.step));
      if (plan.flush > 0) {
        console.print("Sending flush every " + plan.flush + " requests\n");
      }
      long begin = System.nanoTime();
      measure(image.disk(), plan, pattern);
      double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
      console.print(String.format(Locale.ROOT, "Run completed in %.3f seconds.%n", seconds));
    }
    return 0;
  }

  private static Plan plan(Arguments arguments) throws ToolException {
    int count = (int) COUNT.of(arguments.value("count"));
    int depth = (int) DEPTH.of(arguments.value("depth"));
    long offset = OFFSET.of(arguments.value("offset"));
    int size = (int) SIZE.of(arguments.value("buffer-size"));
    long step = STEP.of(arguments.value("step-size"));
    int flush = (int) FLUSH.of(arguments.value("flush-interval"));
    boolean write = arguments.has("write");
    if (flush > 0 && !write) {
      throw new ToolException("--flush-interval is only available in write tests");
    }
    if (flush > 0 && flush < depth) {
      throw new ToolException("Flush interval can't be smaller than depth");
    }
    boolean drain = !arguments.has("no-drain");
    return new Plan(count, depth, offset, size, step == 0 ? size : step, write, flush, drain);
  }

  private static void requireWay(Arguments arguments, String filename, String cache)
      throws ToolException {
    Optional<String> way = arguments.has("native") ? Optional.of("native") : arguments.value("aio");
    if (way.isPresent() && !WAYS.contains(way.get())) {
      throw new ToolException("Invalid aio option: " + way.get());
    }
    boolean direct = Set.of("none", "off", "directsync").contains(cache);
    if (way.equals(Optional.of("native")) && !direct) {
      throw new ToolException(
          "Could not open '"
              + filename
              + "': aio=native was specified, but it requires cache.direct=on, which was not"
              + " specified.");
    }
  }

  private static void measure(BlockNode disk, Plan plan, int pattern)
      throws ToolException, IOException {
    int threads = Math.min(Math.min(plan.depth, plan.count), MAX_THREADS);
    List<Mapping> buffers = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Mapping buffer = Mapping.anonymous(plan.size);
        buffers.add(buffer);
        RawMemory.fill(buffer.address(), plan.size, (byte) pattern);
      }
      long at = plan.offset;
      for (int i = 0; i < plan.count; i++) {
        if (running.size() == threads) {
          await(running.removeFirst()); // its buffer is the next one
        }
        long offset = at;
        long address = buffers.get(i % threads).address();
        running.add(
            workers.submit(() -> {
              request(disk, plan, offset, address);
              return offset;
            }));
        at = (at + plan.step) % Math.max(disk.sizeBytes(), 1);
        if (plan.flush > 0 && (i + 1) % plan.flush == 0) {
          flush(disk, plan, running);
        }
      }
      for (Future<?> each : running) {
        await(each);
      }
    } finally {
      buffers.forEach(Mapping::close);
    }
  }

  private static void flush(BlockNode disk, Plan plan, List<Future<?>> running)
      throws ToolException, IOException {
    while (plan.drain && !running.isEmpty()) {
      await(running.removeFirst());
    }
    disk.flush();
  }

  private static void request(BlockNode disk, Plan plan, long offset, long address)
      throws IOException {
    if (offset > disk.sizeBytes() - plan.size) {
      throw new IOException("Input/output error"); // as QEMU calls what is behind the end
    }
    if (plan.write) {
      disk.write(offset, address, plan.size);
    } else {
      disk.read(offset, address, plan.size);
    }
  }

  private static void await(Future<?> request) throws ToolException {
    try {
      Object _ = request.get();
    } catch (ExecutionException e) {
      throw new ToolException("Failed request: " + e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolException("Interrupted");
    }
  }
}
