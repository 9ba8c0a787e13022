package org.javisor.backend.block;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import org.javisor.backend.block.raw.RawImage;
import org.javisor.backend.fdset.FdSetException;
import org.javisor.backend.fdset.FdSets;
import org.javisor.host.Errno;
import org.javisor.host.HostException;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.fd.FileType;

/**
 * The disks of one emulator by node name, and how they are opened. Any thread.
 *
 * <p>Spec: none, node names as QEMU's {@code -blockdev} has them.
 */
public final class BlockNodes implements AutoCloseable {
  private final FdSets fdSets;
  private final Map<String, CountedDisk> nodes = new LinkedHashMap<>();

  public BlockNodes(FdSets fdSets) {
    this.fdSets = fdSets;
  }

  /**
   * Opens a raw image, by path or from a set of descriptors, as node {@code name}.
   *
   * @throws IOException with a message for the operator
   */
  public synchronized void open(String name, String filename, boolean readOnly) throws IOException {
    if (nodes.containsKey(name)) {
      throw new IOException("Duplicate nodes with node-name='" + name + "'");
    }
    AccessMode access = readOnly ? AccessMode.READ_ONLY : AccessMode.READ_WRITE;
    if (FdSets.isName(filename)) {
      try {
        FdSets.Opened opened = fdSets.open(filename, access);
        nodes.put(name, new CountedDisk(image(filename, opened.fd(), opened::close, readOnly)));
      } catch (FdSetException e) {
        throw new IOException(e.getMessage(), e);
      }
      return;
    }
    try {
      Fd fd = Fd.open(Path.of(filename), access);
      nodes.put(name, new CountedDisk(image(filename, fd, fd::close, readOnly)));
    } catch (HostException e) {
      throw new IOException("Could not open '" + filename + "': " + Errno.text(e.errno()), e);
    } catch (InvalidPathException e) {
      throw new IOException("Could not open '" + filename + "': " + e.getReason(), e);
    }
  }

  private static RawImage image(String filename, Fd fd, Runnable whenClosed, boolean readOnly)
      throws IOException {
    try {
      FileType type = fd.fileType();
      if (type != FileType.REGULAR && type != FileType.BLOCK_DEVICE) {
        throw new IOException("'" + filename + "' is neither a regular file nor a block device");
      }
      return new RawImage(filename, fd, whenClosed, readOnly);
    } catch (IOException e) {
      whenClosed.run();
      throw e;
    }
  }

  /** Gives an existing node a second name, as a format layer without a format does. */
  public synchronized void alias(String name, String node) throws IOException {
    CountedDisk backend = nodes.get(node);
    if (backend == null) {
      throw new IOException("Cannot find device='' nor node-name='" + node + "'");
    }
    if (nodes.putIfAbsent(name, backend) != null) {
      throw new IOException("Duplicate nodes with node-name='" + name + "'");
    }
  }

  /** What disks are called, in the order in which they were made. */
  public synchronized List<String> names() {
    return List.copyOf(nodes.keySet());
  }

  /** The disk that is called {@code name}. */
  public synchronized Optional<BlockBackend> find(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  /** What has been done to the disk that is called {@code name}. */
  public synchronized Optional<CountedDisk> counts(String name) {
    return Optional.ofNullable(nodes.get(name));
  }

  /** Flushes and closes all, also after one that fails. */
  @Override
  public synchronized void close() throws IOException {
    Optional<IOException> first = Optional.empty();
    for (BlockBackend node : new LinkedHashSet<>(nodes.values())) {
      try (node) {
        if (!node.readOnly()) {
          node.flush();
        }
      } catch (IOException e) {
        first = first.isPresent() ? first : Optional.of(e);
      }
    }
    nodes.clear();
    if (first.isPresent()) {
      throw first.get();
    }
  }
}
