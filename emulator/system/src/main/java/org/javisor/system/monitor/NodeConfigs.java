package org.javisor.system.monitor;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.javisor.backend.block.NodeConfig;
import org.javisor.backend.block.NodeConfig.Backing;
import org.javisor.backend.block.NodeConfig.Child;
import org.javisor.backend.block.qcow2.CacheSizes;
import org.javisor.qmp.api.BlockdevDiscardOptions;
import org.javisor.qmp.api.BlockdevLocking;
import org.javisor.qmp.api.BlockdevOptions;
import org.javisor.qmp.api.BlockdevRef;
import org.javisor.qmp.api.BlockdevRefOrNull;

/** What clients say about nodes, in the words of those who make them. */
final class NodeConfigs {
  private static final long NULL_BYTES = 1L << 30;

  private NodeConfigs() {}

  /**
   * @throws IOException with a message for the client
   */
  static NodeConfig of(BlockdevOptions options) throws IOException {
    return of(options, false);
  }

  /**
   * @param discards whether room that is not needed goes back where nothing is said
   */
  private static NodeConfig of(BlockdevOptions options, boolean discards) throws IOException {
    boolean readOnly = options.readOnly().orElse(false);
    boolean discard = options.discard().map(BlockdevDiscardOptions.UNMAP::equals).orElse(discards);
    return switch (options) {
      case BlockdevOptions.Blkdebug debug ->
          new NodeConfig.BlkDebug(
              child(debug.image()), DebugOptions.rules(debug), readOnly, discard);
      case BlockdevOptions.CopyOnRead copying ->
          new NodeConfig.CopyOnRead(child(copying.file()), readOnly, discard);
      case BlockdevOptions.File file ->
          new NodeConfig.File(
              file.filename(),
              readOnly,
              file.autoReadOnly().orElse(false),
              !file.locking().equals(Optional.of(BlockdevLocking.OFF)),
              discard);
      case BlockdevOptions.NullCo nothing ->
          new NodeConfig.NullCo(
              positive("size", nothing.size(), NULL_BYTES), latency(nothing), readOnly);
      case BlockdevOptions.Qcow2 image -> qcow2(image, readOnly, discard);
      case BlockdevOptions.Raw raw ->
          new NodeConfig.Raw(
              child(raw.file()),
              positive("offset", raw.offset(), 0),
              raw.size().isPresent()
                  ? OptionalLong.of(positive("size", raw.size(), 0))
                  : OptionalLong.empty(),
              readOnly,
              discard);
    };
  }

  private static NodeConfig qcow2(BlockdevOptions.Qcow2 image, boolean readOnly, boolean discard)
      throws IOException {
    CacheSizes usual = CacheSizes.DEFAULT;
    CacheSizes caches =
        new CacheSizes(
            positive("l2-cache-size", image.l2CacheSize(), usual.l2Bytes()),
            positive("refcount-cache-size", image.refcountCacheSize(), usual.refcountBytes()));
    Optional<Child> data =
        image.dataFile().isPresent()
            ? Optional.of(child(image.dataFile().get()))
            : Optional.empty();
    Backing backing =
        image.backing().isPresent() ? backing(image.backing().get()) : new Backing.OfImage();
    return new NodeConfig.Qcow2(child(image.file()), backing, data, readOnly, discard, caches);
  }

  private static long positive(String name, Optional<Long> value, long absent) throws IOException {
    long number = value.orElse(absent);
    if (number < 0) {
      throw new IOException("Parameter '" + name + "' expects a non-negative number");
    }
    return number;
  }

  private static Child child(BlockdevRef ref) throws IOException {
    return switch (ref) {
      case BlockdevRef.Reference reference -> new Child.Named(reference.value());
      case BlockdevRef.Definition inner -> made(inner.value());
    };
  }

  /** One that is described inside another, which decides for both what goes back. */
  private static Child made(BlockdevOptions options) throws IOException {
    return new Child.Made(of(options, true), options.nodeName());
  }

  private static long latency(BlockdevOptions.NullCo nothing) throws IOException {
    long nanos = nothing.latencyNs().orElse(0L);
    if (nanos < 0) {
      throw new IOException("latency-ns is invalid");
    }
    return nanos;
  }

  private static Backing backing(BlockdevRefOrNull ref) throws IOException {
    return switch (ref) {
      case BlockdevRefOrNull.Null _ -> new Backing.None();
      case BlockdevRefOrNull.Reference reference ->
          reference.value().isEmpty()
              ? new Backing.None()
              : new Backing.Given(new Child.Named(reference.value()));
      case BlockdevRefOrNull.Definition inner -> new Backing.Given(made(inner.value()));
    };
  }
}
