package org.javisor.system.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.javisor.backend.chardev.ChardevConfig;
import org.javisor.backend.chardev.SocketTarget;
import org.javisor.isa.riscv64.CpuModel;
import org.javisor.qmp.api.BlockdevDiscardOptions;
import org.javisor.qmp.api.BlockdevOptions;
import org.javisor.qmp.api.BlockdevRef;
import org.javisor.qmp.api.RebootAction;
import org.javisor.qmp.api.SetAction;
import org.javisor.qmp.api.ShutdownAction;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.system.config.EmulatorConfig.CharacterDevice;
import org.javisor.system.qom.DeviceModel;
import org.javisor.system.qom.PluggedDevices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What command lines mean, and what is said about those that mean nothing. */
class CommandLineTest {
  private static final long MIB = 1L << 20;
  private static final EmulatorConfig.Boot NOTHING =
      new EmulatorConfig.Boot(
          "default", Optional.empty(), Optional.empty(), "", Optional.empty(), List.of());

  private static CommandLine.Result parse(String... arguments) throws ConfigException {
    return new CommandLine("prog", "1.2.3").parse(arguments);
  }

  private static EmulatorConfig run(String... arguments) throws ConfigException {
    return assertInstanceOf(CommandLine.Result.Run.class, parse(arguments)).config();
  }

  private static String shown(String... arguments) throws ConfigException {
    return assertInstanceOf(CommandLine.Result.Show.class, parse(arguments)).text();
  }

  /** The message that a command line, words separated by blanks, is refused with. */
  private static String refusal(String words) {
    return assertThrows(ConfigException.class, () -> parse(words.split(" ", -1))).getMessage();
  }

  @Test
  void nothingSaidIsASmallRunningMachineWithoutAnything() throws ConfigException {
    EmulatorConfig config = run();
    assertEquals(
        new EmulatorConfig.Machine(
            128 * MIB,
            1,
            CpuModel.RV64.plain(),
            NOTHING,
            EmulatorConfig.Board.PLAIN,
            EmulatorConfig.Acceleration.USUAL),
        config.machine());
    assertEquals(
        new EmulatorConfig.Behaviour(false, false, false, SetAction.of(), 1), config.behaviour());
    assertEquals("00000000-0000-0000-0000-000000000000", config.identity().uuid());
    assertEquals(Optional.empty(), config.identity().name());
    assertEquals(List.of(), config.chardevs());
    assertEquals(List.of(), config.monitors());
    assertEquals(Optional.empty(), config.serial());
    assertEquals(List.of(), config.disks());
    assertEquals(List.of(), config.devices());
  }

  @Test
  void everythingThatManagersSayIsUnderstoodAtOnce() throws ConfigException {
    EmulatorConfig config =
        run(
            "-name",
            "guest=deb,debug-threads=on",
            "-S",
            "-machine",
            "virt,usb=off",
            "-accel",
            "tcg",
            "-cpu",
            "rv64",
            "-m",
            "size=524288k",
            "-overcommit",
            "mem-lock=off",
            "-smp",
            "1,sockets=1,cores=1,threads=1",
            "-uuid",
            "C7A5FDBD-EDAF-9455-926A-D65C16DB1809",
            "-display",
            "none",
            "-no-user-config",
            "-nodefaults",
            "-chardev",
            "socket,id=charmonitor,fd=31,server=on,wait=off",
            "-mon",
            "chardev=charmonitor,id=monitor,mode=control",
            "-rtc",
            "base=utc",
            "-no-reboot",
            "-no-shutdown",
            "-kernel",
            "/k",
            "-initrd",
            "/i",
            "-append",
            "console=ttyS0 a,b",
            "-object",
            "rng-random,id=r,filename=/dev/urandom",
            "-device",
            "virtio-rng-device,rng=r,id=rng0",
            "-msg",
            "timestamp=on");
    assertEquals(
        new EmulatorConfig.Boot(
            "default",
            Optional.of(Path.of("/k")),
            Optional.of(Path.of("/i")),
            "console=ttyS0 a,b",
            Optional.empty(),
            List.of()),
        config.machine().boot());
    assertEquals(512 * MIB, config.machine().memoryBytes());
    assertEquals(
        new EmulatorConfig.Behaviour(
            true,
            false,
            false,
            SetAction.of().withReboot(RebootAction.SHUTDOWN).withShutdown(ShutdownAction.PAUSE),
            1),
        config.behaviour());
    assertEquals(
        new EmulatorConfig.Identity(Optional.of("deb"), "c7a5fdbd-edaf-9455-926a-d65c16db1809"),
        config.identity());
    assertEquals("charmonitor", config.monitors().getFirst().chardev());
    ChardevConfig.Socket socket =
        (ChardevConfig.Socket) config.chardevs().getFirst().parts().getFirst();
    assertEquals(new SocketTarget.Descriptor("31"), socket.target());
    assertTrue(socket.options().server());
    assertEquals(DeviceModel.VIRTIO_RNG_DEVICE, config.devices().getFirst().device().model());
  }

  @Test
  void oneDashAndTwoAreTheSame() throws ConfigException {
    assertEquals(run("-m", "64", "-no-reboot"), run("--m", "64", "--no-reboot"));
    assertEquals(run("-M", "virt"), run("--machine", "type=virt"));
  }

  @Test
  void theLastOfTwoCounts() throws ConfigException {
    assertEquals(32 * MIB, run("-m", "64", "-m", "32").machine().memoryBytes());
  }

  @ParameterizedTest
  @CsvSource({
    "64, 67108864",
    "64M, 67108864",
    "64m, 67108864",
    "size=1G, 1073741824",
    "2g, 2147483648",
    "8192K, 8388608",
    "4096b, 4096",
    "1b, 4096",
    "4097b, 8192",
    "1T, 1099511627776",
  })
  void memoryIsInMebibytesUnlessAUnitIsGivenAndInWholePages(String text, long bytes)
      throws ConfigException {
    assertEquals(bytes, run("-m", text).machine().memoryBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "+5",
        "x",
        "M",
        "64MB",
        "6 4",
        "0x40",
        "1.5G",
        "9223372036854775807b",
        "9223372036854775808b",
        "18446744073709551615",
        "9007199254740993G",
        "8796093022208"
      })
  void memoryThatIsNoNumberOrTooMuchIsRefused(String text) {
    String message =
        assertThrows(ConfigException.class, () -> parse("-m", "size=" + text)).getMessage();
    assertEquals(
        "-m size="
            + text
            + ": Parameter 'size' expects a non-negative number below 2^64\n"
            + "Optional suffix k, M, G, T, P or E means kilo-, mega-, giga-, tera-, peta-\n"
            + "and exabytes, respectively.",
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-bogus | -bogus: invalid option",
        "--bogus | --bogus: invalid option",
        "-- | --: invalid option",
        "-mm 5 | -mm: invalid option",
        "-m | -m: requires an argument",
        "-S -kernel | -kernel: requires an argument",
        "-m slots=1 | slots specified but no max-size",
        "-m 64,foo=1 | -m 64,foo=1: Invalid parameter 'foo'",
        "-cpu nope | unable to find CPU model 'nope'",
        "-cpu rv64,zba | Expected key=value format, found zba.",
        "-cpu rv64,zba=maybe | can't apply global rv64-riscv-cpu.zba=maybe: Parameter 'zba' expects"
            + " 'on' or 'off'",
        "-cpu rv64,foo=on | can't apply global rv64-riscv-cpu.foo=on: Property"
            + " 'rv64-riscv-cpu.foo' not found",
        "-cpu sifive-u54,zba=on | can't apply global sifive-u54-riscv-cpu.zba=on: 'sifive-u54' CPU"
            + " does not allow enabling extensions",
        "-cpu rv64,h=off,v=on | can't apply global rv64-riscv-cpu.v=on: extension 'v' is not"
            + " implemented",
        "-cpu rv64,f=off,zfa=off | D extension requires F extension",
        "-global rv64-riscv-cpu.nope=off | can't apply global rv64-riscv-cpu.nope=off: Property"
            + " 'rv64-riscv-cpu.nope' not found",
        "-global virtio-mmio.foo=false | can't apply global virtio-mmio.foo=false: Property"
            + " 'virtio-mmio.foo' not found",
        "-global virtio-mmio.force-legacy=true | can't apply global virtio-mmio.force-legacy=true:"
            + " the machine's own devices have no other value for it than their own",
        "-global device.foo=1 | can't apply global device.foo=1: Property 'cfi.pflash01.foo' not"
            + " found",
        "-global foo | -global foo: Invalid parameter 'foo'",
        "-global virtio-blk-pci=1 | -global virtio-blk-pci=1: Invalid parameter 'virtio-blk-pci'",
        "-global driver=virtio-blk-pci | -global driver=virtio-blk-pci: options 'driver',"
            + " 'property', and 'value' are required",
        "-run-with foo=1 | -run-with foo=1: Invalid parameter 'foo'",
        "-run-with chroot=/tmp | chroot failed: start the emulator inside the folder instead",
        "-accel nope | -accel nope: invalid accelerator nope",
        "-accel tcg:nope | -accel tcg:nope: invalid accelerator tcg:nope",
        "-accel thread=multi | -accel thread=multi: Parameter 'accel' is missing",
        "-accel tcg,thread=foo | -accel tcg,thread=foo: Invalid 'thread' setting foo",
        "-accel tcg,tb-size=abc | -accel tcg,tb-size=abc: Parameter 'tb-size' expects uint64",
        "-accel tcg,tb-size= | -accel tcg,tb-size=: Parameter 'tb-size' expects uint64",
        "-accel tcg,tb-size=-1 | -accel tcg,tb-size=-1: Parameter 'tb-size' expects uint32_t",
        "-accel tcg,tb-size=4294967296 | -accel tcg,tb-size=4294967296: Parameter 'tb-size' expects"
            + " uint32_t",
        "-accel tcg,one-insn-per-tb=maybe | -accel tcg,one-insn-per-tb=maybe: Parameter"
            + " 'one-insn-per-tb' expects 'on' or 'off'",
        "-accel tcg,bogus=1 | -accel tcg,bogus=1: Property 'tcg-accel.bogus' not found",
        "-accel jit,bogus=1 | -accel jit,bogus=1: Property 'jit-accel.bogus' not found",
        "-accel interp,tb-size=1 | -accel interp,tb-size=1: Property 'interp-accel.tb-size' not"
            + " found",
        "-uuid zz | -uuid zz: failed to parse UUID string: wrong format",
        "-name a,foo=1 | -name a,foo=1: Invalid parameter 'foo'",
        "-display sdl | -display sdl: Parameter 'type' does not accept value 'sdl'",
        "-object nope,id=a | -object nope,id=a: Parameter 'qom-type' does not accept value 'nope'",
        "-object rng-random | -object rng-random: Parameter 'id' is missing",
        "-drive if=none | -drive if=none: Must specify either driver or file",
        "-drive file=a,format=vdi | -drive file=a,format=vdi: Unknown driver 'vdi'",
        "-drive file=a,if=ide | -drive file=a,if=ide: unsupported bus type 'ide'",
        "-drive file=a,readonly=maybe | -drive file=a,readonly=maybe: Parameter 'read-only' expects"
            + " 'on' or 'off'",
        "-drive file=a,b=c | -drive file=a,b=c: Invalid parameter 'b'",
        "-blockdev file,filename=a | -blockdev file,filename=a: 'node-name' must be specified for"
            + " the root node",
        "-blockdev nbd,node-name=a | -blockdev nbd,node-name=a: Parameter 'driver' does not accept"
            + " value 'nbd'",
        "-device virtio-rng-pci,x=1 | -device virtio-rng-pci,x=1: Property 'virtio-rng-pci.x' not"
            + " found",
        "-device virtio-rng-pci,multifunction=zz | -device virtio-rng-pci,multifunction=zz:"
            + " Parameter 'multifunction' expects 'on' or 'off'",
        "-device virtio-rng-pci,addr=zz | -device virtio-rng-pci,addr=zz: Property"
            + " 'virtio-rng-pci.addr' doesn't take value 'zz'",
        "-device pcie-root-port,chassis=999 | -device pcie-root-port,chassis=999: Parameter"
            + " 'chassis' expects uint8_t",
        "-device pcie-root-port,chassis=zz | -device pcie-root-port,chassis=zz: Parameter 'chassis'"
            + " expects integer",
        "-device {\"driver\":\"virtio-rng-pci\",\"foo\":1} | -device"
            + " {\"driver\":\"virtio-rng-pci\",\"foo\":1}: Property 'virtio-rng-pci.foo' not found",
        "-device {\"driver\":\"virtio-rng-pci\",\"multifunction\":\"on\"} | -device"
            + " {\"driver\":\"virtio-rng-pci\",\"multifunction\":\"on\"}: Invalid parameter type"
            + " for 'multifunction', expected: boolean",
        "-device {\"id\":\"a\"} | -device {\"id\":\"a\"}: Parameter 'driver' is missing",
        "-device nope | -device nope: 'nope' is not a valid device model name",
        "-device virtio-device | -device virtio-device: Parameter 'driver' expects a non-abstract"
            + " device type",
        "-device virtio-rng-pci,disable-legacy=zz | -device virtio-rng-pci,disable-legacy=zz:"
            + " Parameter 'disable-legacy' does not accept value 'zz'",
        "-machine virt,foo=1 | Property 'virt-machine.foo' not found",
        "-machine virt,acpi=zz | Parameter 'acpi' does not accept value 'zz'",
        "-machine virt,usb=zz | Parameter 'usb' expects 'on' or 'off'",
        "-machine virt,aia=zz | Invalid AIA interrupt controller type",
        "-machine none,aclint=on | Property 'none-machine.aclint' not found",
        "-boot strict=on,foo=1 | Parameter 'boot.foo' is unexpected",
        "-audiodev {\"id\":\"a\",\"driver\":\"nope\"} | -audiodev"
            + " {\"id\":\"a\",\"driver\":\"nope\"}: Parameter 'driver' does not accept value"
            + " 'nope'",
        "-audiodev none | -audiodev none: Parameter 'id' is missing",
        "-audiodev none,id=a,foo=1 | -audiodev none,id=a,foo=1: Parameter 'foo' is unexpected",
        "-blockdev {\"driver\":\"file\"} | -blockdev {\"driver\":\"file\"}: Parameter 'filename' is"
            + " missing",
        "-object memory-backend-ram,id=a,size=zz | -object memory-backend-ram,id=a,size=zz:"
            + " Parameter 'size' expects a size value",
        "-object memory-backend-ram,id=a,size=1M,share=zz | -object"
            + " memory-backend-ram,id=a,size=1M,share=zz: Parameter 'share' expects 'on' or 'off'",
        "-mon mode=control | -mon mode=control: Parameter 'chardev' is missing",
        "-mon chardev=a,mode=foo | -mon chardev=a,mode=foo: Parameter 'mode' does not accept value"
            + " 'foo'",
        "-qmp nosuch | -qmp nosuch: 'nosuch' is not a valid char driver\\nprog: -qmp nosuch: parse"
            + " error: nosuch",
        "-serial fd:20 | -serial fd:20: 'fd:20' is not a valid char driver\\nprog: -serial fd:20:"
            + " could not connect serial device to character backend 'fd:20'",
      })
  void whatIsWrongIsNamedAsTheOptionSpellsIt(String words, String message) {
    assertEquals(message.replace("\\n", "\n"), refusal(words));
  }

  @Test
  void anUnknownMachineComesWithTheWayToListThem() {
    assertEquals(
        "unsupported machine type: \"nope\"\nUse -machine help to list supported machines",
        refusal("-M nope"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c7a5fdbd-edaf-9455-926a-d65c16db180",
        "c7a5fdbd-edaf-9455-926a-d65c16db1809a",
        "c7a5fdbdedaf-9455-926a--d65c16db1809",
        "00c7a5fdbd-edaf-9455-926a-d65c16db18",
        "g7a5fdbd-edaf-9455-926a-d65c16db1809",
      })
  void aUuidHasItsDashesWhereTheyBelong(String text) {
    assertEquals(
        "-uuid " + text + ": failed to parse UUID string: wrong format", refusal("-uuid " + text));
  }

  private static EmulatorConfig.Acceleration acceleration(String argument) throws ConfigException {
    return run("-accel", argument).machine().acceleration();
  }

  @Test
  void theAcceleratorsOptionsAreUnderstood() throws ConfigException {
    EmulatorConfig.Acceleration.Kind jit = EmulatorConfig.Acceleration.Kind.JIT;
    EmulatorConfig.Acceleration.Kind interpreter = EmulatorConfig.Acceleration.Kind.INTERPRETER;
    assertEquals(EmulatorConfig.Acceleration.USUAL, acceleration("jit"));
    assertEquals(EmulatorConfig.Acceleration.USUAL, acceleration("tcg,thread=multi,split-wx=on"));
    assertEquals(EmulatorConfig.Acceleration.USUAL, acceleration("tcg,tb-size=0"));
    assertEquals(
        new EmulatorConfig.Acceleration(interpreter, true, OptionalLong.empty(), false, false),
        acceleration("interp,thread=single"));
    assertEquals(
        new EmulatorConfig.Acceleration(jit, true, OptionalLong.of(32 * MIB), true, true),
        acceleration("tcg,thread=single,tb-size=32,one-insn-per-tb=on,x-check=on"));
    assertEquals(OptionalLong.of(1024 * MIB), acceleration("jit,tb-size=5000").codeBytes());
    assertEquals(OptionalLong.of(8 * MIB), acceleration("jit,tb-size=2").codeBytes());
    assertEquals(
        "Accelerators supported in QEMU binary:\ninterp\njit\ntcg\n", shown("-accel", "help"));
  }

  @Test
  void theFirstAcceleratorIsTaken() throws ConfigException {
    assertEquals(
        EmulatorConfig.Acceleration.Kind.INTERPRETER,
        run("-accel", "interp", "-accel", "jit").machine().acceleration().kind());
  }

  @Test
  void aPathThatTheHostCannotHaveIsRefused() {
    String message =
        assertThrows(ConfigException.class, () -> parse("-kernel", "a\0b")).getMessage();
    assertTrue(message.startsWith("-kernel a\0b: "), message);
  }

  @Test
  void informationIsShownWithoutStartingAnything() throws ConfigException {
    assertEquals("QEMU emulator version 1.2.3 (Javisor)\n", shown("-version"));
    assertTrue(shown("-M", "help").startsWith("Supported machines are:\nnone "));
    assertEquals(shown("-M", "help"), shown("-machine", "?"));
    assertTrue(shown("-cpu", "help").contains("rv64"));
    assertTrue(shown("-device", "help").contains("\"virtio-blk-device\""));
    assertTrue(shown("-h").contains("usage: prog [options]"));
    assertEquals(shown("-h"), shown("--help"));
  }

  @Test
  void informationComesBeforeLaterMistakesAndAfterEarlierOnes() throws ConfigException {
    assertTrue(shown("-version", "-bogus").startsWith("QEMU"));
    assertThrows(ConfigException.class, () -> parse("-bogus", "-version"));
  }

  @Test
  void helpTellsOfEveryOptionInItsSpelling() throws ConfigException {
    String help = shown("-help");
    for (Option option : Option.values()) {
      String line = option.takesArgument() ? " " : "  ";
      assertTrue(
          help.contains("\n-" + spelling(option) + line), () -> "no help for " + option + help);
    }
  }

  /** The rows' names are the spellings but for dashes and case. */
  private static String spelling(Option option) {
    return switch (option) {
      case FW_CFG -> "fw_cfg";
      case GDB_USUAL -> "s";
      case M, S -> option.name();
      case LIBRARY -> "L";
      case LOGFILE -> "D";
      case MEMORY -> "m";
      default -> option.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    };
  }

  @Test
  void aBareWordIsADiskWhateverItIsCalled() throws ConfigException {
    EmulatorConfig config = run("a,b=c.raw");
    assertEquals(
        List.of(new EmulatorConfig.Disk(file("virtio0", "a,b=c.raw", false), "a,b=c.raw")),
        config.disks());
    assertEquals(Optional.of("virtio0"), config.devices().getFirst().device().text("drive"));
  }

  @Test
  void drivesAreDevicesUnlessToldOtherwise() throws ConfigException {
    EmulatorConfig config =
        run(
            "-drive",
            "file=x,,y,format=raw,if=none,id=d,readonly=on",
            "-device",
            "virtio-blk-device,drive=d,id=blk");
    assertEquals(
        new EmulatorConfig.Disk(
            file("d", "x,y", true), "-drive file=x,,y,format=raw,if=none,id=d,readonly=on"),
        config.disks().getFirst());
    assertEquals(1, config.devices().size());
    assertEquals(Optional.of("blk"), config.devices().getFirst().device().id());
    assertEquals(1, run("-drive", "file=x,if=virtio").devices().size());
  }

  @Test
  void aDiskIsToldWhetherRoomGoesBack() throws ConfigException {
    for (String word : List.of("unmap", "on", "ignore", "off")) {
      BlockdevOptions disk =
          run("-drive", "file=x,format=qcow2,discard=" + word).disks().getFirst().options();
      boolean back = word.equals("unmap") || word.equals("on");
      assertEquals(
          Optional.of(back ? BlockdevDiscardOptions.UNMAP : BlockdevDiscardOptions.IGNORE),
          disk.discard());
    }
    assertEquals(Optional.empty(), run("-drive", "file=x").disks().getFirst().options().discard());
    assertEquals(
        "-drive file=x,discard=zz: Invalid discard option",
        assertThrows(ConfigException.class, () -> run("-drive", "file=x,discard=zz")).getMessage());
  }

  @Test
  void blockNodesAreNamed() throws ConfigException {
    EmulatorConfig config =
        run(
            "-blockdev",
            "driver=raw,node-name=n,read-only=on,file.driver=file,file.filename=/d",
            "-blockdev",
            "file,node-name=m,filename=/e,auto-read-only=on");
    BlockdevOptions.Raw raw = (BlockdevOptions.Raw) config.disks().get(0).options();
    assertEquals(Optional.of(true), raw.readOnly());
    BlockdevRef.Definition below = (BlockdevRef.Definition) raw.file();
    assertEquals("/d", ((BlockdevOptions.File) below.value()).filename());
    assertEquals(Optional.of("m"), config.disks().get(1).options().nodeName());
  }

  @Test
  void blockNodesAndDevicesMayBeJson() throws ConfigException {
    EmulatorConfig config =
        run(
            "-blockdev",
            "{\"driver\":\"file\",\"filename\":\"/d\",\"node-name\":\"s\",\"discard\":\"unmap\"}",
            "-blockdev",
            "{\"node-name\":\"f\",\"read-only\":false,\"driver\":\"raw\",\"file\":\"s\"}",
            "-device",
            "{\"driver\":\"virtio-blk-pci\",\"bus\":\"pci.1\",\"addr\":\"0x1.0x2\",\"drive\":\"f\","
                + "\"id\":\"d\",\"bootindex\":1}");
    BlockdevOptions.Raw raw = (BlockdevOptions.Raw) config.disks().get(1).options();
    assertEquals(new BlockdevRef.Reference("s"), raw.file());
    PluggedDevices.Plugged device = config.devices().getFirst().device();
    assertEquals(Optional.of("pci.1"), device.bus());
    assertEquals(Optional.of(0x0AL), device.number("addr"));
    assertEquals(Optional.of(1L), device.number("bootindex"));
  }

  private static BlockdevOptions file(String node, String filename, boolean readOnly)
      throws ConfigException {
    return BlockdevArguments.file(
        new JsonObject().put("node-name", node).put("read-only", readOnly), "raw", filename);
  }

  @Test
  void nographicPutsTheSerialPortOnStandardInputAndOutput() throws ConfigException {
    EmulatorConfig config = run("-nographic");
    CharacterDevice device = config.chardevs().getFirst();
    assertEquals(
        new ChardevConfig.Stdio(ChardevConfig.Common.named("serial0-base"), false),
        device.parts().getFirst());
    assertEquals("serial0", device.id());
    assertEquals(Optional.of(device.id()), config.serial());
    assertEquals(List.of(), run("-nographic", "-serial", "none").chardevs());
    assertEquals(Optional.empty(), run("-nographic", "-serial", "none").serial());
  }

  @Test
  void shortFormsOfCharacterDevicesAreTheLongOnes() throws ConfigException {
    EmulatorConfig config =
        run("-qmp", "unix:/q,,1,server=on,wait=off", "-serial", "file:/a,b", "-monitor", "none");
    ChardevConfig.Socket qmp = (ChardevConfig.Socket) config.chardevs().get(0).parts().getFirst();
    assertEquals("compat_monitor0", qmp.id());
    assertEquals(new SocketTarget.Unix("/q,1", false, true), qmp.target());
    assertTrue(qmp.options().server());
    assertFalse(qmp.options().awaits());
    ChardevConfig.File file = (ChardevConfig.File) config.chardevs().get(1).parts().getFirst();
    assertEquals("/a,b", file.path());
    assertEquals(Optional.of("serial0"), config.serial());
  }

  @Test
  void serialPortsAndMonitorsMayNameACharacterDevice() throws ConfigException {
    EmulatorConfig config =
        run("-chardev", "null,id=c", "-serial", "chardev:c", "-qmp", "chardev:c");
    assertEquals(Optional.of("c"), config.serial());
    assertEquals("c", config.monitors().getFirst().chardev());
    assertEquals(1, config.chardevs().size());
    assertEquals(List.of(), run("-monitor", "none").monitors());
  }
}
