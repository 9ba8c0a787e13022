package org.javisor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.javisor.backend.block.qcow2.Create;
import org.javisor.backend.image.NewImage;
import org.javisor.host.Errno;
import org.javisor.host.fd.AccessMode;
import org.javisor.host.fd.Fd;
import org.javisor.host.socket.UnixSocket;
import org.javisor.qmp.api.QmpCommand;
import org.javisor.qmp.api.QueryStatus;
import org.javisor.qmp.api.RunState;
import org.javisor.qmp.api.StatusInfo;
import org.javisor.qmp.client.QmpClient;
import org.javisor.qmp.client.QmpDisconnectedException;
import org.javisor.qmp.client.QmpListener;
import org.javisor.qmp.client.QmpNotice;
import org.javisor.qmp.client.QmpOptions;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonValue;
import org.javisor.supervisor.provision.debian.DebianImage;
import org.javisor.supervisor.provision.debian.HostTools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian on a disk whose files all come by descriptor: it starts from an overlay, gets a snapshot,
 * a backup, a commit, a mirror that takes over, a larger disk and a second one while it writes, and
 * has lost nothing.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class LiveDiskTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LARGER = 3L << 30;

  @TempDir private Path files;
  private final Machine events = new Machine();
  private Distribution distribution;
  private DebianImage image;
  private QmpClient monitor;

  /** What a monitor tells. */
  private static final class Machine implements QmpListener {
    private final LinkedBlockingQueue<QmpNotice> notices = new LinkedBlockingQueue<>();

    @Override
    public void event(QmpNotice notice) {
      notices.add(notice);
    }

    @Override
    public void disconnected(QmpDisconnectedException reason) {}

    void await(String name) throws InterruptedException {
      QmpNotice notice = notices.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertTrue(notice != null && notice.name().equals(name), () -> name + ", not " + notice);
    }

    void await(String name, String member, String value) throws InterruptedException {
      while (true) {
        QmpNotice notice = notices.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertTrue(notice != null, () -> "no " + name + " of " + value);
        assertTrue(!notice.name().equals("BLOCK_JOB_ERROR"), notice::toString);
        if (notice.name().equals(name) && value.equals(notice.data().text(member).orElse(""))) {
          return;
        }
      }
    }
  }

  @BeforeEach
  void open() throws IOException, InterruptedException {
    distribution = new Distribution();
    image = DebianGuest.image();
  }

  @AfterEach
  void close() throws IOException {
    if (monitor != null) {
      monitor.close();
    }
    distribution.close();
  }

  private JsonValue ask(String command, JsonObject arguments) throws Exception {
    return monitor.execute(QmpCommand.raw(command, arguments), QmpOptions.within(PATIENCE));
  }

  private static JsonObject with(String name, String value) {
    return new JsonObject().put(name, value);
  }

  /** Passes a file as set {@code number}; the emulator is told no path. */
  private JsonObject passed(Path file, AccessMode mode, int number) throws Exception {
    try (Fd fd = Fd.open(file, mode)) {
      monitor.execute(
          QmpCommand.raw("add-fd", new JsonObject().put("fdset-id", number)),
          QmpOptions.within(PATIENCE).passing(fd));
    }
    return with("driver", "file").put("filename", "/dev/fdset/" + number);
  }

  /**
   * A new image.
   *
   * @param name of its node and its file
   * @param behind the node whose contents show where it has none
   */
  private void addImage(String name, int number, Optional<String> behind) throws Exception {
    JsonObject node =
        with("driver", "qcow2").put("node-name", name).put("file", newFile(name, number));
    behind.ifPresent(below -> node.put("backing", below));
    JsonValue _ = ask("blockdev-add", node);
  }

  private JsonObject newFile(String name, int number) throws Exception {
    Path file = files.resolve(name);
    NewImage.create(file.toString(), new NewImage.Plan.Qcow2(Create.Options.of(2L << 30)));
    return passed(file, AccessMode.READ_WRITE, number);
  }

  private Console start(Path socket) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(distribution.emulator().toString(), "-M", "virt", "-m", "512M", "-nodefaults"));
    command.addAll(
        List.of(
            "-display",
            "none",
            "-S",
            "-device",
            "pcie-root-port,id=port",
            "-serial",
            "stdio",
            "-chardev",
            "socket,id=monitor,path=" + socket,
            "-mon",
            "chardev=monitor,mode=control",
            "-kernel",
            image.kernel().toString(),
            "-initrd",
            image.initialRamDisk().toString(),
            "-append",
            "root=/dev/vda1 ro console=ttyS0"));
    try (Fd listener = UnixSocket.listen(socket, 0600, 1)) {
      Console console = Console.start(command);
      monitor = QmpClient.open(UnixSocket.accept(listener), events, PATIENCE);
      return console;
    }
  }

  private void plugDisk() throws Exception {
    JsonObject base =
        with("driver", "raw")
            .put("node-name", "base")
            .put("read-only", true)
            .put("file", passed(image.disk(), AccessMode.READ_ONLY, 1).put("read-only", true));
    JsonValue _ = ask("blockdev-add", base);
    addImage("first", 2, Optional.of("base"));
    JsonValue _ =
        ask("device_add", with("driver", "virtio-blk-pci").put("drive", "first").put("id", "disk"));
    JsonValue _ = ask("cont", new JsonObject());
  }

  @Test
  void aDiskIsChangedWhileItsGuestWrites() throws Exception {
    try (Console console = start(files.resolve("qmp"))) {
      plugDisk();
      console.await(DebianGuest.LOGIN);
      DebianGuest.enter(console);
      String _ = DebianGuest.answer(console, load());
      mark(console, "one");
      snapshot();
      mark(console, "two");
      backup();
      commit();
      mark(console, "three");
      mirror();
      mark(console, "four");
      JsonValue _ = ask("block_resize", with("node-name", "copy").put("size", LARGER));
      String _ = DebianGuest.answer(console, "test $(cat /sys/block/vda/size) = " + LARGER / 512);
      plugAnotherDisk(console);
      String _ = DebianGuest.answer(console, "touch /var/tmp/stop; wait; sync; ls /var/tmp");
      String _ =
          DebianGuest.answer(
              console, "for i in one two three four; do sha256sum -c /root/$i.sum || exit; done");
      DebianGuest.end(console);
    }
    Path copy = checked("copy");
    DebianGuest.checkFileSystem(distribution, copy);
    Path _ = checked("extra");
    checked("backup");
  }

  /** Writes and deletes until it is told to stop. */
  private static String load() {
    return "cd /root; (while test ! -e /var/tmp/stop; do "
        + "dd if=/dev/urandom of=/var/tmp/load bs=64k count=64 conv=fsync; rm /var/tmp/load; "
        + "done) 2>/dev/null & true";
  }

  private static void mark(Console console, String name) throws IOException {
    String file = "/root/" + name;
    String _ =
        DebianGuest.answer(
            console,
            "head -c 3000000 /dev/urandom > "
                + file
                + "; sha256sum "
                + file
                + " > "
                + file
                + ".sum");
  }

  private void snapshot() throws Exception {
    addImage("second", 3, Optional.empty());
    JsonValue _ = ask("blockdev-snapshot", with("node", "first").put("overlay", "second"));
  }

  private void backup() throws Exception {
    addImage("backup", 4, Optional.empty());
    JsonValue _ =
        ask(
            "blockdev-backup",
            with("job-id", "backup")
                .put("device", "second")
                .put("target", "backup")
                .put("sync", "full"));
    events.await("BLOCK_JOB_COMPLETED", "device", "backup");
    JsonValue _ = ask("blockdev-del", with("node-name", "backup"));
  }

  /** What was written since the snapshot goes into the image behind it. */
  private void commit() throws Exception {
    JsonValue _ =
        ask(
            "block-commit",
            with("job-id", "commit").put("device", "second").put("base-node", "first"));
    events.await("BLOCK_JOB_READY", "device", "commit");
    JsonValue _ = ask("job-complete", with("id", "commit"));
    events.await("BLOCK_JOB_COMPLETED", "device", "commit");
    JsonValue _ = ask("blockdev-del", with("node-name", "second"));
  }

  private void mirror() throws Exception {
    addImage("copy", 5, Optional.empty());
    JsonValue _ =
        ask(
            "blockdev-mirror",
            with("job-id", "mirror")
                .put("device", "first")
                .put("target", "copy")
                .put("sync", "full"));
    events.await("BLOCK_JOB_READY", "device", "mirror");
    JsonValue _ = ask("job-complete", with("id", "mirror"));
    events.await("BLOCK_JOB_COMPLETED", "device", "mirror");
    JsonValue _ = ask("blockdev-del", with("node-name", "first"));
    JsonValue _ = ask("blockdev-del", with("node-name", "base"));
  }

  /** A disk comes and goes; Debian's kernel for riscv64 looks for it when it is told to. */
  private void plugAnotherDisk(Console console) throws Exception {
    JsonObject full =
        with("event", "pwritev").put("errno", Errno.ENOSPC.number()).put("once", true);
    JsonObject troubled =
        with("driver", "blkdebug")
            .put("image", newFile("extra", 6))
            .put("inject-error", List.<JsonValue>of(full));
    JsonValue _ =
        ask(
            "blockdev-add",
            with("driver", "qcow2").put("node-name", "extra").put("file", troubled));
    JsonValue _ =
        ask(
            "device_add",
            with("driver", "virtio-blk-pci")
                .put("drive", "extra")
                .put("id", "hot")
                .put("bus", "port"));
    String _ = DebianGuest.answer(console, "echo 1 > /sys/bus/pci/rescan; udevadm settle");
    console.type("cat one two three four | dd of=/dev/vdb conv=fsync; sha256sum one\n");
    events.await("BLOCK_IO_ERROR", "action", "stop");
    events.await("STOP");
    StatusInfo stopped = monitor.execute(new QueryStatus(), QmpOptions.within(PATIENCE));
    assertEquals(RunState.IO_ERROR, stopped.status());
    JsonValue _ = ask("cont", new JsonObject()); // the host has room again
    String _ =
        DebianGuest.answer(
            console, "cat one two three four | cmp -n $(cat one two three four | wc -c) /dev/vdb");
    String _ =
        DebianGuest.answer(
            console, "echo 1 > /sys/block/vdb/device/../remove; ! test -e /sys/block/vdb");
    JsonValue _ = ask("device_del", with("id", "hot"));
    events.await("DEVICE_DELETED", "device", "hot");
    JsonValue _ = ask("blockdev-del", with("node-name", "extra"));
  }

  /** The raw form of an image that is sound. */
  private Path checked(String name) throws Exception {
    List<String> tools = new ArrayList<>(List.of(distribution.home() + "/bin/javisor-img"));
    Optional<Path> other = HostTools.find("qemu-img");
    other.ifPresent(tool -> tools.add(tool.toString()));
    String file = files.resolve(name).toString();
    for (String tool : tools) {
      Distribution.Outcome check = distribution.execute(List.of(tool, "check", file));
      assertEquals(0, check.status(), check::toString);
    }
    String raw = file + ".raw";
    Distribution.Outcome convert =
        distribution.execute(List.of(tools.getLast(), "convert", "-O", "raw", file, raw));
    assertEquals(0, convert.status(), convert::toString);
    return Path.of(raw);
  }
}
