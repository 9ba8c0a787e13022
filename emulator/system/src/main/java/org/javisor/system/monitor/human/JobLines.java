package org.javisor.system.monitor.human;

import java.util.Optional;
import org.javisor.qmp.api.BlockJobCancel;
import org.javisor.qmp.api.BlockJobComplete;
import org.javisor.qmp.api.BlockJobInfo;
import org.javisor.qmp.api.BlockJobPause;
import org.javisor.qmp.api.BlockJobResume;
import org.javisor.qmp.api.BlockJobSetSpeed;
import org.javisor.qmp.api.BlockResize;
import org.javisor.qmp.api.BlockStream;
import org.javisor.qmp.api.BlockdevOnError;
import org.javisor.qmp.api.BlockdevSnapshotSync;
import org.javisor.qmp.api.JobType;
import org.javisor.qmp.api.NewImageMode;
import org.javisor.qmp.api.QueryBlockJobs;
import org.javisor.qmp.api.SnapshotSyncOptions;
import org.javisor.qmp.wire.QmpException;

/** Lines about jobs and disks. */
final class JobLines {
  private static final String DEVICE = "block device name";

  private final HumanSession.Surroundings around;

  JobLines(HumanSession.Surroundings around) {
    this.around = around;
  }

  /** "info block-jobs". */
  static String show(HumanSession.Surroundings around) throws QmpException {
    StringBuilder text = new StringBuilder();
    for (BlockJobInfo job : around.ask(new QueryBlockJobs())) {
      if (job.type() == JobType.STREAM) {
        text.append("Streaming device ").append(job.device());
      } else {
        text.append("Type ").append(job.type().wireName()).append(", device ").append(job.device());
      }
      text.append(": Completed ").append(job.offset()).append(" of ").append(job.len());
      text.append(" bytes, speed limit ").append(job.speed()).append(" bytes/s\n");
    }
    return text.isEmpty() ? "No active jobs\n" : text.toString();
  }

  private static String device(Arguments in) throws HumanException {
    String device = in.word(DEVICE);
    in.end();
    return device;
  }

  String cancel(Arguments in) throws HumanException, QmpException {
    boolean force = !in.flags("f").isEmpty();
    return around.run(new BlockJobCancel(device(in), Optional.of(force)));
  }

  String complete(Arguments in) throws HumanException, QmpException {
    return around.run(new BlockJobComplete(device(in)));
  }

  String pause(Arguments in) throws HumanException, QmpException {
    return around.run(new BlockJobPause(device(in)));
  }

  String resume(Arguments in) throws HumanException, QmpException {
    return around.run(new BlockJobResume(device(in)));
  }

  String limit(Arguments in) throws HumanException, QmpException {
    String device = in.word(DEVICE);
    long speed = in.size(1);
    in.end();
    return around.run(new BlockJobSetSpeed(device, speed));
  }

  String stream(Arguments in) throws HumanException, QmpException {
    String device = in.word(DEVICE);
    BlockStream command = BlockStream.of(device).withOnError(BlockdevOnError.REPORT);
    if (!in.atEnd()) {
      command = command.withSpeed(in.size(1));
    }
    if (!in.atEnd()) {
      command = command.withBase(in.word("string"));
    }
    in.end();
    return around.run(command);
  }

  String snapshot(Arguments in) throws HumanException, QmpException {
    boolean existing = !in.flags("n").isEmpty();
    String device = in.word(DEVICE);
    if (in.atEnd()) {
      throw QmpException.generic("Parameter 'snapshot-file' is missing");
    }
    SnapshotSyncOptions options =
        SnapshotSyncOptions.of(in.word("string"))
            .withDevice(device)
            .withMode(existing ? NewImageMode.EXISTING : NewImageMode.ABSOLUTE_PATHS);
    if (!in.atEnd()) {
      options = options.withFormat(in.word("string"));
    }
    in.end();
    return around.run(new BlockdevSnapshotSync(options));
  }

  /** What is not in bytes is in MiB. */
  String resize(Arguments in) throws HumanException, QmpException {
    String device = in.word(DEVICE);
    long size = in.size(1 << 20);
    in.end();
    return around.run(BlockResize.of(size).withDevice(device));
  }
}
