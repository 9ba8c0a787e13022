package org.javisor.system.monitor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.GraphChange;
import org.javisor.backend.block.NodeConfig;
import org.javisor.backend.block.NodeConfig.Backing;
import org.javisor.backend.block.NodeDisk;
import org.javisor.backend.block.qcow2.CacheSizes;
import org.javisor.backend.block.qcow2.Create;
import org.javisor.backend.block.qcow2.Qcow2Image;
import org.javisor.backend.image.Formats;
import org.javisor.backend.image.NewImage;
import org.javisor.backend.job.Job;
import org.javisor.backend.job.JobException;
import org.javisor.backend.job.JobGroup;
import org.javisor.qmp.api.BackupOptions;
import org.javisor.qmp.api.ChangeBackingFile;
import org.javisor.qmp.api.NewImageMode;
import org.javisor.qmp.api.BlockdevOptions;
import org.javisor.qmp.api.SnapshotOptions;
import org.javisor.qmp.api.SnapshotSyncOptions;
import org.javisor.qmp.wire.QmpException;

/**
 * Changes of what disks consist of, which all happen at one instant, or not at all: nothing is done
 * to disks meanwhile.
 */
final class BlockChanges {
  private final BlockNodes nodes;
  private final BlockGraph graph;
  private final BlockJobs jobs;

  /** A change. */
  interface Step {
    /**
     * Makes it.
     *
     * @throws IOException with a message for the client; nothing has changed
     */
    void make(GraphChange change, Made made) throws IOException, JobException;
  }

  /** What has been made so far. */
  static final class Made {
    private final boolean grouped;
    private final JobGroup group = new JobGroup();
    private final List<Job> jobs = new ArrayList<>();
    private final List<GraphChange.Undo> undos = new ArrayList<>();
    private final List<GraphChange.Undo> ends = new ArrayList<>();

    private Made(boolean grouped) {
      this.grouped = grouped;
    }

    /** What a job belongs to. */
    JobGroup group() {
      return grouped ? group : new JobGroup();
    }

    /** How the last change is taken back. */
    void undo(GraphChange.Undo undo) {
      undos.add(undo);
    }

    /** A job is to begin when all is made. */
    void add(Job job) {
      jobs.add(job);
    }
  }

  BlockChanges(BlockNodes nodes, BlockGraph graph, BlockJobs jobs) {
    this.nodes = nodes;
    this.graph = graph;
    this.jobs = jobs;
  }

  /**
   * Makes changes.
   *
   * @param grouped whether jobs that they begin take effect together, or not at all
   */
  void make(List<Step> steps, boolean grouped) throws QmpException {
    Made made = new Made(grouped);
    try {
      nodes.change(change -> make(steps, change, made));
    } catch (IOException e) {
      throw QmpException.generic(e.getMessage());
    }
    made.jobs.forEach(jobs.jobs()::start);
  }

  private void make(List<Step> steps, GraphChange change, Made made) throws IOException {
    try {
      for (Step step : steps) {
        step.make(change, made);
      }
      for (GraphChange.Undo end : made.ends) {
        end.run();
      }
    } catch (IOException e) {
      undo(made, e);
      throw e;
    } catch (JobException e) {
      IOException refused = new IOException(e.getMessage(), e);
      undo(made, refused);
      throw refused;
    }
  }

  /** Takes back all that can be, also after something that cannot. */
  private void undo(Made made, IOException why) {
    for (Job job : made.jobs.reversed()) {
      jobs.jobs().discard(job);
    }
    for (GraphChange.Undo undo : made.undos.reversed()) {
      try {
        undo.run();
      } catch (IOException e) {
        why.addSuppressed(e);
      }
    }
  }

  BlockJobs jobs() {
    return jobs;
  }

  /**
   * Makes a node larger or smaller that no job works with, and that nothing is in front of.
   *
   * @param device its name
   * @param node the same
   */
  void resize(String device, String node, long size) throws IOException {
    String name = device.isEmpty() ? node : device;
    jobs.requireIdle(name);
    requireUncovered(name);
    graph.resize(device, node, size);
  }

  /** Says in an image what is behind it. */
  void nameBacking(ChangeBackingFile command) throws IOException {
    graph.require(command.device());
    String image = command.imageNodeName();
    graph.require(image);
    if (!nodes.chain(command.device()).contains(image)) {
      throw new IOException("'" + image + "' and image file are not in the same chain");
    }
    jobs.requireIdle(image);
    List<String> chain = nodes.chain(image);
    if (chain.size() == 1) {
      throw new IOException("not allowing backing file change on an image without a backing file");
    }
    Optional<String> format = nodes.describe(chain.get(1)).map(BlockNodes.Description::driver);
    nodes.change(change -> change.nameBacking(image, Optional.of(command.backingFile()), format));
  }

  /** Opens a node anew with other settings. */
  Step reopen(BlockdevOptions options) {
    return (change, made) -> {
      String name =
          options.nodeName().orElseThrow(() -> new IOException("node-name not specified"));
      if (nodes.find(name).isEmpty()) {
        throw new IOException("Failed to find node with node-name='" + name + "'");
      }
      List<String> before = nodes.chain(name);
      made.undo(change.reopen(name, NodeConfigs.of(options)));
      if (!nodes.chain(name).equals(before)) {
        jobs.requireIdle(name);
      }
    };
  }

  /** Changes of bitmaps. */
  BitmapChanges bitmaps() {
    return new BitmapChanges(graph.bitmaps());
  }

  Step abort() {
    return (_, _) -> {
      throw new IOException("Transaction aborted using Abort action");
    };
  }

  Step backup(BackupOptions options) {
    return (change, made) -> made.add(jobs.backup(options, change, made.group()));
  }

  Step snapshot(SnapshotOptions options) {
    return (change, made) -> cover(options.node(), options.overlay(), change, made);
  }

  Step snapshotSync(SnapshotSyncOptions options) {
    return (change, made) -> {
      String device = options.device().orElse("");
      String named = options.nodeName().orElse("");
      String node = device.isEmpty() ? named : device;
      if (node.isEmpty() || nodes.find(node).isEmpty()) {
        throw BlockGraph.missing(device, named);
      }
      jobs.requireIdle(node);
      requireUncovered(node);
      if (device.isEmpty() && options.snapshotNodeName().isEmpty()) {
        throw new IOException("New overlay node-name missing");
      }
      String name = overlayName(options);
      if (!options.mode().equals(Optional.of(NewImageMode.EXISTING))) {
        create(node, options);
      }
      nodes.add(name, config(options));
      made.undos.add(() -> nodes.remove(name));
      cover(node, name, change, made);
      made.ends.add(() -> change.disown(name));
    };
  }

  private String overlayName(SnapshotSyncOptions options) throws IOException {
    if (options.snapshotNodeName().isEmpty()) {
      return nodes.unusedName();
    }
    String name = options.snapshotNodeName().get();
    BlockGraph.checkName(name);
    if (nodes.find(name).isPresent()) {
      throw new IOException("New overlay node-name already in use");
    }
    return name;
  }

  private void create(String node, SnapshotSyncOptions options) throws IOException {
    String format = options.format().orElse(Formats.QCOW2);
    if (!format.equals(Formats.QCOW2)) {
      throw new IOException(
          Formats.KNOWN.contains(format)
              ? "The overlay does not support backing images"
              : "Unknown file format '" + format + "'");
    }
    BlockNodes.Description below = nodes.describe(node).orElseThrow();
    long size = nodes.find(node).orElseThrow().sizeBytes();
    NewImage.create(
        options.snapshotFile(),
        new NewImage.Plan.Qcow2(
            Create.Options.of(size).withBacking(below.filename(), below.driver())));
  }

  private static NodeConfig config(SnapshotSyncOptions options) {
    return new NodeConfig.Qcow2(
        NodeConfig.Child.file(options.snapshotFile(), false),
        new Backing.None(),
        Optional.empty(),
        false,
        true,
        CacheSizes.DEFAULT);
  }

  /** Puts a node in front of another one. */
  private void cover(String node, String overlay, GraphChange change, Made made)
      throws IOException {
    graph.require(node);
    NodeDisk upper = graph.require(overlay);
    jobs.requireIdle(node);
    requireUncovered(node);
    if (!(upper.inner() instanceof Qcow2Image image)) {
      throw new IOException("The overlay does not support backing images");
    }
    if (image.backing().isPresent()) {
      throw new IOException("The overlay already has a backing image");
    }
    change.requireNoCycle(overlay, node);
    if (change.isUsed(overlay)) {
      throw new IOException("The overlay is already in use");
    }
    boolean writable = !nodes.find(node).orElseThrow().readOnly();
    change.setBacking(overlay, Optional.of(node));
    made.undos.add(() -> change.setBacking(overlay, Optional.empty()));
    change.replace(node, overlay);
    made.undos.add(() -> change.replace(overlay, node));
    if (writable) {
      made.ends.add(() -> change.protect(node));
    }
  }

  private void requireUncovered(String node) throws IOException {
    Optional<String> over = nodes.overlay(node);
    if (over.isPresent()) {
      throw new IOException(
          "Node '" + node + "' is busy: node is used as backing hd of '" + over.get() + "'");
    }
  }
}
