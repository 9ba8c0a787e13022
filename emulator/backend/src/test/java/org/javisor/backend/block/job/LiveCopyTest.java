package org.javisor.backend.block.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.javisor.backend.block.BlockBackend;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.GraphChange;
import org.javisor.backend.block.NodeConfig;
import org.javisor.backend.block.NodeConfig.Backing;
import org.javisor.backend.block.NodeConfig.Child;
import org.javisor.backend.block.NodeHold;
import org.javisor.backend.block.Permission;
import org.javisor.backend.block.Permissions;
import org.javisor.backend.block.file.FileNode;
import org.javisor.backend.block.qcow2.CacheSizes;
import org.javisor.backend.block.qcow2.Create;
import org.javisor.backend.block.qcow2.QemuTools;
import org.javisor.backend.block.qcow2.Qcow2Image;
import org.javisor.backend.fdset.FdSets;
import org.javisor.backend.job.Job;
import org.javisor.backend.job.JobGroup;
import org.javisor.backend.job.JobListener;
import org.javisor.backend.job.JobStatus;
import org.javisor.backend.job.JobType;
import org.javisor.backend.job.JobWork;
import org.javisor.backend.job.Jobs;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.FdTable;
import org.javisor.host.fd.OpenFlag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Disks are copied, and what they consist of is changed, while somebody writes to them without a
 * pause. Every file is opened out of sets of descriptors: no path is used.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LiveCopyTest {
  private static final int SIZE = 6 << 20;
  private static final int CLUSTER = 1 << 16;
  private static final Set<Permission> ALL = EnumSet.allOf(Permission.class);
  private static final Permissions READING =
      Permissions.of(Set.of(Permission.CONSISTENT_READ), ALL);

  @TempDir private Path folder;
  private final FdSets sets = new FdSets();
  private final BlockNodes nodes = new BlockNodes(sets);
  private final Jobs jobs = new Jobs(JobListener.NONE);
  private final List<String> files = new ArrayList<>();
  private final byte[] content = new byte[SIZE];
  private Set<?> before = Set.of();
  private Random random = new Random(0);
  private Writer writer;

  /** A guest that writes all the time, and knows what it wrote. */
  private final class Writer implements AutoCloseable {
    private final BlockBackend disk;
    private final Random random;
    private final Thread thread = new Thread(this::run);
    private volatile boolean stopped;
    private volatile IOException failure;
    private final AtomicInteger writes = new AtomicInteger();

    Writer(BlockBackend disk, long seed) {
      this.disk = disk;
      this.random = new Random(seed);
      thread.start();
    }

    private void run() {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocate(1 << 18);
        while (!stopped) {
          write(buffer);
          LockSupport.parkNanos(50_000);
        }
      } catch (IOException e) {
        failure = e;
      }
    }

    private void write(MemorySegment buffer) throws IOException {
      int length = 512 * (1 + random.nextInt(random.nextInt(8) == 0 ? 512 : 16));
      int offset = 512 * random.nextInt((SIZE - length) / 512 + 1);
      switch (random.nextInt(8)) {
        case 0 -> {
          disk.writeZeroes(offset, length);
          Arrays.fill(content, offset, offset + length, (byte) 0);
        }
        case 1 -> disk.flush();
        default -> {
          byte[] bytes = new byte[length];
          random.nextBytes(bytes);
          MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, length);
          disk.write(offset, buffer.address(), length);
          System.arraycopy(bytes, 0, content, offset, length);
        }
      }
      int _ = writes.incrementAndGet();
    }

    void awaitMore() {
      int until = writes.get() + 100;
      while (writes.get() < until && failure == null && thread.isAlive()) {
        LockSupport.parkNanos(1_000_000);
      }
    }

    @Override
    public void close() throws IOException {
      stopped = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (failure != null) {
        throw failure;
      }
    }
  }

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Integer.getInteger("javisor.live.rounds", 3));
  }

  @BeforeEach
  void remember() throws IOException {
    before = FdTable.open();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    jobs.close();
    nodes.close();
    sets.monitorsGone();
    assertEquals(before, FdTable.open());
    if (QemuTools.present()) {
      for (String name : files) {
        assertEquals("", QemuTools.complaints(folder, "check", "-q", name), name);
      }
    }
  }

  /** A file with descriptors for reading and for both in a set; the name of that. */
  private String file(String name) throws Exception {
    Path path = folder.resolve(name);
    if (!Files.exists(path)) {
      Files.createFile(path);
    }
    long set = files.size();
    for (AccessMode mode : List.of(AccessMode.READ_ONLY, AccessMode.READ_WRITE)) {
      sets.add(Fd.open(path, mode), Optional.of(set), Optional.empty());
    }
    files.add(name);
    return "/dev/fdset/" + set;
  }

  private void createImage(String name) throws IOException {
    Path path = folder.resolve(name);
    try (Fd fd = Fd.open(path, AccessMode.READ_WRITE, OpenFlag.CREATE)) {
      FileNode file = new FileNode(name, fd, () -> {}, false);
      Create.create(file, name, Optional.empty(), Create.Options.of(SIZE));
    }
  }

  private void add(String name, boolean readOnly, Optional<String> backing) throws Exception {
    createImage(name);
    nodes.add(
        name,
        new NodeConfig.Qcow2(
            Child.file(file(name), readOnly),
            backing
                .<Backing>map(node -> new Backing.Given(new Child.Named(node)))
                .orElse(new Backing.None()),
            Optional.empty(),
            readOnly,
            true,
            CacheSizes.DEFAULT));
  }

  /** A chain of images, each with something of its own; the disk is the last one. */
  private void chain(String... names) throws Exception {
    Optional<String> below = Optional.empty();
    for (String name : names) {
      add(name, false, below);
      fill(name);
      String now = name;
      if (!name.equals(names[names.length - 1])) {
        nodes.change(graph -> graph.setReadOnly(now, true));
      }
      below = Optional.of(name);
    }
    attach(names[names.length - 1]);
  }

  private void fill(String name) throws IOException {
    for (int i = 0; i < 12; i++) {
      int offset = CLUSTER / 2 * random.nextInt(2 * SIZE / CLUSTER - 2);
      byte[] bytes = new byte[CLUSTER / 2 + 512 * random.nextInt(64)];
      random.nextBytes(bytes);
      nodes.find(name).orElseThrow().writeBytes(offset, bytes);
      System.arraycopy(bytes, 0, content, offset, bytes.length);
    }
  }

  private void attach(String name) throws IOException {
    writer = new Writer(nodes.attach(name, "guest").orElseThrow(), random.nextLong());
    writer.awaitMore();
  }

  private NodeHold hold(String node, Permissions permissions) throws IOException {
    return nodes.hold(node, "test", permissions);
  }

  private static Permissions writing(Permission how) {
    return Permissions.of(Set.of(Permission.CONSISTENT_READ, how), ALL);
  }

  private Job begin(JobType type, JobWork work) throws Exception {
    Job job = jobs.create(Job.Options.of("job", type), work, new JobGroup());
    jobs.start(job);
    return job;
  }

  private void await(Job job, JobStatus status) {
    while (jobs.report(job).status() != status) {
      assertTrue(
          status == JobStatus.NULL || jobs.report(job).status() != JobStatus.NULL,
          () -> "ended: " + jobs.report(job).error());
      LockSupport.parkNanos(1_000_000);
    }
    assertEquals(Optional.empty(), jobs.report(job).error());
  }

  private byte[] read(String node) throws IOException {
    return nodes.find(node).orElseThrow().readBytes(0, SIZE);
  }

  /** The guest's disk has what the guest wrote, and is that node. */
  private void check(String node) throws IOException {
    writer.awaitMore();
    writer.close();
    assertEquals(List.of(node), List.of(nodes.chain(node).getFirst()));
    assertArrayEquals(content, read(node));
  }

  private void mirror(String from, String to, int layers, Permission how) throws Exception {
    boolean readOnly = nodes.find(to).orElseThrow().readOnly();
    nodes.change(graph -> graph.setReadOnly(to, false));
    Mirror.Plan plan =
        new Mirror.Plan(
            hold(from, READING), hold(to, writing(how)), from, layers, 1 << 12, readOnly);
    Mirror mirror = new Mirror(nodes, plan);
    nodes.change(mirror::watch);
    Job job = begin(JobType.MIRROR, mirror);
    await(job, JobStatus.READY);
    writer.awaitMore();
    jobs.complete("job");
    await(job, JobStatus.NULL);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aCopyTakesTheDisksPlace(long seed) throws Exception {
    int layers = (int) seed % 2;
    random = new Random(seed);
    chain("base", "top");
    if (layers == 0) {
      add("copy", false, Optional.empty());
    } else {
      add("copy", false, Optional.of("base"));
    }
    mirror("top", "copy", layers, Permission.WRITE);
    nodes.remove("top");
    check("copy");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theImageInUseGoesIntoTheOneBehindIt(long seed) throws Exception {
    random = new Random(seed);
    chain("base", "middle", "top");
    mirror("top", "base", 2, Permission.WRITE_UNCHANGED);
    nodes.remove("top");
    nodes.remove("middle");
    check("base");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void imagesBetweenGoIntoTheOneBehindThem(long seed) throws Exception {
    random = new Random(seed);
    chain("base", "lower", "upper", "top");
    nodes.change(graph -> graph.setReadOnly("base", false));
    Commit.Plan plan =
        new Commit.Plan("top", "base", 2, true, Optional.of("base"), Optional.of("qcow2"));
    Job job =
        begin(
            JobType.COMMIT,
            new Commit(
                nodes,
                hold("upper", READING),
                hold("base", writing(Permission.WRITE_UNCHANGED)),
                plan));
    await(job, JobStatus.NULL);
    assertEquals(List.of("top", "base"), nodes.chain("top"));
    assertTrue(nodes.find("base").orElseThrow().readOnly());
    nodes.remove("upper");
    nodes.remove("lower");
    check("top");
    assertEquals(Optional.of("base"), names("top").backing());
  }

  private Qcow2Image.Names names(String name) throws IOException {
    try (Fd fd = Fd.open(folder.resolve(name), AccessMode.READ_ONLY)) {
      return Qcow2Image.names(new FileNode(name, fd, () -> {}, true), name);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsBehindIsCopiedIntoTheImageInUse(long seed) throws Exception {
    random = new Random(seed);
    chain("base", "lower", "upper", "top");
    Stream.Plan plan =
        new Stream.Plan("top", Optional.of("base"), 3, Optional.of("base"), Optional.of("qcow2"));
    Job job =
        begin(
            JobType.STREAM,
            new Stream(nodes, hold("top", writing(Permission.WRITE_UNCHANGED)), plan));
    await(job, JobStatus.NULL);
    assertEquals(List.of("top", "base"), nodes.chain("top"));
    nodes.remove("upper");
    nodes.remove("lower");
    check("top");
    assertEquals(Optional.of("base"), names("top").backing());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aBackupIsTheDiskAsItWas(long seed) throws Exception {
    random = new Random(seed);
    chain("base", "top");
    add("copy", false, Optional.empty());
    Backup backup =
        new Backup(
            nodes,
            new Backup.Plan(
                hold("top", READING),
                hold("copy", writing(Permission.WRITE)),
                Backup.Scope.FULL,
                new DirtyMap(SIZE, CLUSTER),
                Optional.empty()));
    byte[] then = new byte[SIZE];
    nodes.change(graph -> {
      // Nothing is under way: what the disk has now is what the copy is to have.
      System.arraycopy(read("top"), 0, then, 0, SIZE);
      backup.watch(graph);
    });
    writer.awaitMore();
    await(begin(JobType.BACKUP, backup), JobStatus.NULL);
    assertArrayEquals(then, read("copy"));
    check("top");
  }

  /** Copies what is marked at one instant; what the disk has then. */
  private byte[] copyMarked(DirtyBitmap bitmap, boolean cancelled) throws Exception {
    DirtyMap left = new DirtyMap(SIZE, CLUSTER);
    byte[] then = new byte[SIZE];
    Backup[] backup = new Backup[1];
    NodeHold source = hold("top", READING);
    NodeHold target = hold("copy", writing(Permission.WRITE));
    nodes.change(graph -> {
      System.arraycopy(read("top"), 0, then, 0, SIZE);
      Backup.Marks marks = new Backup.Marks(bitmap, DirtyBitmap.Clearing.ON_SUCCESS);
      backup[0] =
          new Backup(
              nodes,
              new Backup.Plan(source, target, Backup.Scope.MARKED, left, Optional.of(marks)));
      backup[0].watch(graph);
    });
    writer.awaitMore();
    if (cancelled) {
      backup[0].end();
    } else {
      await(begin(JobType.BACKUP, backup[0]), JobStatus.NULL);
    }
    return then;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatHasChangedSinceTheLastBackupIsCopiedOnly(long seed) throws Exception {
    random = new Random(seed);
    chain("base", "top");
    add("copy", false, Optional.empty());
    DirtyBitmaps bitmaps = new DirtyBitmaps(nodes);
    nodes.change(graph -> {
      GraphChange.Undo _ =
          bitmaps.add(graph, "top", new DirtyBitmaps.Wanted("b", Optional.of(512L), true));
      bitmaps.find("top", "b").set(everything());
    });
    DirtyBitmap bitmap = bitmaps.find("top", "b");
    for (int round = 0; round < 3; round++) {
      byte[] then = copyMarked(bitmap, false);
      assertArrayEquals(then, read("copy"), "round " + round);
      assertTrue(bitmap.state().count() < SIZE, "only what has changed is marked");
      writer.awaitMore();
      byte[] _ = copyMarked(bitmap, true); // what a job that failed took is marked again
    }
    byte[] then = copyMarked(bitmap, false);
    assertArrayEquals(then, read("copy"));
    check("top");
  }

  private static DirtyMap everything() {
    DirtyMap all = new DirtyMap(SIZE, 512);
    all.mark(0, SIZE);
    return all;
  }
}
