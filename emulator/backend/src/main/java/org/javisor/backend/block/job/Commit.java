package org.javisor.backend.block.job;

import java.io.IOException;
import java.util.Optional;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.Layers;
import org.javisor.backend.block.NodeHold;
import org.javisor.backend.job.Job;
import org.javisor.backend.job.JobWork;

/**
 * Writes images that are behind another one into the one that is behind all of them; then those
 * between are not needed any more.
 *
 * <p>Spec: none, QEMU's block-commit.
 */
public final class Commit implements JobWork {
  private final BlockNodes nodes;
  private final NodeHold top;
  private final NodeHold base;
  private final Plan plan;

  /**
   * What is written where.
   *
   * @param overlay the image over those that go
   * @param layers how many go
   * @param readOnly whether {@code base} is to be read-only again
   * @param backing what is said in {@code overlay} to be behind it afterwards
   * @param format of that
   */
  public record Plan(
      String overlay,
      String base,
      int layers,
      boolean readOnly,
      Optional<String> backing,
      Optional<String> format) {}

  public Commit(BlockNodes nodes, NodeHold top, NodeHold base, Plan plan) {
    this.nodes = nodes;
    this.top = top;
    this.base = base;
    this.plan = plan;
  }

  @Override
  public void run(Job job) throws IOException {
    long size = top.disk().sizeBytes();
    job.setTotal(size);
    try (Copier copier = new Copier(top, base)) {
      for (long at = 0; at < size; ) {
        job.proceed();
        try {
          long count = step(copier, at, size - at);
          at += count;
          job.advance(count);
        } catch (CopyException e) {
          job.failed(e.isReading(), e.reason());
        }
      }
    }
    base.disk().flush();
  }

  private long step(Copier copier, long at, long most) throws IOException {
    Layers.Found found = top.find(at, most);
    boolean going = found.isAbove(plan.layers);
    return going ? copier.copy(at, found.extent().length()) : found.extent().length();
  }

  @Override
  public void takeEffect() throws IOException {
    nodes.change(graph -> {
      graph.nameBacking(plan.overlay, plan.backing, plan.format);
      graph.setBacking(plan.overlay, Optional.of(plan.base));
    });
  }

  @Override
  public void end() {
    Holds.letGo(top);
    if (plan.readOnly) {
      Holds.setReadOnly(nodes, base);
    }
    Holds.letGo(base);
  }
}
