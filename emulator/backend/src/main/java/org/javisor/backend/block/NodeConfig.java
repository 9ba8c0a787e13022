package org.javisor.backend.block;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.javisor.backend.block.filter.DebugRule;
import org.javisor.backend.block.qcow2.CacheSizes;

/**
 * What a node is to be.
 *
 * <p>Spec: none, QEMU's {@code BlockdevOptions}.
 */
public sealed interface NodeConfig {
  boolean readOnly();

  /** Whether room that is not needed goes back; else nothing is done about it. */
  boolean discard();

  /** The same, but never written, or written. */
  NodeConfig withReadOnly(boolean wanted);

  /**
   * A file or a block device.
   *
   * @param filename a path, or {@code /dev/fdset/N} for a descriptor of that set
   * @param autoReadOnly whether it is read-only where it cannot be opened for writing
   * @param locking whether other emulators are kept from it
   * @param discard whether room that is not needed goes back to the host
   */
  record File(
      String filename, boolean readOnly, boolean autoReadOnly, boolean locking, boolean discard)
      implements NodeConfig {
    @Override
    public NodeConfig withReadOnly(boolean wanted) {
      return new File(filename, wanted, autoReadOnly, locking, discard);
    }
  }

  /**
   * A part of another node, all of it if nothing is said.
   *
   * @param discard whether that one hears of what is not needed
   */
  record Raw(Child file, long offset, OptionalLong size, boolean readOnly, boolean discard)
      implements NodeConfig {
    @Override
    public NodeConfig withReadOnly(boolean wanted) {
      return new Raw(file, offset, size, wanted, discard);
    }
  }

  /**
   * Another node, whose requests fail or take longer by rules.
   *
   * @param discard whether that one hears of what is not needed
   */
  record BlkDebug(Child image, List<DebugRule> rules, boolean readOnly, boolean discard)
      implements NodeConfig {
    @Override
    public NodeConfig withReadOnly(boolean wanted) {
      return new BlkDebug(image, rules, wanted, discard);
    }
  }

  /**
   * Another node, which stores what is read from behind it.
   *
   * @param discard whether that one hears of what is not needed
   */
  record CopyOnRead(Child file, boolean readOnly, boolean discard) implements NodeConfig {
    @Override
    public NodeConfig withReadOnly(boolean wanted) {
      return new CopyOnRead(file, wanted, discard);
    }
  }

  /**
   * Nothing, which reads as zero.
   *
   * @param size in bytes
   * @param latency of each request, in nanoseconds
   */
  record NullCo(long size, long latency, boolean readOnly) implements NodeConfig {
    @Override
    public boolean discard() {
      return true; // It has no room to keep.
    }

    @Override
    public NodeConfig withReadOnly(boolean wanted) {
      return new NullCo(size, latency, wanted);
    }
  }

  /**
   * An image in the qcow2 format.
   *
   * @param data the guest's data where they are in a file of their own; by the image's word if
   *     absent
   * @param discard whether room that is not needed goes back to the host
   */
  record Qcow2(
      Child file,
      Backing backing,
      Optional<Child> data,
      boolean readOnly,
      boolean discard,
      CacheSizes caches)
      implements NodeConfig {
    @Override
    public NodeConfig withReadOnly(boolean wanted) {
      return new Qcow2(file, backing, data, wanted, discard, caches);
    }
  }

  /** A node below another one. */
  sealed interface Child {
    /** One that is there. */
    record Named(String name) implements Child {}

    /** One that is made for this, with a name or without. */
    record Made(NodeConfig config, Optional<String> name) implements Child {}

    /** A file without a name. */
    static Child file(String filename, boolean readOnly) {
      return new Made(new File(filename, readOnly, false, true, true), Optional.empty());
    }
  }

  /** What is behind an image. */
  sealed interface Backing {
    /** What the image says. */
    record OfImage() implements Backing {}

    /** Nothing, whatever the image says. */
    record None() implements Backing {}

    /** This. */
    record Given(Child node) implements Backing {}
  }
}
