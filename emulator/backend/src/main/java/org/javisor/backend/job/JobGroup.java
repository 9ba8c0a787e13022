package org.javisor.backend.job;

import java.util.ArrayList;
import java.util.List;

/**
 * Jobs of which all take effect or none. The lock of {@link Jobs} guards it.
 *
 * <p>Spec: none, what QEMU calls a job transaction.
 */
public final class JobGroup {
  private final List<Job> members = new ArrayList<>();

  void add(Job job) {
    members.add(job);
  }

  /** Somebody sees to the end of these. */
  void take(List<Job> ending) {
    members.removeAll(ending);
  }

  List<Job> members() {
    return List.copyOf(members);
  }
}
