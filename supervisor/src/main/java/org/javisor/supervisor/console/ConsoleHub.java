package org.javisor.supervisor.console;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The serial console of one run of a machine. */
public final class ConsoleHub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleHub.class);
  private static final int SCROLLBACK = 64 * 1024;
  private static final long LOG_CAP = 4L << 20;

  private final String machine;
  private final ByteChannel guest;
  private final ConsoleLog log;
  private final ByteRing scrollback = new ByteRing(SCROLLBACK);
  private final List<ConsoleClient> clients = new ArrayList<>();
  private final Object inputLock = new Object();
  private boolean ended;
  private Thread reader = Thread.currentThread();

  private ConsoleHub(String machine, ByteChannel guest, ConsoleLog log) {
    this.machine = machine;
    this.guest = guest;
    this.log = log;
  }

  /** Starts reading the guest's output from a connected channel, which the hub then owns. */
  public static ConsoleHub start(String machine, ByteChannel guest, Path logFile) {
    ConsoleHub hub = new ConsoleHub(machine, guest, new ConsoleLog(logFile, LOG_CAP));
    hub.reader = Thread.ofVirtual().name("console-" + machine).start(hub::readAll);
    return hub;
  }

  /** Joins the output, with what is kept of it first if {@code replay}. */
  public synchronized ConsoleClient attach(boolean replay) {
    ConsoleClient client = new ConsoleClient();
    if (replay) {
      byte[] kept = scrollback.snapshot();
      client.offer(kept, kept.length);
    }
    if (ended) {
      client.end();
    } else {
      clients.add(client);
    }
    return client;
  }

  /** Leaves the output. */
  public synchronized void detach(ConsoleClient client) {
    clients.remove(client);
    client.end();
  }

  /** Number of attached clients. */
  public synchronized int clientCount() {
    return clients.size();
  }

  /** Types into the guest; waits while the guest does not read. */
  public void type(ByteBuffer input) throws IOException {
    synchronized (inputLock) {
      while (input.hasRemaining()) {
        guest.write(input);
      }
    }
  }

  /** Waits until the emulator has closed its end and all output has been handed on. */
  public void awaitEnd() throws InterruptedException {
    reader.join();
  }

  @Override
  public void close() throws IOException {
    guest.close();
  }

  private void readAll() {
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    try (log;
        guest) {
      while (guest.read(buffer.clear()) >= 0) {
        publish(buffer.array(), buffer.position());
        log.write(buffer.array(), buffer.position());
      }
    } catch (ClosedChannelException _) {
      LOG.debug("console of '{}' was closed by us", machine);
    } catch (IOException broken) {
      LOG.info("console of '{}' ended: {}", machine, broken.getMessage());
    } finally {
      end();
    }
  }

  private synchronized void publish(byte[] bytes, int count) {
    scrollback.append(bytes, 0, count);
    for (ConsoleClient client : clients) {
      client.offer(bytes, count);
    }
  }

  private synchronized void end() {
    ended = true;
    for (ConsoleClient client : clients) {
      client.end();
    }
    clients.clear();
  }
}
