package org.javisor.backend.chardev;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    told.add(new String(data, 0, length, StandardCharsets.US_ASCII));
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

  boolean hasMore() {
    return !told.isEmpty();
  }
}
