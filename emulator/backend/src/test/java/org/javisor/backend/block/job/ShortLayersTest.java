package org.javisor.backend.block.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.javisor.backend.block.BlockNodes;
import org.javisor.backend.block.NodeConfig;
import org.javisor.backend.block.NodeConfig.Backing;
import org.javisor.backend.block.NodeConfig.Child;
import org.javisor.backend.block.NodeHold;
import org.javisor.backend.block.Permission;
import org.javisor.backend.block.Permissions;
import org.javisor.backend.block.qcow2.CacheSizes;
import org.javisor.backend.block.qcow2.Create;
import org.javisor.backend.fdset.FdSets;
import org.javisor.backend.image.NewImage;
import org.javisor.backend.job.Job;
import org.javisor.backend.job.JobGroup;
import org.javisor.backend.job.JobListener;
import org.javisor.backend.job.JobStatus;
import org.javisor.backend.job.JobType;
import org.javisor.backend.job.JobWork;
import org.javisor.backend.job.Jobs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An image between others that is shorter than they are: behind its end there are zeroes, whatever
 * is behind it. That is so, too, when the image has gone.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShortLayersTest {
  private static final int SIZE = 4 << 20;

  @TempDir private Path folder;
  private final BlockNodes nodes = new BlockNodes(new FdSets());
  private final Jobs jobs = new Jobs(JobListener.NONE);
  private byte[] before = new byte[0];

  @BeforeEach
  void makeChain() throws IOException {
    add("base", SIZE, new Backing.None());
    byte[] ones = new byte[SIZE];
    Arrays.fill(ones, (byte) 1);
    nodes.find("base").orElseThrow().writeBytes(0, ones);
    add("short", SIZE / 2, behind("base"));
    add("top", SIZE, behind("short"));
    add("over", SIZE, behind("top"));
    nodes.find("top").orElseThrow().writeBytes(65536, new byte[] {7});
    before = read("over");
    assertEquals(1, before[SIZE / 2 - 1]);
    assertEquals(0, before[SIZE / 2]);
  }

  @AfterEach
  void close() throws IOException {
    jobs.close();
    nodes.close();
  }

  private static Backing behind(String node) {
    return new Backing.Given(new Child.Named(node));
  }

  private void add(String name, long size, Backing backing) throws IOException {
    String file = folder.resolve(name).toString();
    NewImage.create(file, new NewImage.Plan.Qcow2(Create.Options.of(size)));
    nodes.add(
        name,
        new NodeConfig.Qcow2(
            Child.file(file, false), backing, Optional.empty(), false, true, CacheSizes.DEFAULT));
  }

  private byte[] read(String node) throws IOException {
    return nodes.find(node).orElseThrow().readBytes(0, SIZE);
  }

  private NodeHold hold(String node, Permission... used) throws IOException {
    return nodes.hold(node, "test", Permissions.of(Set.of(used), EnumSet.allOf(Permission.class)));
  }

  private void run(JobWork work) throws Exception {
    Job job = jobs.create(Job.Options.of("j", JobType.COMMIT), work, new JobGroup());
    jobs.start(job);
    while (jobs.report(job).status() != JobStatus.NULL) {
      if (jobs.report(job).status() == JobStatus.READY) {
        jobs.complete("j");
      }
      Thread.onSpinWait();
    }
    assertEquals(Optional.empty(), jobs.report(job).error());
  }

  @Test
  void theDiskIsTheSameWithoutThemAfterTheyWereCopiedUp() throws Exception {
    run(
        new Stream(
            nodes,
            hold("over", Permission.CONSISTENT_READ, Permission.WRITE_UNCHANGED),
            new Stream.Plan("over", Optional.of("base"), 3, Optional.empty(), Optional.empty())));
    assertEquals(List.of("over", "base"), nodes.chain("over"));
    assertArrayEquals(before, read("over"));
  }

  @Test
  void theDiskIsTheSameAfterTheyWereWrittenIntoTheLastOne() throws Exception {
    run(
        new Commit(
            nodes,
            hold("top", Permission.CONSISTENT_READ),
            hold("base", Permission.CONSISTENT_READ, Permission.WRITE_UNCHANGED),
            new Commit.Plan("over", "base", 2, false, Optional.empty(), Optional.empty())));
    assertEquals(List.of("over", "base"), nodes.chain("over"));
    assertArrayEquals(before, read("over"));
  }

  @Test
  void theDiskIsTheSameAfterAllOfItWasWrittenIntoTheLastOne() throws Exception {
    Mirror mirror =
        new Mirror(
            nodes,
            new Mirror.Plan(
                hold("over", Permission.CONSISTENT_READ),
                hold("base", Permission.CONSISTENT_READ, Permission.WRITE_UNCHANGED),
                "over",
                3,
                65536,
                false));
    nodes.change(mirror::watch);
    run(mirror);
    assertArrayEquals(before, read("base"));
  }
}
