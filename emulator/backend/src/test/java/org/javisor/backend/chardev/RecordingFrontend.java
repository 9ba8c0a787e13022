package org.javisor.backend.chardev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.javisor.host.fd.Fd;

/** Writes down what a device tells it: "+" opened, "-" closed, the bytes themselves. */
final class RecordingFrontend implements CharFrontend {
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  final BlockingQueue<Fd> descriptors = new LinkedBlockingQueue<>();

  @Override
  public void opened() {
    told.add("+");
  }

  @Override
  public void received(byte[] data, int length, List<Fd> passed) {
    descriptors.addAll(passed);
    told.add(new String(data, 0, length, StandardCharsets.ISO_8859_1));
  }

  private final java.util.concurrent.Semaphore writable = new java.util.concurrent.Semaphore(0);

  /** How much it takes. */
  volatile int room = PLENTY;

  @Override
  public int room() {
    return room;
  }

  @Override
  public void writable() {
    writable.release();
  }

  /** Waits until the device has become ready again. */
  void expectWritable() throws InterruptedException {
    assertTrue(writable.tryAcquire(20, TimeUnit.SECONDS));
  }

  @Override
  public void breakReceived() {
    told.add("break");
  }

  @Override
  public void focused(boolean has) {
    told.add(has ? "focus" : "no focus");
  }

  @Override
  public void closed() {
    told.add("-");
  }

  /** Waits until the device has told these things, in this order. */
  void expect(String... all) throws InterruptedException {
    for (String wanted : all) {
      assertEquals(wanted, told.poll(20, TimeUnit.SECONDS));
    }
  }

  /** Waits for bytes until these have come, in whatever pieces. */
  void expectBytes(String wanted) throws InterruptedException {
    StringBuilder all = new StringBuilder();
    while (all.length() < wanted.length()) {
      String next = told.poll(20, TimeUnit.SECONDS);
      assertTrue(next != null, () -> "only '" + all + "' of '" + wanted + "'");
      all.append(next);
    }
    assertEquals(wanted, all.toString());
  }

  /** Waits for a line of bytes that begins so. */
  void expectStart(String wanted) throws InterruptedException {
    StringBuilder all = new StringBuilder();
    while (all.indexOf("\r\n") < 0) {
      String next = told.poll(20, TimeUnit.SECONDS);
      assertTrue(next != null, () -> "only '" + all + "'");
      all.append(next);
    }
    assertTrue(all.indexOf(wanted) == 0, all::toString);
  }

  boolean hasMore() {
    return !told.isEmpty();
  }
}
