package org.javisor.system.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.javisor.qmp.api.ActionCompletionMode;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.Transaction;
import org.javisor.qmp.api.TransactionAction;
import org.javisor.qmp.api.TransactionHandler;
import org.javisor.qmp.api.TransactionProperties;
import org.javisor.qmp.wire.QmpException;

/** Several changes that all happen, or none. */
final class TransactionCommands implements TransactionHandler {
  private final BlockChanges changes;

  TransactionCommands(BlockChanges changes) {
    this.changes = changes;
  }

  @Override
  public void transaction(QmpCall call, Transaction command) throws QmpException {
    List<BlockChanges.Step> steps = new ArrayList<>();
    BitmapChanges bitmaps = changes.bitmaps();
    for (TransactionAction action : command.actions()) {
      steps.add(
          switch (action) {
            case TransactionAction.Abort _ -> changes.abort();
            case TransactionAction.BlockDirtyBitmapAdd bitmap -> bitmaps.add(bitmap.data());
            case TransactionAction.BlockDirtyBitmapRemove bitmap -> bitmaps.remove(bitmap.data());
            case TransactionAction.BlockDirtyBitmapClear bitmap -> bitmaps.clear(bitmap.data());
            case TransactionAction.BlockDirtyBitmapEnable bitmap ->
                bitmaps.setRecording(bitmap.data(), true);
            case TransactionAction.BlockDirtyBitmapDisable bitmap ->
                bitmaps.setRecording(bitmap.data(), false);
            case TransactionAction.BlockDirtyBitmapMerge bitmap -> bitmaps.merge(bitmap.data());
            case TransactionAction.BlockdevBackup backup -> changes.backup(backup.data());
            case TransactionAction.BlockdevSnapshot snapshot -> changes.snapshot(snapshot.data());
            case TransactionAction.BlockdevSnapshotSync snapshot ->
                changes.snapshotSync(snapshot.data());
          });
    }
    Optional<ActionCompletionMode> mode =
        command.properties().flatMap(TransactionProperties::completionMode);
    changes.make(steps, mode.equals(Optional.of(ActionCompletionMode.GROUPED)));
  }
}
