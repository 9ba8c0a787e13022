package org.javisor.system.config;

/**
 * The options, alphabetical but for their spelling; a row is the name, the argument as help shows
 * it (empty for none), and the help.
 */
enum Option {
  ACCEL(
      "accel",
      "[accel=]tcg|jit|interp[,thread=single|multi][,tb-size=n][,one-insn-per-tb=on|off]",
      "how to execute guest code; tb-size: room for machine code in MiB"),
  ACTION("action", "reboot=A,shutdown=A,panic=A,watchdog=A", "what follows from what happens"),
  ADD_FD("add-fd", "fd=N,set=N[,opaque=T]", "put an inherited descriptor into a set"),
  APPEND("append", "CMDLINE", "kernel command line"),
  AUDIODEV("audiodev", "none,id=ID", "sound: there is none"),
  BIOS("bios", "default|none|FILE", "firmware: built in, none, or M-mode code"),
  BLOCKDEV("blockdev", "driver=file|null-co|qcow2|raw,node-name=N,...", "define a disk"),
  BOOT("boot", "[order=]DRIVES,strict=on|off,...", "what to start from (no firmware asks)"),
  CHARDEV("chardev", "KIND,id=ID,...", "define a character device (-chardev help lists kinds)"),
  CPU("cpu", "MODEL", "CPU model (-cpu help lists them)"),
  D("d", "ITEM,...", "what to log (-d help lists it)"),
  DAEMONIZE("daemonize", "", "leave the terminal once ready"),
  DEVICE("device", "DRIVER,drive=N,id=ID", "add a device (-device help lists them)"),
  DFILTER(
      "dfilter", "RANGE,...", "log code of these addresses only: ADDR+LEN, ADDR-LEN, ADDR..LAST"),
  DISPLAY("display", "none", "display type"),
  DRIVE(
      "drive",
      "file=F,format=raw|qcow2,if=none|virtio|pflash,id=ID,readonly=on|off",
      "define a disk"),
  DTB("dtb", "FILE", "device tree in place of the machine's own"),
  ECHR("echr", "N", "the control character that begins a multiplexer's commands: 1 is Ctrl-a"),
  ENABLE_KVM("enable-kvm", "", "the same as -accel kvm, which there is not"),
  FW_CFG("fw_cfg", "[name=]NAME,file=F|string=S", "add a file to the configuration device"),
  GDB("gdb", "tcp::PORT|unix:PATH|stdio|chardev:ID|none", "serve debuggers"),
  GDB_USUAL("s", "", "the same as -gdb tcp::1234"),
  GLOBAL("global", "DRIVER.PROPERTY=VALUE", "a value for all devices of a kind"),
  H("h", "", "show this help"),
  HELP("help", "", "show this help"),
  INCOMING("incoming", "defer", "wait for the machine's state"),
  INITRD("initrd", "FILE", "initial RAM disk"),
  K("k", "LANGUAGE", "accepted: there is no keyboard"),
  KERNEL("kernel", "FILE", "kernel to start"),
  LIBRARY("L", "FOLDER", "accepted: there are no firmware files to look for"),
  LOGFILE("D", "FILE", "where the log goes"),
  M("M", "MACHINE", "machine (-M help lists them)"),
  MACHINE("machine", "MACHINE", "machine (-machine help lists them)"),
  MEMORY("m", "[size=]SIZE[K|M|G]", "guest memory, MiB unless a unit is given"),
  MEM_PREALLOC("mem-prealloc", "", "accepted: has no effect"),
  MON(
      "mon",
      "[chardev=]ID[,mode=readline|control][,pretty=on|off]",
      "a monitor on a character device"),
  MONITOR("monitor", "stdio|unix:PATH,...|chardev:ID|none", "a monitor for people"),
  MSG("msg", "[timestamp=on|off][,guest-name=on|off]", "form of messages"),
  NAME("name", "[guest=]NAME[,process=N][,debug-threads=on|off]", "the guest's name"),
  NODEFAULTS("nodefaults", "", "no default devices"),
  NOGRAPHIC("nographic", "", "serial port on this terminal, no display"),
  NO_REBOOT("no-reboot", "", "exit instead of rebooting"),
  NO_SHUTDOWN("no-shutdown", "", "stop instead of exiting when the guest turns off"),
  NO_USER_CONFIG("no-user-config", "", "do not read configuration files (there are none)"),
  OBJECT(
      "object", "tls-creds-x509|tls-creds-psk|authz-list|secret|...,id=ID,...", "define an object"),
  OVERCOMMIT("overcommit", "[mem-lock=off][,cpu-pm=off]", "host resources"),
  PARALLEL("parallel", "DEV|none", "accepted: the machine has no parallel port"),
  PIDFILE("pidfile", "FILE", "write the process's number there"),
  PRECONFIG("preconfig", "", "let clients configure before the machine is built"),
  QMP("qmp", "unix:PATH,server=on,wait=off|stdio|chardev:ID", "a control monitor"),
  QMP_PRETTY("qmp-pretty", "DEVICE", "a control monitor with several lines per message"),
  READCONFIG("readconfig", "FILE", "read options from a file"),
  RTC("rtc", "[base=utc]", "wall clock"),
  RUN_WITH("run-with", "[async-teardown=on|off]", "accepted: guest memory goes at once"),
  S("S", "", "do not start the CPUs"),
  SANDBOX("sandbox", "on|off[,spawn=deny]...", "accepted: has no effect"),
  SEMIHOSTING("semihosting", "", "let bare programs use the host's files"),
  SEMIHOSTING_CONFIG(
      "semihosting-config", "[enable=on|off][,arg=WORD]", "likewise, with a command line"),
  SERIAL(
      "serial",
      "DEV|none",
      "where the serial port goes: stdio, pty, unix:PATH,server=on,... or chardev:ID"),
  SMP("smp", "[cpus=]N", "number of CPUs"),
  TRACE("trace", "[enable=]PATTERN", "accepted: there are no trace events"),
  USB("usb", "", "accepted: there is no USB"),
  UUID("uuid", "UUID", "the machine's UUID"),
  VERSION("version", "", "show the version"),
  VGA("vga", "none", "a display card: there is none"),
  WATCHDOG_ACTION("watchdog-action", "ACTION", "what a forgotten watchdog does");

  private final String spelling;
  private final String argument;
  private final String help;

  Option(String spelling, String argument, String help) {
    this.spelling = spelling;
    this.argument = argument;
    this.help = help;
  }

  boolean takesArgument() {
    return !argument.isEmpty();
  }

  /** The option that {@code text}, with its one or two dashes, names. */
  static Option of(String text) throws ConfigException {
    String name = text.substring(text.startsWith("--") ? 2 : 1);
    for (Option option : values()) {
      if (option.spelling.equals(name)) {
        return option;
      }
    }
    throw new ConfigException(text + ": invalid option");
  }

  /** All options, a line each. */
  static String helpText() {
    StringBuilder text = new StringBuilder();
    for (Option option : values()) {
      int start = text.length();
      text.append('-').append(option.spelling);
      if (option.takesArgument()) {
        text.append(' ').append(option.argument);
      }
      do {
        text.append(' ');
      } while (text.length() - start < 34);
      text.append(option.help).append('\n');
    }
    return text.toString();
  }
}
