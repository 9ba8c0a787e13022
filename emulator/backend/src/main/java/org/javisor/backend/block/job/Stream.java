package org.javisor.backend.block.job;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.Layers;
import org.javisor.backend.block.NodeHold;
import org.javisor.backend.job.Job;
import org.javisor.backend.job.JobWork;

/**
 * Copies what shows from images behind a disk into it, so that it does not need them.
 *
 * <p>Spec: none, QEMU's block-stream.
 */
public final class Stream implements JobWork {
  private final BlockNodes nodes;
  private final NodeHold top;
  private final Plan plan;

  /**
   * What is copied.
   *
   * @param top the image that it goes into
   * @param base the image that stays behind it, if any
   * @param layers how many images are above that, with {@code top}
   * @param backing what is said in {@code top} to be behind it afterwards
   * @param format of that
   */
  public record Plan(
      String top,
      Optional<String> base,
      int layers,
      Optional<String> backing,
      Optional<String> format) {}

  public Stream(BlockNodes nodes, NodeHold top, Plan plan) {
    this.nodes = nodes;
    this.top = top;
    this.plan = plan;
  }

  @Override
  public void run(Job job) throws IOException {
    if (plan.layers < 2) {
      return; // nothing is between
    }
    long size = top.disk().sizeBytes();
    job.setTotal(size);
    for (long at = 0; at < size; ) {
      job.proceed();
      try {
        long count = step(at, size - at);
        at += count;
        job.advance(count);
      } catch (IOException e) {
        if (e instanceof Job.CancelledException) {
          throw e;
        }
        job.failed(true, e);
      }
    }
    top.disk().flush();
  }

  private long step(long at, long most) throws IOException {
    Layers.Found found = top.find(at, most);
    boolean own = found.depth() == 0 && !found.ended();
    if (own || !found.isAbove(plan.layers)) {
      return found.extent().length();
    }
    long count = Math.min(found.extent().length(), Copier.MOST);
    long _ = top.disk().copyUp(at, count);
    return count;
  }

  @Override
  public void takeEffect() throws IOException {
    nodes.change(graph -> {
      List<String> chain = nodes.chain(plan.top);
      if (chain.size() > 1) {
        graph.nameBacking(plan.top, plan.backing, plan.format);
        graph.setBacking(plan.top, plan.base);
      }
    });
  }

  @Override
  public void end() {
    Holds.letGo(top);
  }
}
