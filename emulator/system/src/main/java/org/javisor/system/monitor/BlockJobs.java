package org.javisor.system.monitor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.GraphChange;
import org.javisor.backend.block.NodeHold;
import org.javisor.backend.block.Permission;
import org.javisor.backend.block.Permissions;
import org.javisor.backend.block.job.Backup;
import org.javisor.backend.block.job.Commit;
import org.javisor.backend.block.job.DirtyMap;
import org.javisor.backend.block.job.Mirror;
import org.javisor.backend.block.job.Stream;
import org.javisor.backend.job.ErrorPolicy;
import org.javisor.backend.job.Job;
import org.javisor.backend.job.JobException;
import org.javisor.backend.job.JobGroup;
import org.javisor.backend.job.JobType;
import org.javisor.backend.job.JobWork;
import org.javisor.backend.job.Jobs;
import org.javisor.qmp.api.BackupOptions;
import org.javisor.qmp.api.BlockCommit;
import org.javisor.qmp.api.BlockStream;
import org.javisor.qmp.api.BlockdevCreate;
import org.javisor.qmp.api.BlockdevMirror;
import org.javisor.qmp.api.BlockdevOnError;
import org.javisor.qmp.api.MirrorCopyMode;
import org.javisor.qmp.api.MirrorSyncMode;

/** Begins jobs about disks as clients ask for them. Any thread. */
final class BlockJobs {
  private static final long GRANULARITY = 1 << 16;
  private static final long MIN_GRANULARITY = 512;
  private static final long MAX_GRANULARITY = 64 << 20;

  /** Others may do anything but make it larger or smaller. */
  private static final Permissions READING_AS_IT_WAS =
      Permissions.of(
          Set.of(Permission.CONSISTENT_READ), EnumSet.complementOf(EnumSet.of(Permission.RESIZE)));

  private final BlockNodes nodes;
  private final BlockGraph graph;
  private final Jobs jobs;

  /** Nodes that jobs work with. */
  private final Map<String, JobType> busy = new HashMap<>();

  /** What all commands that begin a job say. */
  private record Common(
      Optional<String> id,
      String device,
      Optional<Long> speed,
      Optional<BlockdevOnError> onSourceError,
      Optional<BlockdevOnError> onTargetError,
      Optional<Boolean> autoFinalize,
      Optional<Boolean> autoDismiss) {
    Job.Options options(JobType type) throws IOException {
      if (speed.orElse(0L) < 0) {
        throw new IOException("Parameter 'speed' expects a non-negative value");
      }
      return new Job.Options(
          id.orElse(device),
          type,
          speed.orElse(0L),
          autoFinalize.orElse(true),
          autoDismiss.orElse(true),
          policy(onSourceError),
          policy(onTargetError));
    }

    private static ErrorPolicy policy(Optional<BlockdevOnError> wanted) {
      return switch (wanted.orElse(BlockdevOnError.REPORT)) {
        case REPORT -> ErrorPolicy.REPORT;
        case IGNORE -> ErrorPolicy.IGNORE;
        case ENOSPC, AUTO -> ErrorPolicy.ENOSPC;
        case STOP -> ErrorPolicy.STOP;
      };
    }
  }

  /** Work that frees the nodes that it works with. */
  private final class Freeing implements JobWork {
    private final JobWork work;
    private final List<String> used;

    Freeing(JobWork work, List<String> used) {
      this.work = work;
      this.used = used;
    }

    @Override
    public void run(Job job) throws IOException {
      work.run(job);
    }

    @Override
    public void takeEffect() throws IOException {
      work.takeEffect();
    }

    @Override
    public void end() {
      work.end();
      free(used);
    }
  }

  BlockJobs(BlockNodes nodes, BlockGraph graph, Jobs jobs) {
    this.nodes = nodes;
    this.graph = graph;
    this.jobs = jobs;
  }

  Jobs jobs() {
    return jobs;
  }

  private void free(List<String> used) {
    synchronized (busy) {
      busy.keySet().removeAll(used);
    }
  }

  /**
   * @throws IOException when a job works with that node
   */
  void requireIdle(String node) throws IOException {
    synchronized (busy) {
      if (busy.containsKey(node)) {
        throw new IOException(
            "Node '"
                + node
                + "' is busy: block device is in use by block job: "
                + busy.get(node).text());
      }
    }
  }

  private void occupy(List<String> used, JobType type) throws IOException {
    synchronized (busy) {
      for (String node : used) {
        requireIdle(node);
      }
      used.forEach(node -> busy.put(node, type));
    }
  }

  private static Permissions reading() {
    return Permissions.of(Set.of(Permission.CONSISTENT_READ), EnumSet.allOf(Permission.class));
  }

  private static Permissions writing(Permission how, Set<Permission> shared) {
    return Permissions.of(Set.of(Permission.CONSISTENT_READ, how), shared);
  }

  /** What a job holds while it is being made: let go if that fails. */
  private final class Making {
    private final JobType type;
    private final String id;
    private final List<String> used;
    private final List<NodeHold> holds = new ArrayList<>();

    Making(Job.Options options, List<String> used) throws IOException, JobException {
      this.type = options.type();
      this.id = options.id();
      this.used = used;
      jobs.requireFree(id);
      occupy(used, type);
    }

    NodeHold hold(String node, Permissions permissions) throws IOException {
      NodeHold hold = nodes.hold(node, "block job '" + id + "'", permissions);
      holds.add(hold);
      return hold;
    }

    void undo() {
      free(used);
      for (NodeHold hold : holds) {
        try {
          hold.close();
        } catch (IOException e) {
          // What is told is why there is no job.
        }
      }
    }
  }

  private interface Maker {
    JobWork make(Making making) throws IOException, JobException;
  }

  private Job make(Job.Options options, List<String> used, JobGroup group, Maker maker)
      throws IOException, JobException {
    Making making = new Making(options, used);
    JobWork work;
    try {
      work = new Freeing(maker.make(making), used);
    } catch (IOException | JobException e) {
      making.undo();
      throw e;
    }
    try {
      return jobs.create(options, work, group);
    } catch (JobException e) {
      work.end(); // Somebody else has taken the name meanwhile.
      throw e;
    }
  }

  /** Begins to keep a copy of a disk. */
  void mirror(BlockdevMirror command) throws IOException, JobException {
    Common common =
        new Common(
            command.jobId(),
            command.device(),
            command.speed(),
            command.onSourceError(),
            command.onTargetError(),
            command.autoFinalize(),
            command.autoDismiss());
    Job.Options options = common.options(JobType.MIRROR);
    long size = graph.require(command.device()).sizeBytes();
    BlockNode copy = graph.require(command.target());
    if (command.device().equals(command.target())) {
      throw new IOException("Can't mirror node into itself");
    }
    if (command.copyMode().equals(Optional.of(MirrorCopyMode.WRITE_BLOCKING))) {
      throw new IOException("Copy mode 'write-blocking' is not supported");
    }
    int layers = layers(command.sync());
    long granularity = granularity(command.granularity());
    if (command.bufSize().orElse(0L) < 0) {
      throw new IOException("Invalid parameter 'buf-size'");
    }
    String replaced = command.replaces().orElse(command.device());
    graph.require(replaced);
    if (copy.sizeBytes() != size) {
      throw new IOException("Source and target image have different sizes");
    }
    begin(
        options,
        List.of(command.device()),
        making ->
            new Mirror.Plan(
                making.hold(command.device(), reading()),
                making.hold(
                    command.target(),
                    writing(
                        Permission.WRITE,
                        Set.of(Permission.CONSISTENT_READ, Permission.WRITE_UNCHANGED))),
                replaced,
                layers,
                granularity,
                false));
  }

  private interface MirrorPlan {
    Mirror.Plan make(Making making) throws IOException;
  }

  private void begin(Job.Options options, List<String> used, MirrorPlan plan)
      throws IOException, JobException {
    Job job =
        make(
            options,
            used,
            new JobGroup(),
            making -> {
              Mirror mirror = new Mirror(nodes, plan.make(making));
              nodes.change(mirror::watch);
              return mirror;
            });
    jobs.start(job);
  }

  private static int layers(MirrorSyncMode sync) throws IOException {
    return switch (sync) {
      case FULL -> 0;
      case TOP -> 1;
      case NONE -> -1;
      case INCREMENTAL, BITMAP ->
          throw new IOException("Sync mode '" + sync.wireName() + "' not supported");
    };
  }

  private static long granularity(Optional<Long> wanted) throws IOException {
    long granularity = wanted.filter(bytes -> bytes != 0).orElse(GRANULARITY);
    if (granularity < MIN_GRANULARITY || granularity > MAX_GRANULARITY) {
      throw new IOException("Parameter 'granularity' expects a value in range [512B, 64MB]");
    }
    if (Long.bitCount(granularity) != 1) {
      throw new IOException("Parameter 'granularity' expects a power of 2");
    }
    return granularity;
  }

  /** Makes a job that copies a disk as it is now; it is to be started. */
  Job backup(BackupOptions command, GraphChange change, JobGroup group)
      throws IOException, JobException {
    Common common =
        new Common(
            command.jobId(),
            command.device(),
            command.speed(),
            command.onSourceError(),
            command.onTargetError(),
            command.autoFinalize(),
            command.autoDismiss());
    BlockNode disk = graph.require(command.device());
    BlockNode copy = graph.require(command.target());
    if (command.device().equals(command.target())) {
      throw new IOException("Source and target cannot be the same");
    }
    if (copy.readOnly()) {
      throw new IOException("Could not create node: Block node is read-only");
    }
    Backup.Scope scope =
        switch (command.sync()) {
          case FULL -> Backup.Scope.FULL;
          case TOP -> Backup.Scope.TOP;
          case NONE -> Backup.Scope.NONE;
          case INCREMENTAL, BITMAP -> Backup.Scope.MARKED;
        };
    Optional<Backup.Marks> marks = BackupMarks.of(command, graph.bitmaps());
    if (copy.sizeBytes() != disk.sizeBytes()) {
      throw new IOException("Source and target image have different sizes");
    }
    return make(
        common.options(JobType.BACKUP),
        List.of(command.target()),
        group,
        making -> {
          Backup.Plan plan =
              new Backup.Plan(
                  making.hold(command.device(), READING_AS_IT_WAS),
                  making.hold(
                      command.target(), writing(Permission.WRITE, EnumSet.allOf(Permission.class))),
                  scope,
                  new DirtyMap(disk.sizeBytes(), GRANULARITY),
                  marks);
          Backup backup = new Backup(nodes, plan);
          backup.watch(change);
          return backup;
        });
  }

  /** Begins to make an image, which may become a node later. */
  void create(BlockdevCreate command) throws IOException, JobException {
    Job.Options options =
        new Job.Options(
            command.jobId(),
            JobType.CREATE,
            0,
            true,
            false,
            ErrorPolicy.REPORT,
            ErrorPolicy.REPORT);
    jobs.requireFree(command.jobId());
    JobWork work = new ImageCreation(nodes, command.options());
    jobs.start(jobs.create(options, work, new JobGroup()));
  }

  /** Begins to copy what is behind a disk into it. */
  void stream(BlockStream command) throws IOException, JobException {
    Common common =
        new Common(
            command.jobId(),
            command.device(),
            command.speed(),
            command.onError(),
            command.onError(),
            command.autoFinalize(),
            command.autoDismiss());
    Job.Options options = common.options(JobType.STREAM);
    graph.require(command.device());
    List<String> chain = nodes.chain(command.device());
    Chains chains = new Chains(nodes, command.device(), chain);
    Optional<String> base = chains.streamBase(command);
    int layers = base.map(chain::indexOf).orElse(chain.size());
    BlockNodes.Description behind = base.flatMap(nodes::describe).orElse(null);
    Optional<String> name =
        command
            .backingFile()
            .or(() -> Optional.ofNullable(behind).map(BlockNodes.Description::filename));
    Optional<String> format = Optional.ofNullable(behind).map(BlockNodes.Description::driver);
    if (base.isEmpty() && command.backingFile().isPresent()) {
      throw new IOException("backing file specified, but streaming the entire chain");
    }
    Job job =
        make(
            options,
            chain.subList(0, layers),
            new JobGroup(),
            making ->
                new Stream(
                    nodes,
                    making.hold(
                        command.device(),
                        writing(Permission.WRITE_UNCHANGED, EnumSet.allOf(Permission.class))),
                    new Stream.Plan(command.device(), base, layers, name, format)));
    jobs.start(job);
  }

  /** Begins to write images into the one behind them. */
  void commit(BlockCommit command) throws IOException, JobException {
    Common common =
        new Common(
            command.jobId(),
            command.device(),
            command.speed(),
            command.onError(),
            command.onError(),
            command.autoFinalize(),
            command.autoDismiss());
    Job.Options options = common.options(JobType.COMMIT);
    List<String> chain = nodes.chain(command.device());
    Chains chains = new Chains(nodes, command.device(), chain);
    int top = chain.indexOf(chains.commitTop(command));
    int base = chain.indexOf(chains.commitBase(command, chain.get(top)));
    if (base <= top) {
      throw new IOException("cannot commit an image into itself");
    }
    if (top == 0 && command.backingFile().isPresent()) {
      throw new IOException("'backing-file' specified, but 'top' is the active layer");
    }
    boolean readOnly = graph.require(chain.get(base)).readOnly();
    try {
      nodes.change(change -> makeRoom(change, chain.get(top), chain.get(base)));
      if (top == 0) {
        commitActive(options, chain.subList(0, base + 1), readOnly);
      } else {
        commitBetween(options, new Between(chain, top, base, readOnly, command.backingFile()));
      }
    } catch (IOException | JobException e) {
      if (readOnly) {
        nodes.change(change -> change.protect(chain.get(base)));
      }
      throw e;
    }
  }

  /** The image that is written into is writable, and as large as what is written. */
  private void makeRoom(GraphChange change, String top, String base) throws IOException {
    change.setReadOnly(base, false);
    long size = graph.require(top).sizeBytes();
    BlockNode below = graph.require(base);
    if (below.sizeBytes() < size) {
      below.truncate(size);
    }
  }

  private void commitActive(Job.Options options, List<String> chain, boolean readOnly)
      throws IOException, JobException {
    String base = chain.getLast();
    begin(
        options,
        chain,
        making ->
            new Mirror.Plan(
                making.hold(chain.getFirst(), reading()),
                making.hold(
                    base, writing(Permission.WRITE_UNCHANGED, EnumSet.allOf(Permission.class))),
                chain.getFirst(),
                chain.size() - 1,
                GRANULARITY,
                readOnly));
  }

  /** A part of a chain that goes. */
  private record Between(
      List<String> chain, int top, int base, boolean readOnly, Optional<String> backing) {}

  private void commitBetween(Job.Options options, Between part) throws IOException, JobException {
    String base = part.chain.get(part.base);
    BlockNodes.Description behind = nodes.describe(base).orElseThrow();
    Job job =
        make(
            options,
            part.chain.subList(part.top - 1, part.base + 1),
            new JobGroup(),
            making ->
                new Commit(
                    nodes,
                    making.hold(part.chain.get(part.top), reading()),
                    making.hold(
                        base, writing(Permission.WRITE_UNCHANGED, EnumSet.allOf(Permission.class))),
                    new Commit.Plan(
                        part.chain.get(part.top - 1),
                        base,
                        part.base - part.top,
                        part.readOnly,
                        part.backing.or(() -> Optional.of(behind.filename())),
                        Optional.of(behind.driver()))));
    jobs.start(job);
  }
}
