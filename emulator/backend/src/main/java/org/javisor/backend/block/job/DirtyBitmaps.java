package org.javisor.backend.block.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.GraphChange;
import org.javisor.backend.block.NodeDisk;
import org.javisor.backend.block.qcow2.Qcow2Image;

/**
 * The bitmaps of all nodes; those of a node go with it. Any thread. Unimplemented: keeping them in
 * images. What guards them is the lock of the nodes, which changes of the graph hold.
 *
 * <p>Spec: none, QEMU's dirty bitmaps.
 */
public final class DirtyBitmaps {
  private static final int LONGEST_NAME = 1023;
  private static final long LEAST = 512;
  private static final long USUAL = 65536;
  private static final long USUAL_LEAST = 4096;

  private final BlockNodes nodes;
  private final Map<NodeDisk, Map<String, DirtyBitmap>> bitmaps = new LinkedHashMap<>();

  public DirtyBitmaps(BlockNodes nodes) {
    this.nodes = nodes;
  }

  /**
   * What a bitmap is to be.
   *
   * @param granularity bytes that are marked together; what suits the node if absent
   * @param recording whether it marks changes at once
   */
  public record Wanted(String name, Optional<Long> granularity, boolean recording) {}

  /**
   * A new bitmap.
   *
   * @throws IOException with a message for the client
   */
  public GraphChange.Undo add(GraphChange graph, String node, Wanted wanted) throws IOException {
    String name = wanted.name();
    Optional<Long> granularity = wanted.granularity();
    synchronized (nodes) {
      NodeDisk disk = nodes.find(node).orElseThrow(() -> missing(node));
      if (name.isEmpty()) {
        throw new IOException("Bitmap name cannot be empty");
      }
      if (granularity.isPresent()
          && (granularity.get() < LEAST || Long.bitCount(granularity.get()) != 1)) {
        throw new IOException("Granularity must be power of 2 and at least 512");
      }
      if (name.length() > LONGEST_NAME) {
        throw new IOException("Bitmap name too long: " + name);
      }
      Map<String, DirtyBitmap> own = of(disk);
      if (own.containsKey(name)) {
        throw new IOException("Bitmap already exists: " + name);
      }
      DirtyBitmap bitmap =
          new DirtyBitmap(name, disk, granularity.orElseGet(() -> usual(disk)), wanted.recording());
      own.put(name, bitmap);
      graph.watch(node, bitmap);
      return () -> drop(disk, bitmap);
    }
  }

  private static IOException missing(String node) {
    return new IOException("Cannot find device='" + node + "' nor node-name='" + node + "'");
  }

  private static long usual(NodeDisk disk) {
    return disk.inner() instanceof Qcow2Image image
        ? Math.clamp(image.clusterBytes(), USUAL_LEAST, USUAL)
        : USUAL;
  }

  /** The nodes' lock is held. */
  private Map<String, DirtyBitmap> of(NodeDisk disk) {
    bitmaps.keySet().removeIf(each -> !nodes.isFace(each));
    return bitmaps.computeIfAbsent(disk, _ -> new LinkedHashMap<>());
  }

  private void drop(NodeDisk disk, DirtyBitmap bitmap) {
    synchronized (nodes) {
      disk.unwatch(bitmap);
      of(disk).remove(bitmap.name());
    }
  }

  private NodeDisk disk(String node) throws IOException {
    return nodes.find(node).orElseThrow(() -> new IOException("Node '" + node + "' not found"));
  }

  /**
   * A bitmap.
   *
   * @throws IOException with a message for the client
   */
  public DirtyBitmap find(String node, String name) throws IOException {
    synchronized (nodes) {
      DirtyBitmap found = of(disk(node)).get(name);
      if (found == null) {
        throw new IOException("Dirty bitmap '" + name + "' not found");
      }
      return found;
    }
  }

  /** What the bitmaps of a node are now, the newest first. */
  public List<DirtyBitmap.State> states(NodeDisk disk) {
    synchronized (nodes) {
      List<DirtyBitmap.State> all = new ArrayList<>();
      of(disk).values().forEach(bitmap -> all.add(bitmap.state()));
      return all.reversed();
    }
  }

  /** Removes a bitmap. */
  public GraphChange.Undo remove(GraphChange graph, String node, String name) throws IOException {
    synchronized (nodes) {
      DirtyBitmap bitmap = find(node, name);
      bitmap.requireFree();
      NodeDisk disk = disk(node);
      List<DirtyBitmap> before = List.copyOf(of(disk).values());
      drop(disk, bitmap);
      return () -> {
        graph.watch(node, bitmap);
        Map<String, DirtyBitmap> own = of(disk);
        own.clear();
        before.forEach(each -> own.put(each.name(), each));
      };
    }
  }

  /** Marks nothing any more. */
  public GraphChange.Undo clear(String node, String name) throws IOException {
    DirtyBitmap bitmap = find(node, name);
    DirtyMap before = bitmap.clear();
    return () -> bitmap.merge(before);
  }

  /** Changes are marked from now on, or not. */
  public GraphChange.Undo setRecording(String node, String name, boolean wanted)
      throws IOException {
    DirtyBitmap bitmap = find(node, name);
    boolean before = bitmap.setRecording(wanted);
    return () -> {
      boolean _ = bitmap.setRecording(before);
    };
  }

  /** Marks what is marked in {@code others}, too. */
  public GraphChange.Undo merge(DirtyBitmap target, List<DirtyBitmap> others) throws IOException {
    DirtyMap before = target.marks();
    DirtyMap all = target.marks();
    for (DirtyBitmap other : others) {
      all.merge(other.marks());
    }
    target.merge(all);
    return () -> target.set(before);
  }
}
