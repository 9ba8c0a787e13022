package org.javisor.supervisor.monitor;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.javisor.host.fd.Fd;
import org.javisor.qmp.api.AddFd;
import org.javisor.qmp.api.BlockdevAdd;
import org.javisor.qmp.api.BlockdevOptions;
import org.javisor.qmp.api.BlockdevRef;
import org.javisor.qmp.api.Cont;
import org.javisor.qmp.api.DeviceAdd;
import org.javisor.qmp.api.QmpCommand;
import org.javisor.qmp.api.Quit;
import org.javisor.qmp.api.ResumeEvent;
import org.javisor.qmp.api.ShutdownEvent;
import org.javisor.qmp.api.StopEvent;
import org.javisor.qmp.api.SystemPowerdown;
import org.javisor.qmp.client.QmpClient;
import org.javisor.qmp.client.QmpDisconnectedException;
import org.javisor.qmp.client.QmpListener;
import org.javisor.qmp.client.QmpNotice;
import org.javisor.qmp.client.QmpOptions;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.QmpException;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.VmException;
import org.javisor.supervisor.process.DiskFile;

/**
 * The daemon's one conversation with an emulator. Every {@link IOException} means that the emulator
 * has ended; a refusal is a {@link VmException}.
 */
public final class MonitorSession implements AutoCloseable {
  /**
   * In effect none: an emulator that ends also ends the connection, and one that lives may take.
   */
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final QmpClient client;
  private final Listener listener;

  private MonitorSession(QmpClient client, Listener listener) {
    this.client = client;
    this.listener = listener;
  }

  /**
   * Waits for the greeting and negotiates.
   *
   * @param connection to the monitor, from now on the session's to close, also when this fails
   */
  public static MonitorSession open(Fd connection, MonitorEvents events)
      throws IOException, InterruptedException {
    Listener listener = new Listener(events);
    try {
      return new MonitorSession(QmpClient.open(connection, listener, FOR_EVER), listener);
    } catch (QmpException refused) {
      throw refusal("negotiation", refused);
    }
  }

  /** Gives the machine a disk: the descriptor, a node on it, a device on that. */
  public void addDisk(int index, DiskFile disk) throws IOException, InterruptedException {
    String item = "disk '" + disk.disk().path() + "'";
    boolean readOnly = disk.disk().readOnly();
    long set = index + 1L;
    execute(
        item,
        AddFd.of().withFdsetId(set).withOpaque(readOnly ? "read-only" : "read-write"),
        QmpOptions.NONE.passing(disk.fd()));
    String node = "disk" + index;
    BlockdevOptions.File file = BlockdevOptions.File.of("/dev/fdset/" + set).withReadOnly(readOnly);
    execute(
        item,
        new BlockdevAdd(
            BlockdevOptions.Raw.of(new BlockdevRef.Definition(file))
                .withNodeName(node)
                .withReadOnly(readOnly)),
        QmpOptions.NONE);
    JsonObject device =
        new JsonObject()
            .put("driver", "virtio-blk-device")
            .put("id", "virtio-" + node)
            .put("drive", node);
    // Raw, since a device's properties are not in the schema.
    execute(item, QmpCommand.raw(DeviceAdd.NAME, device), QmpOptions.NONE);
  }

  /** Lets the guest run. */
  public void resume() throws IOException, InterruptedException {
    execute("cont", new Cont(), QmpOptions.NONE);
  }

  /** Presses the guest's power button; the guest may ignore it. */
  public void powerDown() throws IOException, InterruptedException {
    execute("power button", new SystemPowerdown(), QmpOptions.NONE);
  }

  /** Ends the emulator. */
  public void quit() throws IOException, InterruptedException {
    try {
      execute("quit", new Quit(), QmpOptions.NONE);
    } catch (QmpDisconnectedException _) {
      // It ended before its answer was read; that is what was asked.
    }
  }

  /** Why the machine ended, as the emulator told; empty when it did not. */
  public String shutdownReason() {
    return listener.shutdownReason;
  }

  /** Waits until the emulator has closed the connection and all its events were delivered. */
  public void awaitEnd() throws InterruptedException {
    listener.ended.await();
  }

  @Override
  public void close() {
    client.close();
  }

  private void execute(String item, QmpCommand<?> command, QmpOptions options)
      throws IOException, InterruptedException {
    try {
      client.execute(command, options);
    } catch (QmpException refused) {
      throw refusal(item, refused);
    } catch (QmpDisconnectedException ended) {
      throw ended;
    } catch (IOException misunderstood) {
      throw new VmException(
          ErrorCode.FAILED, item + ": " + misunderstood.getMessage(), misunderstood);
    }
  }

  private static VmException refusal(String item, QmpException refused) {
    return new VmException(
        ErrorCode.FAILED, item + ": the emulator refused: " + refused.description(), refused);
  }

  /** Sorts events; called on the connection's reader thread. */
  private static final class Listener implements QmpListener {
    private final MonitorEvents events;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile String shutdownReason = "";

    Listener(MonitorEvents events) {
      this.events = events;
    }

    @Override
    public void event(QmpNotice notice) {
      switch (notice.name()) {
        case StopEvent.NAME -> events.stopped();
        case ResumeEvent.NAME -> events.resumed();
        case ShutdownEvent.NAME -> {
          shutdownReason = notice.data().text("reason").orElse("");
          events.shutdown();
        }
        default -> {} // Events that say nothing about the machine's state.
      }
    }

    @Override
    public void disconnected(QmpDisconnectedException reason) {
      ended.countDown();
    }
  }
}
