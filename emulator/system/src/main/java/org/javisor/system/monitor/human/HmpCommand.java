package org.javisor.system.monitor.human;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands: a row is the names, what follows, and the help. */
enum HmpCommand {
  ANNOUNCE_SELF("announce_self", "[interfaces] [id]", "tell networks where the guest is"),
  BALLOON("balloon", "target", "ask the guest to use so many MiB"),
  BLOCK_JOB_CANCEL(
      "block_job_cancel", "[-f] device", "end a job; -f: at once, whatever it has done"),
  BLOCK_JOB_COMPLETE("block_job_complete", "device", "let a job that keeps up take effect"),
  BLOCK_JOB_PAUSE("block_job_pause", "device", "let a job pause"),
  BLOCK_JOB_RESUME("block_job_resume", "device", "end a job's pause"),
  BLOCK_JOB_SET_SPEED("block_job_set_speed", "device speed", "limit a job to bytes a second"),
  BLOCK_RESIZE("block_resize", "device size", "make a disk larger or smaller; size in MiB"),
  BLOCK_STREAM("block_stream", "device [speed [base]]", "copy what is behind an image into it"),
  BOOT_SET("boot_set", "bootdevice", "choose what is started from"),
  CHARDEV_ADD("chardev-add", "args", "make a character device, as -chardev does"),
  CHARDEV_CHANGE("chardev-change", "id args", "put another device in the place of one"),
  CHARDEV_REMOVE("chardev-remove", "id", "close a character device"),
  CHARDEV_SEND_BREAK("chardev-send-break", "id", "send a break on a character device"),
  CLOSEFD("closefd", "closefd name", "close a descriptor that getfd kept"),
  CONT("cont|c", "", "let the guest run"),
  CPU("cpu", "index", "choose the CPU that others commands are about"),
  DEVICE_ADD("device_add", "driver[,prop=value][,...]", "add a device, as -device does"),
  DEVICE_DEL("device_del", "device", "remove a device"),
  DUMPDTB("dumpdtb", "filename", "write the device tree to a file"),
  DUMP_GUEST_MEMORY(
      "dump-guest-memory",
      "[-p] [-d] [-z|-l|-s|-w] [-R] filename [begin length]",
      "write guest memory to a core file; -d: do not wait"),
  EXIT_PRECONFIG("exit_preconfig", "", "end the configuration: the machine is built"),
  GDBSERVER("gdbserver", "[device]", "serve debuggers on a device, by default on tcp::1234"),
  GETFD("getfd", "getfd name", "keep a descriptor that was passed under a name"),
  GPA2HVA("gpa2hva", "addr", "show where guest memory is in this process"),
  GVA2GPA("gva2gpa", "addr", "translate an address as the CPU would"),
  HELP("help|?", "[cmd]", "show the help"),
  INFO("info", "[subcommand]", "show something about the machine"),
  LOG("log", "item1[,...]", "show these in the log; none for nothing"),
  LOGFILE("logfile", "filename", "write the log to a file"),
  MEMSAVE("memsave", "addr size file", "save virtual memory to a file"),
  MOUSE_SET("mouse_set", "index", "choose the mouse that is moved"),
  NETDEV_DEL("netdev_del", "id", "remove a network"),
  NMI("nmi", "", "inject an NMI"),
  OBJECT_ADD("object_add", "[qom-type=]type,id=str[,prop=value][,...]", "make an object"),
  OBJECT_DEL("object_del", "id", "remove an object"),
  PMEMSAVE("pmemsave", "addr size file", "save physical memory to a file"),
  PRINT("print|p", "/fmt expr", "show the value of an expression; $name is a register"),
  QEMU_IO("qemu-io", "device \"command\"", "read or write a disk: \"help\" shows how"),
  QOM_GET("qom-get", "path property", "show a property of an object"),
  QOM_LIST("qom-list", "path", "show what an object has"),
  QOM_SET("qom-set", "[-j] path property value", "change a property; -j: the value is JSON"),
  QUIT("quit|q", "", "end the emulator"),
  RINGBUF_READ("ringbuf_read", "device size", "take bytes out of a ring buffer"),
  RINGBUF_WRITE("ringbuf_write", "device data", "write into a ring buffer"),
  SCREENDUMP("screendump", "filename [-f format] [device [head]]", "save what a screen shows"),
  SET_LINK("set_link", "name on|off", "plug a network cable in or out"),
  SNAPSHOT_BLKDEV(
      "snapshot_blkdev",
      "[-n] device [file [format]]",
      "write to a new image in front of a disk; -n: it is there"),
  STOP("stop|s", "", "stop the guest"),
  SUM("sum", "addr size", "show the checksum of physical memory"),
  SYSTEM_POWERDOWN("system_powerdown", "", "press the power button"),
  SYSTEM_RESET("system_reset", "", "reset the machine"),
  SYSTEM_WAKEUP("system_wakeup", "", "wake a suspended guest"),
  WATCHDOG_ACTION(
      "watchdog_action",
      "[reset|shutdown|poweroff|pause|debug|none]",
      "choose what a forgotten watchdog does"),
  X("x", "/fmt addr", "show virtual memory from an address on"),
  XP("xp", "/fmt addr", "show physical memory from an address on");

  private final String names;
  private final String parameters;
  private final String help;

  HmpCommand(String names, String parameters, String help) {
    this.names = names;
    this.parameters = parameters;
    this.help = help;
  }

  /** All names, separated by bars. */
  String names() {
    return names;
  }

  /** The command of that name. */
  static Optional<HmpCommand> of(String name) {
    for (HmpCommand command : values()) {
      if (!name.isEmpty() && ("|" + command.names + "|").contains("|" + name + "|")) {
        return Optional.of(command);
      }
    }
    return Optional.empty();
  }

  /** Every name, sorted. */
  static List<String> allNames() {
    List<String> all = new ArrayList<>();
    for (HmpCommand command : values()) {
      all.addAll(List.of(command.names.split("\\|", -1)));
    }
    all.sort(null);
    return all;
  }

  /** One line of help. */
  String helpLine() {
    return names + " " + parameters + " -- " + help + "\n";
  }
}
