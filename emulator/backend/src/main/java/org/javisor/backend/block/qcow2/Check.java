package org.javisor.backend.block.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.block.BlockNode;
import org.javisor.backend.block.ImageException;

/**
 * Counts what an image refers to and compares that with what its reference counts say.
 *
 * <p>Spec: [QCOW2] Host cluster management, Cluster mapping, Snapshots, Bitmaps.
 */
public final class Check {
  /** Problems that are told one by one. */
  private static final int MAX_TOLD = 100;

  /** Clusters of a file that can be checked: one int each is kept. */
  private static final long MAX_CLUSTERS = 1 << 28;

  private static final int BITMAP_FIXED = 24;

  /**
   * What was found.
   *
   * @param corruptions what makes the image unsafe to use
   * @param leaks clusters that are counted and that nothing refers to
   * @param allocated the guest's clusters that have bytes
   * @param compressed those of them that are compressed
   * @param fragmented those of them that do not come right after the one before
   * @param total clusters of the guest
   * @param end where the last cluster of the file that is counted ends
   * @param corruptionsFixed those of the corruptions that were put right
   * @param leaksFixed those of the leaks that were put right
   * @param problems what is wrong, in words, the first ones
   */
  public record Report(
      long corruptions,
      long leaks,
      long allocated,
      long compressed,
      long fragmented,
      long total,
      long end,
      long corruptionsFixed,
      long leaksFixed,
      List<String> problems) {
    public boolean isClean() {
      return corruptions == 0 && leaks == 0;
    }
  }

  /** What is put right. */
  public enum Repair {
    /** Counts that are too high. */
    LEAKS,
    /** Everything; what cannot be found any more becomes zero. */
    ALL
  }

  private final BlockNode file;
  private final String image;
  private final Header header;
  private final Geometry geometry;
  private Refcounts refcounts;
  private int[] users;
  private final List<Integer> lostBlocks = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private long corruptions;
  private long leaks;
  private long allocated;
  private long compressed;
  private long fragmented;
  private long expected;
  private long end;
  private final boolean fixesLeaks;
  private final boolean fixesAll;
  private long corruptionsFixed;
  private long leaksFixed;

  private Check(BlockNode file, String image, Optional<Repair> repair) throws IOException {
    this.fixesLeaks = repair.isPresent();
    this.fixesAll = repair.equals(Optional.of(Repair.ALL));
    this.file = file;
    this.image = image;
    this.header = HeaderReader.read(file, image);
    this.geometry = header.geometry();
    long clusters = geometry.clusters(file.sizeBytes());
    if (clusters > MAX_CLUSTERS) {
      throw new ImageException(image, clusters + " clusters are too many to check");
    }
    this.users = new int[(int) clusters];
    this.refcounts = refcounts(header);
  }

  private Refcounts refcounts(Header now) throws IOException {
    return new Refcounts(
        file, image, now, CacheSizes.DEFAULT.refcountBytes(), (cluster, count) -> {});
  }

  /**
   * Looks at all of an image, and changes nothing.
   *
   * @throws ImageException when its header is malformed
   */
  public static Report check(BlockNode file, String image) throws IOException {
    return check(file, image, Optional.empty());
  }

  /**
   * Looks at all of an image, and puts right what is wrong.
   *
   * @param repair what is put right, if anything
   * @throws ImageException when its header is malformed
   */
  public static Report check(BlockNode file, String image, Optional<Repair> repair)
      throws IOException {
    return new Check(file, image, repair).run();
  }

  private Report run() throws IOException {
    use(0, geometry.clusterSize(), "header");
    use(
        refcounts.tableOffset(),
        (long) refcounts.tableClusters() << geometry.clusterBits(),
        "refcount table");
    blocks();
    walk(header.l1(), true);
    snapshots();
    bitmaps();
    if (fixesAll) {
      mendTable();
    }
    compare();
    if (fixesLeaks) {
      finishRepair();
    }
    return new Report(
        corruptions,
        leaks,
        allocated,
        compressed,
        fragmented,
        geometry.clusters(header.size()),
        end,
        corruptionsFixed,
        leaksFixed,
        List.copyOf(problems));
  }

  private void blocks() throws IOException {
    long[] table = refcounts.table();
    for (int i = 0; i < table.length; i++) {
      boolean aligned = (table[i] & geometry.clusterMask()) == 0 && table[i] >= 0;
      if (!aligned) {
        corrupt("refcount table has a block at 0x" + Long.toHexString(table[i]));
      }
      boolean there =
          table[i] == 0 || aligned && use(table[i], geometry.clusterSize(), "refcount block");
      if (!there) {
        lostBlocks.add(i);
      }
    }
  }

  /** Only now is it known whether the table is really one: it may be said to be at the data. */
  private void mendTable() throws IOException {
    corruptionsFixed += lostBlocks.size();
    if (countsOverlap()) {
      rebuildCounts();
    } else {
      for (int index : lostBlocks) {
        refcounts.forgetBlock(index);
      }
    }
  }

  /** Whether something else is where the counts are: then no count can be put right. */
  private boolean countsOverlap() {
    for (long cluster : countClusters()) {
      if (users[(int) cluster] > 1) {
        corrupt(
            "refcounts at 0x"
                + Long.toHexString(cluster << geometry.clusterBits())
                + " share their place");
        return true;
      }
    }
    return false;
  }

  /** The clusters of the refcount table and its blocks that are in the file. */
  private List<Long> countClusters() {
    List<Long> all = new ArrayList<>();
    long first = refcounts.tableOffset() >>> geometry.clusterBits();
    for (int i = 0; i < refcounts.tableClusters(); i++) {
      all.add(first + i);
    }
    for (long block : refcounts.table()) {
      if (block != 0) {
        all.add(block >>> geometry.clusterBits());
      }
    }
    all.removeIf(cluster -> cluster >= users.length);
    return all;
  }

  /** Counts anew, behind all that is there; where counts were before, only others still are. */
  private void rebuildCounts() throws IOException {
    for (long cluster : countClusters()) {
      users[(int) cluster]--;
    }
    Refcounts.rebuild(file, image, geometry, users);
    refcounts = refcounts(HeaderReader.read(file, image));
    users = Arrays.copyOf(users, (int) geometry.clusters(file.sizeBytes()));
    use(
        refcounts.tableOffset(),
        (long) refcounts.tableClusters() << geometry.clusterBits(),
        "refcount table");
    blocks();
    corruptionsFixed++;
  }

  /** Writes counts; then marks, which depend on them; then that all is well. */
  private void finishRepair() throws IOException {
    refcounts.write();
    file.flush();
    if (!fixesAll) {
      return;
    }
    // Counts may have got a new table.
    Header now = HeaderReader.read(file, image);
    if (!geometry.external()) {
      Metadata metadata =
          new Metadata(
              new Metadata.Files(file, file, image, false), now, now.l1(), CacheSizes.DEFAULT);
      metadata.mark(true);
      metadata.commit();
    }
    if (corruptions > 0) {
      lookAgain();
    }
    if (corruptions == corruptionsFixed && now.version() > 2) {
      Header clean = now.with(Feature.DIRTY, false).with(Feature.CORRUPT, false);
      long bits = Feature.bits(Feature.Kind.INCOMPATIBLE, clean.features());
      file.writeBytes(
          Feature.Kind.INCOMPATIBLE.offset(), ByteBuffer.allocate(8).putLong(bits).array());
      file.flush();
    }
  }

  /** Where tables share a place, mending one breaks another: what is still wrong is not fixed. */
  private void lookAgain() throws IOException {
    long left = check(file, image).corruptions();
    corruptions = Math.max(corruptions, left);
    corruptionsFixed = corruptions - left;
  }

  private void corrupt(String problem) {
    corruptions++;
    tell("ERROR: " + problem);
  }

  private void tell(String problem) {
    if (problems.size() < MAX_TOLD) {
      problems.add(problem);
    }
  }

  /** Counts a user of each cluster that a range touches; false if it is not in the file. */
  private boolean use(long offset, long bytes, String what) {
    long first = offset >>> geometry.clusterBits();
    long last = offset + bytes - 1 >>> geometry.clusterBits();
    if (offset < 0 || bytes <= 0 || last >= users.length) {
      corrupt(what + " at 0x" + Long.toHexString(offset) + " is not in the file");
      return false;
    }
    for (long cluster = first; cluster <= last; cluster++) {
      users[(int) cluster]++;
    }
    return true;
  }

  private void walk(Header.Place l1, boolean active) throws IOException {
    if (l1.entries() == 0) {
      return;
    }
    boolean there = (l1.offset() & geometry.clusterMask()) == 0;
    if (!there || !use(l1.offset(), l1.entries() * 8L, "L1 table")) {
      return;
    }
    long[] table = Refcounts.readTable(file, l1.offset(), l1.entries());
    for (int i = 0; i < table.length; i++) {
      long l2 = table[i] & L2Entry.OFFSET;
      if ((l2 & geometry.clusterMask()) != 0) {
        corrupt("L1 entry " + i + ": L2 table at 0x" + Long.toHexString(l2) + " is not aligned");
        fix(l1.offset() + 8L * i, 0);
      } else if (l2 != 0 && !use(l2, geometry.clusterSize(), "L2 table")) {
        fix(l1.offset() + 8L * i, 0);
      } else if (l2 != 0) {
        if (active) {
          copied("L1 entry " + i, table[i], l2);
        }
        walkL2(l2, (long) i * geometry.l2Entries(), active);
      }
    }
  }

  private void walkL2(long table, long firstCluster, boolean active) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(file.readBytes(table, geometry.clusterSize()));
    expected = 0;
    for (int i = 0; i < geometry.l2Entries(); i++) {
      int at = i * geometry.l2EntryBytes();
      L2Entry entry =
          new L2Entry(bytes.getLong(at), geometry.subclustered() ? bytes.getLong(at + 8) : 0);
      String where = "L2 entry at 0x" + Long.toHexString(table + at);
      String problem = entry.problem(geometry, header.version() > 2);
      if (!problem.isEmpty()) {
        corrupt(where + ": " + problem);
        drop(table + at);
      } else if (!follow(entry, where, firstCluster + i, active)) {
        drop(table + at);
      }
    }
  }

  /** What an entry leads to is lost: it becomes zero, or nothing where that cannot be said. */
  private void drop(long place) throws IOException {
    L2Entry lost = header.version() > 2 ? L2Entry.zero(geometry) : L2Entry.NONE;
    if (geometry.subclustered() && fixesAll) {
      file.writeBytes(place + 8, ByteBuffer.allocate(8).putLong(lost.bitmap()).array());
    }
    fix(place, lost.raw());
  }

  private void fix(long place, long value) throws IOException {
    if (fixesAll) {
      file.writeBytes(place, ByteBuffer.allocate(8).putLong(value).array());
      corruptionsFixed++;
    }
  }

  /** Whether what it leads to is there. */
  private boolean follow(L2Entry entry, String where, long guestCluster, boolean active)
      throws IOException {
    if (entry.isCompressed()) {
      compressed += active ? 1 : 0;
      fragmented += active ? 1 : 0;
      allocated += active ? 1 : 0;
      long offset = entry.compressedOffset(geometry.clusterBits());
      // The last sector need not be all there.
      long end =
          Math.min(
              offset + entry.compressedLength(geometry.clusterBits()),
              (long) users.length << geometry.clusterBits());
      return use(offset, end - offset, "compressed cluster");
    } else if (entry.isAllocated(geometry)) {
      allocated += active ? 1 : 0;
      fragmented += active && expected != 0 && expected != entry.host() ? 1 : 0;
      expected = entry.host() + geometry.clusterSize();
      if (geometry.external()) {
        if (entry.host() != guestCluster << geometry.clusterBits()) {
          corrupt(where + ": not at the guest's offset");
          return false;
        }
      } else if (!use(entry.host(), geometry.clusterSize(), "data cluster")) {
        return false;
      } else if (active) {
        copied(where, entry.raw(), entry.host());
      }
    }
    return true;
  }

  private void copied(String where, long entry, long offset) throws IOException {
    boolean single = refcount(offset >>> geometry.clusterBits()) == 1;
    if (single != ((entry & L2Entry.COPIED) != 0)) {
      corrupt(where + ": the unshared flag does not agree with the reference count");
      corruptionsFixed += fixesAll ? 1 : 0; // all marks are made anew in the end
    }
  }

  private long refcount(long cluster) throws IOException {
    try {
      return refcounts.get(cluster);
    } catch (ImageException e) {
      return 0; // the table's entry was told before
    }
  }

  private void snapshots() throws IOException {
    if (header.snapshots().entries() == 0) {
      return;
    }
    try {
      SnapshotTable table = SnapshotTable.read(file, image, header);
      use(header.snapshots().offset(), table.bytes(), "snapshot table");
      for (Snapshot snapshot : table.snapshots()) {
        walk(snapshot.place(), false);
      }
    } catch (ImageException e) {
      corrupt(e.getMessage());
    }
  }

  private void bitmaps() throws IOException {
    byte[] extension = header.extension(Header.Extension.BITMAPS).orElse(new byte[0]);
    if (!header.has(Feature.BITMAPS) || extension.length < BITMAP_FIXED) {
      return;
    }
    ByteBuffer fields = ByteBuffer.wrap(extension);
    long bytes = fields.getLong(8);
    long offset = fields.getLong(16);
    if (bytes < 0 || bytes > HeaderReader.MAX_L1_BYTES) {
      corrupt("bitmap directory of " + Long.toUnsignedString(bytes) + " bytes");
      return;
    }
    if (!use(offset, bytes, "bitmap directory")) {
      return;
    }
    ByteBuffer directory = ByteBuffer.wrap(file.readBytes(offset, (int) bytes));
    for (int at = 0; at + BITMAP_FIXED <= bytes; ) {
      bitmap(directory.getLong(at), directory.getInt(at + 8));
      int name = directory.getShort(at + 18) & 0xFFFF;
      long extra = directory.getInt(at + 20) & 0xFFFF_FFFFL;
      at = (int) Math.min(bytes, BITMAP_FIXED + at + extra + name + 7 & -8L);
    }
  }

  private void bitmap(long offset, int entries) throws IOException {
    if (entries < 0 || entries * 8L > HeaderReader.MAX_L1_BYTES) {
      corrupt("bitmap table of " + Integer.toUnsignedString(entries) + " entries");
      return;
    }
    if (use(offset, entries * 8L, "bitmap table")) {
      for (long entry : Refcounts.readTable(file, offset, entries)) {
        if ((entry & L2Entry.OFFSET) != 0) {
          boolean _ = use(entry & L2Entry.OFFSET, geometry.clusterSize(), "bitmap cluster");
        }
      }
    }
  }

  private void compare() throws IOException {
    for (int cluster = 0; cluster < users.length; cluster++) {
      long counted = refcount(cluster);
      if (counted > 0) {
        end = cluster + 1L << geometry.clusterBits();
      }
      if (counted < users[cluster]) {
        corrupt(mismatch(cluster, counted));
        if (fixesAll) {
          refcounts.force(cluster, users[cluster], users.length);
          corruptionsFixed++;
        }
      } else if (counted > users[cluster]) {
        leaks++;
        tell("Leaked " + mismatch(cluster, counted));
        if (fixesLeaks) {
          refcounts.force(cluster, users[cluster], users.length);
          leaksFixed++;
        }
      }
    }
  }

  private String mismatch(int cluster, long counted) {
    return "cluster " + cluster + " refcount=" + counted + " reference=" + users[cluster];
  }
}
