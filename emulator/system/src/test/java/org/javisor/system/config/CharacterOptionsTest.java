package org.javisor.system.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.javisor.system.config.EmulatorConfig.CharacterDevice;
import org.javisor.system.config.EmulatorConfig.CharacterKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Character devices: what they mean and QEMU's own words for what they cannot mean. */
class CharacterOptionsTest {
  private static CharacterDevice parse(String text) throws ConfigException {
    return CharacterOptions.chardev(text, "-chardev " + text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null | chardev: no id specified",
        "id=a | chardev: \"a\" missing backend",
        "nope,id=a | 'nope' is not a valid char driver name",
        "null,id=a,foo=1 | Invalid parameter 'foo'",
        "file,id=a | Parameter 'path' is missing",
        "socket,id=a | None or one of 'path', 'fd' or 'host' option required.",
        "socket,id=a,fd=3,path=/p | None or one of 'path', 'fd' or 'host' option required.",
        "socket,id=a,fd=3,wait=off | 'wait' option is incompatible with socket in client connect"
            + " mode",
        "socket,id=a,fd=3,server=maybe | Parameter 'server' expects 'on' or 'off'",
        "socket,id=a,fd=3,server=on,wait=2 | Parameter 'wait' expects 'on' or 'off'",
        "socket,id=a,path=/p,colour=red | Invalid parameter 'colour'",
      })
  void whatCannotBeIsRefused(String text, String message) {
    assertEquals(
        message, assertThrows(ConfigException.class, () -> parse(text)).getMessage(), text);
  }

  @Test
  void serversWaitUnlessTold() throws ConfigException {
    assertTrue(parse("socket,id=a,path=/p,server=on").await());
    assertTrue(parse("socket,id=a,path=/p,server=on,wait=on").await());
    assertFalse(parse("socket,id=a,path=/p,server=on,wait=off").await());
    assertFalse(parse("socket,id=a,path=/p,server=on,nowait").await());
    assertFalse(parse("socket,id=a,path=/p").await());
    assertFalse(parse("socket,id=a,path=/p,server=off").server());
  }

  @Test
  void descriptorsStayTextUntilTheyAreTaken() throws ConfigException {
    CharacterDevice device = parse("socket,id=a,fd= +07,server=on,wait=off");
    assertEquals(Optional.of(" +07"), device.fd());
    assertEquals(Optional.empty(), device.path());
    assertEquals("-chardev socket,id=a,fd= +07,server=on,wait=off", device.source());
  }

  @Test
  void aDoubledCommaInAPathIsOne() throws ConfigException {
    assertEquals(Optional.of(Path.of("/a,b")), parse("file,id=a,path=/a,,b").path());
    assertEquals(Optional.of(Path.of("/a,")), parse("file,id=a,path=/a,,").path());
  }

  @Test
  void theOrderOfKeysIsFreeAndTheLastOfTwoCounts() throws ConfigException {
    CharacterDevice device = parse("backend=stdio,signal=off,id=x,id=y");
    assertEquals(CharacterKind.STDIO, device.kind());
    assertEquals("y", device.id());
  }

  @Test
  void monitorsAreForPeopleUnlessTheyAreForPrograms() throws ConfigException {
    EmulatorConfig.Monitor monitor =
        CharacterOptions.monitor("c,mode=control,pretty=on,id=m", "-mon");
    assertEquals(
        new EmulatorConfig.Monitor("c", EmulatorConfig.MonitorMode.CONTROL, true, "-mon"), monitor);
    assertEquals(
        new EmulatorConfig.Monitor("c", EmulatorConfig.MonitorMode.READLINE, false, "-mon"),
        CharacterOptions.monitor("c", "-mon"));
    String refusal =
        assertThrows(ConfigException.class, () -> CharacterOptions.monitor("c,pretty=on", "-mon"))
            .getMessage();
    assertEquals("'pretty' is not compatible with HMP monitors", refusal);
  }
}
