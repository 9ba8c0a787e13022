package org.javisor.supervisor.console;

import java.nio.charset.StandardCharsets;

/** One attached client's share of the output: bounded, so that a slow one costs itself only. */
public final class ConsoleClient {
  private static final int CAPACITY = 256 * 1024;

  private final ByteRing pending = new ByteRing(CAPACITY);
  private long lost;
  private boolean ended;

  ConsoleClient() {}

  synchronized void offer(byte[] source, int count) {
    lost += pending.append(source, 0, count);
    notifyAll();
  }

  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits for output and moves it into {@code target}; -1 after the last of it. */
  public synchronized int take(byte[] target) throws InterruptedException {
    while (pending.length() == 0 && !ended) {
      wait();
    }
    if (lost > 0) {
      byte[] notice =
          ("\r\n[javisor: " + lost + " bytes of output skipped]\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      lost = 0;
      int count = Math.min(notice.length, target.length);
      System.arraycopy(notice, 0, target, 0, count);
      return count;
    }
    return pending.length() == 0 ? -1 : pending.take(target);
  }
}
