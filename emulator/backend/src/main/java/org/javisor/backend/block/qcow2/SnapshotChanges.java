package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.ImageException;

/**
 * Takes snapshots, goes back to them, drops them; empties the disk.
 *
 * <p>Marks that a cluster has no other user go before counts rise, and counts fall after nothing
 * refers to what they count any more: whatever comes between, nobody writes into what two use, and
 * nothing that is used counts as free.
 *
 * <p>Spec: [QCOW2] Snapshots, L1 and L2 table entries.
 */
final class SnapshotChanges {
  private static final int SNAPSHOTS_OFFSET = 60;
  private static final int MAX_NAME = 65535;

  private final Metadata metadata;
  private final Geometry geometry;
  private final Refcounts refcounts;
  private final BlockNode file;
  private final String image;

  SnapshotChanges(Metadata metadata, BlockNode file, String image) throws IOException {
    this.metadata = metadata;
    this.geometry = metadata.geometry();
    this.refcounts = metadata.refcounts();
    this.file = file;
    this.image = image;
    if (geometry.external()) {
      throw new IOException(
          "image '" + image + "': internal snapshots need the data in the image itself");
    }
    metadata.commit();
  }

  private interface Work {
    void on(Refcounts.Run run) throws IOException;
  }

  private List<Snapshot> snapshots() throws IOException {
    return SnapshotTable.read(file, image, metadata.header()).snapshots();
  }

  /** Runs {@code work} on all clusters that a disk refers to, except those of its L1 table. */
  private void each(long[] l1, Work work) throws IOException {
    for (long entry : l1) {
      long table = entry & L2Entry.OFFSET;
      if (table == 0) {
        continue;
      }
      if ((table & geometry.clusterMask()) != 0) {
        throw new ImageException(image, "L2 table", table, "it is not aligned");
      }
      ByteBuffer bytes = ByteBuffer.wrap(file.readBytes(table, geometry.clusterSize()));
      for (int at = 0; at < bytes.capacity(); at += geometry.l2EntryBytes()) {
        L2Entry each =
            new L2Entry(bytes.getLong(at), geometry.subclustered() ? bytes.getLong(at + 8) : 0);
        String problem = each.problem(geometry, true);
        if (!problem.isEmpty()) {
          throw new ImageException(image, "L2 entry", table + at, problem);
        }
        if (each.isCompressed() || each.isAllocated(geometry)) {
          work.on(metadata.clusters(each));
        }
      }
      work.on(new Refcounts.Run(table >>> geometry.clusterBits(), 1));
    }
  }

  private Refcounts.Run clusters(Header.Place l1) {
    return new Refcounts.Run(
        l1.offset() >>> geometry.clusterBits(), geometry.clusters(8L * l1.entries()));
  }

  /** Puts a table of entries without marks into clusters of its own. */
  private Header.Place copyTable(long[] l1) throws IOException {
    long clusters = geometry.clusters(8L * l1.length);
    Refcounts.Run run = refcounts.allocate(clusters, clusters);
    ByteBuffer bytes = ByteBuffer.allocate((int) (clusters << geometry.clusterBits()));
    for (long entry : l1) {
      bytes.putLong(entry & ~L2Entry.COPIED);
    }
    long offset = run.cluster() << geometry.clusterBits();
    file.writeBytes(offset, bytes.array());
    return new Header.Place(offset, l1.length);
  }

  /**
   * Keeps the disk as it is now.
   *
   * @throws IOException when a cluster has too many users, or there are too many snapshots
   */
  Snapshot create(String name, Instant when) throws IOException {
    List<Snapshot> all = new ArrayList<>(snapshots());
    if (all.size() >= HeaderReader.MAX_SNAPSHOTS) {
      throw new IOException("image '" + image + "': it has too many snapshots");
    }
    if (name.length() > MAX_NAME / 4) {
      throw new IOException("image '" + image + "': the snapshot's name is too long");
    }
    long[] l1 = metadata.l1();
    each(l1, refcounts::requireRaisable);
    metadata.mark(false);
    metadata.commit();
    Header.Place copy = copyTable(l1);
    each(l1, refcounts::raise);
    long id = 1;
    for (Snapshot other : all) {
      id = Math.max(id, number(other.id()) + 1);
    }
    Snapshot snapshot =
        new Snapshot(
            Long.toString(id),
            name,
            when,
            0,
            0,
            0,
            metadata.header().size(),
            copy.offset(),
            copy.entries());
    all.add(snapshot);
    replaceTable(all);
    return snapshot;
  }

  private static long number(String id) {
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void replaceTable(List<Snapshot> snapshots) throws IOException {
    Header.Place before = metadata.header().snapshots();
    long used =
        before.entries() == 0 ? 0 : SnapshotTable.read(file, image, metadata.header()).bytes();
    byte[] bytes = SnapshotTable.encode(snapshots);
    Header.Place place = Header.Place.NONE;
    if (bytes.length > 0) {
      long clusters = geometry.clusters(bytes.length);
      Refcounts.Run run = refcounts.allocate(clusters, clusters);
      place = new Header.Place(run.cluster() << geometry.clusterBits(), snapshots.size());
      file.writeBytes(place.offset(), bytes);
      long rest = (clusters << geometry.clusterBits()) - bytes.length;
      file.writeZeroes(place.offset() + bytes.length, rest);
    }
    refcounts.write();
    file.flush(); // all of it is there before the header says so
    ByteBuffer fields = ByteBuffer.allocate(12).putInt(place.entries()).putLong(place.offset());
    file.writeBytes(SNAPSHOTS_OFFSET, fields.array());
    file.flush();
    metadata.replaceHeader(metadata.header().withSnapshots(place));
    if (used > 0) {
      long first = before.offset() >>> geometry.clusterBits();
      refcounts.release(new Refcounts.Run(first, geometry.clusters(used)));
    }
  }

  private long[] table(Snapshot snapshot) throws IOException {
    Header.Place place = snapshot.place();
    long end = place.offset() + 8L * place.entries();
    if ((place.offset() & geometry.clusterMask()) != 0
        || place.offset() <= 0
        || end > file.sizeBytes()) {
      throw new ImageException(image, "L1 table", place.offset(), "it is not in the file");
    }
    return Refcounts.readTable(file, place.offset(), place.entries());
  }

  /** Makes the disk what it was; what it is now is gone. */
  void apply(Snapshot snapshot) throws IOException {
    long[] wanted = table(snapshot);
    long size = snapshot.diskSize() == 0 ? metadata.header().size() : snapshot.diskSize();
    long needed = geometry.l1Entries(size);
    if (size < 0 || needed * 8 > HeaderReader.MAX_L1_BYTES) {
      throw new ImageException(image, "snapshot '" + snapshot.name() + "' has no possible size");
    }
    become(java.util.Arrays.copyOf(wanted, (int) Math.max(needed, wanted.length)), size);
  }

  /** Nothing is in the disk any more: what is behind it shows. */
  void empty() throws IOException {
    become(new long[metadata.l1().length], metadata.header().size());
  }

  private void become(long[] wanted, long size) throws IOException {
    each(wanted, refcounts::requireRaisable);
    each(wanted, refcounts::raise);
    Header.Place fresh = copyTable(wanted);
    refcounts.write();
    file.flush();
    Header.Place before = metadata.header().l1();
    long[] old = metadata.l1();
    metadata.switchDisk(size, fresh, wanted);
    each(old, refcounts::release);
    refcounts.release(clusters(before));
    metadata.mark(true);
    metadata.commit();
  }

  /** Forgets a snapshot, and what only it needed. */
  void delete(Snapshot snapshot) throws IOException {
    List<Snapshot> left = new ArrayList<>(snapshots());
    left.remove(snapshot);
    long[] l1 = table(snapshot);
    replaceTable(left);
    each(l1, refcounts::release);
    refcounts.release(clusters(snapshot.place()));
    metadata.mark(true);
    metadata.commit();
  }
}
