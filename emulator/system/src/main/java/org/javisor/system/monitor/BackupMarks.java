package org.javisor.system.monitor;

import java.io.IOException;
import java.util.Optional;
import org.javisor.backend.block.job.Backup;
import org.javisor.backend.block.job.DirtyBitmap;
import org.javisor.backend.block.job.DirtyBitmaps;
import org.javisor.qmp.api.BackupOptions;
import org.javisor.qmp.api.BitmapSyncMode;
import org.javisor.qmp.api.MirrorSyncMode;

/** What clients say about the bitmap that has a part in a backup. */
final class BackupMarks {
  private BackupMarks() {}

  /**
   * @throws IOException with a message for the client when it makes no sense
   */
  static Optional<Backup.Marks> of(BackupOptions command, DirtyBitmaps bitmaps) throws IOException {
    MirrorSyncMode sync = command.sync();
    boolean marked = sync == MirrorSyncMode.INCREMENTAL || sync == MirrorSyncMode.BITMAP;
    Optional<BitmapSyncMode> mode = command.bitmapMode();
    if (marked && command.bitmap().isEmpty()) {
      throw new IOException(
          "must provide a valid bitmap name for '" + sync.wireName() + "' sync mode");
    }
    if (sync == MirrorSyncMode.INCREMENTAL) {
      if (mode.isPresent() && mode.get() != BitmapSyncMode.ON_SUCCESS) {
        throw new IOException(
            "Bitmap sync mode must be 'on-success' when using sync mode 'incremental'");
      }
      mode = Optional.of(BitmapSyncMode.ON_SUCCESS);
    }
    if (command.bitmap().isEmpty()) {
      if (mode.isPresent()) {
        throw new IOException("Cannot specify bitmap sync mode without a bitmap");
      }
      return Optional.empty();
    }
    return Optional.of(new Backup.Marks(find(command, bitmaps), clearing(sync, mode, marked)));
  }

  private static DirtyBitmap find(BackupOptions command, DirtyBitmaps bitmaps) throws IOException {
    String name = command.bitmap().orElseThrow();
    try {
      return bitmaps.find(command.device(), name);
    } catch (IOException e) {
      throw new IOException("Bitmap '" + name + "' could not be found", e);
    }
  }

  private static DirtyBitmap.Clearing clearing(
      MirrorSyncMode sync, Optional<BitmapSyncMode> mode, boolean marked) throws IOException {
    if (mode.isEmpty()) {
      throw new IOException("Bitmap sync mode must be given when providing a bitmap");
    }
    if (sync == MirrorSyncMode.NONE) {
      throw new IOException("sync mode 'none' does not produce meaningful bitmap outputs");
    }
    if (mode.get() == BitmapSyncMode.NEVER && !marked) {
      throw new IOException(
          "Bitmap sync mode 'never' has no meaningful effect when combined with sync mode '"
              + sync.wireName()
              + "'");
    }
    return switch (mode.get()) {
      case ON_SUCCESS -> DirtyBitmap.Clearing.ON_SUCCESS;
      case NEVER -> DirtyBitmap.Clearing.NEVER;
      case ALWAYS -> DirtyBitmap.Clearing.ALWAYS;
    };
  }
}
