package org.javisor.system.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the board is to be like and what it starts with. */
class MachineOptionsTest {
  private static EmulatorConfig.Machine machine(String... arguments) throws ConfigException {
    CommandLine.Result result = new CommandLine("prog", "1.2.3").parse(arguments);
    return assertInstanceOf(CommandLine.Result.Run.class, result).config().machine();
  }

  private static EmulatorConfig.Loader loader(String argument) throws ConfigException {
    return machine("-device", "loader," + argument).boot().loaders().getFirst();
  }

  @Test
  void firmwareAndDeviceTreeAreNamedByOptionOrProperty() throws ConfigException {
    assertEquals("none", machine("-bios", "none").boot().bios());
    assertEquals("/fw", machine("-machine", "virt,firmware=/fw").boot().bios());
    assertEquals(Optional.of(Path.of("/t")), machine("-dtb", "/t").boot().deviceTree());
    EmulatorConfig.Machine all = machine("-M", "virt,kernel=/k,initrd=/i,dtb=/d,append=quiet");
    assertEquals(
        new EmulatorConfig.Boot(
            "default",
            Optional.of(Path.of("/k")),
            Optional.of(Path.of("/i")),
            "quiet",
            Optional.of(Path.of("/d")),
            List.of()),
        all.boot());
    assertEquals(
        Optional.of(Path.of("/out")), machine("-machine", "dumpdtb=/out").board().dumpTree());
  }

  @Test
  void loadersTakeFilesDataAndStartAddresses() throws ConfigException {
    EmulatorConfig.Loader file = loader("file=/f,addr=0x80000000,force-raw=on,cpu-num=0");
    assertEquals(Optional.of(Path.of("/f")), file.file());
    assertEquals(OptionalLong.of(0x80000000L), file.address());
    assertEquals(true, file.raw());
    assertEquals(OptionalInt.of(0), file.cpu());
    assertArrayEquals(
        new byte[] {0x34, 0x12}, loader("addr=4,data=0x1234,data-len=2").data().orElseThrow());
    assertArrayEquals(
        new byte[] {0x12, 0x34},
        loader("addr=4,data=0x1234,data-len=2,data-be=on").data().orElseThrow());
    assertEquals(OptionalInt.of(0), loader("addr=0x1000,cpu-num=0").cpu());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "addr=1,data=1|Both data and data-len must be specified",
        "addr=1,data=1,data-len=9|data-len must be between 1 and 8 bytes",
        "addr=1,data=1,data-len=0|data-len must be between 1 and 8 bytes",
        "file=/f,data=1,data-len=1|Specifying a file is not supported when setting memory values",
        "addr=1,data=1,data-len=1,cpu-num=0"
            + "|Specifying a cpu-num is not supported when setting memory values",
        "addr=1|please include valid arguments",
        "cpu-num=0|addr is missing",
        "file=/f,addr=x|Parameter 'addr' expects a 64-bit number",
        "file=/f,cpu-num=7|Specified boot CPU#7 is nonexistent",
        "file=/f,colour=red|Invalid parameter 'colour'",
      })
  void aLoaderThatMakesNoSenseIsRefused(String argument, String message) {
    ConfigException refusal = assertThrows(ConfigException.class, () -> loader(argument));
    assertEquals("-device loader," + argument + ": " + message, refusal.getMessage());
  }
}
