package org.javisor.qmp.server;

import java.util.List;
import org.javisor.qmp.api.BlockCommit;
import org.javisor.qmp.api.BlockCoreHandler;
import org.javisor.qmp.api.BlockDirtyBitmapAdd;
import org.javisor.qmp.api.BlockDirtyBitmapClear;
import org.javisor.qmp.api.BlockDirtyBitmapDisable;
import org.javisor.qmp.api.BlockDirtyBitmapEnable;
import org.javisor.qmp.api.BlockDirtyBitmapMerge;
import org.javisor.qmp.api.BlockDirtyBitmapRemove;
import org.javisor.qmp.api.BlockJobCancel;
import org.javisor.qmp.api.BlockJobComplete;
import org.javisor.qmp.api.BlockJobDismiss;
import org.javisor.qmp.api.BlockJobFinalize;
import org.javisor.qmp.api.BlockJobInfo;
import org.javisor.qmp.api.BlockJobPause;
import org.javisor.qmp.api.BlockJobResume;
import org.javisor.qmp.api.BlockJobSetSpeed;
import org.javisor.qmp.api.BlockResize;
import org.javisor.qmp.api.BlockStream;
import org.javisor.qmp.api.BlockdevBackup;
import org.javisor.qmp.api.BlockdevCreate;
import org.javisor.qmp.api.BlockdevMirror;
import org.javisor.qmp.api.BlockdevReopen;
import org.javisor.qmp.api.BlockdevSnapshot;
import org.javisor.qmp.api.BlockdevSnapshotSync;
import org.javisor.qmp.api.ChangeBackingFile;
import org.javisor.qmp.api.JobCancel;
import org.javisor.qmp.api.JobComplete;
import org.javisor.qmp.api.JobDismiss;
import org.javisor.qmp.api.JobFinalize;
import org.javisor.qmp.api.JobHandler;
import org.javisor.qmp.api.JobInfo;
import org.javisor.qmp.api.JobPause;
import org.javisor.qmp.api.JobResume;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.api.Transaction;
import org.javisor.qmp.api.TransactionHandler;

/** Disks on which no job ever works. */
abstract class FakeJobs implements BlockCoreHandler, JobHandler, TransactionHandler {
  @Override
  public List<BlockJobInfo> queryBlockJobs(QmpCall call) {
    return List.of();
  }

  @Override
  public void blockJobSetSpeed(QmpCall call, BlockJobSetSpeed command) {}

  @Override
  public void blockJobCancel(QmpCall call, BlockJobCancel command) {}

  @Override
  public void blockJobPause(QmpCall call, BlockJobPause command) {}

  @Override
  public void blockJobResume(QmpCall call, BlockJobResume command) {}

  @Override
  public void blockJobComplete(QmpCall call, BlockJobComplete command) {}

  @Override
  public void blockJobDismiss(QmpCall call, BlockJobDismiss command) {}

  @Override
  public void blockJobFinalize(QmpCall call, BlockJobFinalize command) {}

  @Override
  public void blockdevMirror(QmpCall call, BlockdevMirror command) {}

  @Override
  public void blockDirtyBitmapAdd(QmpCall call, BlockDirtyBitmapAdd command) {}

  @Override
  public void blockDirtyBitmapClear(QmpCall call, BlockDirtyBitmapClear command) {}

  @Override
  public void blockDirtyBitmapDisable(QmpCall call, BlockDirtyBitmapDisable command) {}

  @Override
  public void blockDirtyBitmapEnable(QmpCall call, BlockDirtyBitmapEnable command) {}

  @Override
  public void blockDirtyBitmapMerge(QmpCall call, BlockDirtyBitmapMerge command) {}

  @Override
  public void blockDirtyBitmapRemove(QmpCall call, BlockDirtyBitmapRemove command) {}

  @Override
  public void blockdevReopen(QmpCall call, BlockdevReopen command) {}

  @Override
  public void blockdevCreate(QmpCall call, BlockdevCreate command) {}

  @Override
  public void blockdevBackup(QmpCall call, BlockdevBackup command) {}

  @Override
  public void blockStream(QmpCall call, BlockStream command) {}

  @Override
  public void blockCommit(QmpCall call, BlockCommit command) {}

  @Override
  public void blockdevSnapshotSync(QmpCall call, BlockdevSnapshotSync command) {}

  @Override
  public void blockdevSnapshot(QmpCall call, BlockdevSnapshot command) {}

  @Override
  public void blockResize(QmpCall call, BlockResize command) {}

  @Override
  public void changeBackingFile(QmpCall call, ChangeBackingFile command) {}

  @Override
  public List<JobInfo> queryJobs(QmpCall call) {
    return List.of();
  }

  @Override
  public void jobPause(QmpCall call, JobPause command) {}

  @Override
  public void jobResume(QmpCall call, JobResume command) {}

  @Override
  public void jobCancel(QmpCall call, JobCancel command) {}

  @Override
  public void jobComplete(QmpCall call, JobComplete command) {}

  @Override
  public void jobDismiss(QmpCall call, JobDismiss command) {}

  @Override
  public void jobFinalize(QmpCall call, JobFinalize command) {}

  @Override
  public void transaction(QmpCall call, Transaction command) {}
}
