package org.javisor.system.monitor;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.NodeHold;
import org.javisor.backend.block.Permission;
import org.javisor.backend.block.Permissions;
import org.javisor.backend.block.qcow2.Compression;
import org.javisor.backend.block.qcow2.Create;
import org.javisor.backend.image.NewImage;
import org.javisor.backend.job.Job;
import org.javisor.backend.job.JobWork;
import org.javisor.qmp.api.BlockdevCreateOptions;
import org.javisor.qmp.api.BlockdevQcow2Version;
import org.javisor.qmp.api.BlockdevRef;
import org.javisor.qmp.api.PreallocMode;
import org.javisor.qmp.api.Qcow2CompressionType;

/** Makes an image in a file of the host, or in a node that is there. */
final class ImageCreation implements JobWork {
  private static final int SECTOR = 512;
  private static final int DEFAULT_CLUSTER = 65536;
  private static final int DEFAULT_REFCOUNT_BITS = 16;

  private final BlockNodes nodes;
  private final BlockdevCreateOptions options;

  /**
   * @throws IOException with a message for the client when no image of that kind is made so
   */
  ImageCreation(BlockNodes nodes, BlockdevCreateOptions options) throws IOException {
    this.nodes = nodes;
    this.options = options;
    switch (options) {
      case BlockdevCreateOptions.File _, BlockdevCreateOptions.Qcow2 _ -> {}
      case BlockdevCreateOptions.Blkdebug _,
          BlockdevCreateOptions.CopyOnRead _,
          BlockdevCreateOptions.NullCo _,
          BlockdevCreateOptions.Raw _ ->
          throw new IOException("Driver does not support blockdev-create");
    }
  }

  @Override
  public void run(Job job) throws IOException {
    job.setTotal(1);
    try {
      switch (options) {
        case BlockdevCreateOptions.File file -> create(file);
        case BlockdevCreateOptions.Qcow2 image -> create(image);
        case BlockdevCreateOptions.Blkdebug _,
            BlockdevCreateOptions.CopyOnRead _,
            BlockdevCreateOptions.NullCo _,
            BlockdevCreateOptions.Raw _ ->
            throw new IllegalStateException("refused before");
      }
    } finally {
      job.advance(1);
    }
  }

  private static void create(BlockdevCreateOptions.File file) throws IOException {
    if (file.size() < 0) {
      throw new IOException("Could not resize file: Invalid argument");
    }
    NewImage.create(
        file.filename(), new NewImage.Plan.Raw(file.size(), mode(file.preallocation())));
  }

  private static Create.Preallocation mode(Optional<PreallocMode> wanted) {
    return switch (wanted.orElse(PreallocMode.OFF)) {
      case OFF -> Create.Preallocation.OFF;
      case METADATA -> Create.Preallocation.METADATA;
      case FALLOC -> Create.Preallocation.FALLOC;
      case FULL -> Create.Preallocation.FULL;
    };
  }

  private void create(BlockdevCreateOptions.Qcow2 image) throws IOException {
    if (!(image.file() instanceof BlockdevRef.Reference file)) {
      throw new IOException("'file' has to be the name of a node that is there");
    }
    try (NodeHold hold = hold(file.value())) {
      Create.Options wanted = plan(image);
      Create.check(wanted, file.value());
      BlockNode disk = hold.disk();
      disk.truncate(0);
      Create.create(disk, file.value(), Optional.empty(), wanted);
      disk.flush();
    }
  }

  private NodeHold hold(String node) throws IOException {
    if (nodes.find(node).isEmpty()) {
      throw BlockGraph.missing(node, node);
    }
    return nodes.hold(
        node,
        "blockdev-create",
        Permissions.of(
            Set.of(Permission.CONSISTENT_READ, Permission.WRITE, Permission.RESIZE),
            EnumSet.noneOf(Permission.class)));
  }

  private static Create.Options plan(BlockdevCreateOptions.Qcow2 image) throws IOException {
    if (image.size() < 0 || image.size() % SECTOR != 0) {
      throw new IOException("Image size must be a multiple of 512 bytes");
    }
    if (image.dataFile().isPresent()) {
      throw new IOException("'data-file' is not supported here: use javisor-img create");
    }
    if (image.dataFileRaw().orElse(false)) {
      throw new IOException("data-file-raw requires data-file");
    }
    if (image.backingFmt().isPresent() && image.backingFile().isEmpty()) {
      throw new IOException("Backing format cannot be used without backing file");
    }
    boolean old = image.version().equals(Optional.of(BlockdevQcow2Version.V2));
    boolean lazy = image.lazyRefcounts().orElse(false);
    return new Create.Options(
        image.size(),
        old ? 2 : 3,
        Math.clamp(image.clusterSize().orElse((long) DEFAULT_CLUSTER), 0, 1 << 30),
        Math.clamp(image.refcountBits().orElse((long) DEFAULT_REFCOUNT_BITS), 0, 1 << 30),
        lazy,
        image.extendedL2().orElse(false),
        Optional.empty(),
        false,
        image
            .backingFile()
            .map(name -> new Create.Backing(name, image.backingFmt().map(each -> each.wireName()))),
        mode(image.preallocation()),
        switch (image.compressionType().orElse(Qcow2CompressionType.ZLIB)) {
          case ZLIB -> Compression.ZLIB;
          case ZSTD -> Compression.ZSTD;
        });
  }

  @Override
  public void end() {
    // What was held has been let go.
  }
}
