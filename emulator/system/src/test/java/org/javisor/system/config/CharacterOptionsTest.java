package org.javisor.system.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.javisor.backend.chardev.ChardevConfig;
import org.javisor.backend.chardev.SocketTarget;
import org.javisor.system.config.EmulatorConfig.CharacterDevice;
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
        "null,id=1a | Parameter 'id' expects an identifier\\nIdentifiers consist of letters, digits,"
            + " '-', '.', '_', starting with a letter.",
        "null,id=a,mux=maybe | Parameter 'mux' expects 'on' or 'off'",
        "file,id=a | chardev: file: no filename given",
        "pipe,id=a | chardev: pipe: no device path given",
        "serial,id=a | chardev: serial/tty: no device path given",
        "parallel,id=a,path=/x | 'parallel' is not a valid char driver name",
        "mux,id=a | chardev: mux: no chardev given",
        "udp,id=a,host=h | chardev: udp: remote port not specified",
        "vc,id=a,cols=x | Parameter 'cols' expects a number",
        "ringbuf,id=a,size=foo | Parameter 'size' expects a non-negative number below 2^64\\nOptional"
            + " suffix k, M, G, T, P or E means kilo-, mega-, giga-, tera-, peta-\\nand exabytes,"
            + " respectively.",
        "socket,id=a,host=h | chardev: socket: no port given",
        "socket,id=a,host=h,port=1,to=x | Parameter 'to' expects a number",
        "socket,id=a,path=/p,reconnect=x | Parameter 'reconnect' expects a number",
        "socket,id=a,path=/p,delay=on,nodelay=on | 'delay' and 'nodelay' are mutually exclusive",
        "socket,id=a,host=h,port=1,path=/p | None or one of 'path', 'fd' or 'host' option required.",
        "socket,id=a,noserver=on | Invalid parameter 'noserver'",
        "socket,id=a,fd=3,path=/p | None or one of 'path', 'fd' or 'host' option required.",
        "socket,id=a,fd=3,server=maybe | Parameter 'server' expects 'on' or 'off'",
        "socket,id=a,fd=3,server=on,wait=2 | Parameter 'wait' expects 'on' or 'off'",
        "socket,id=a,path=/p,colour=red | Invalid parameter 'colour'",
      })
  void whatCannotBeIsRefused(String text, String message) {
    assertEquals(
        message.replace("\\n", "\n"),
        assertThrows(ConfigException.class, () -> parse(text)).getMessage(),
        text);
  }

  private static ChardevConfig only(CharacterDevice device) {
    assertEquals(1, device.parts().size());
    return device.parts().getFirst();
  }

  @Test
  void serversWaitUnlessTold() throws ConfigException {
    assertTrue(parse("socket,id=a,path=/p,server=on").awaits());
    assertTrue(parse("socket,id=a,path=/p,server=on,wait=on").awaits());
    assertFalse(parse("socket,id=a,path=/p,server=on,wait=off").awaits());
    assertFalse(parse("socket,id=a,path=/p,server=on,nowait").awaits());
    assertFalse(parse("socket,id=a,path=/p").awaits());
  }

  @Test
  void descriptorsStayTextUntilTheyAreTaken() throws ConfigException {
    CharacterDevice device = parse("socket,id=a,fd= +07,server=on,wait=off");
    ChardevConfig.Socket socket = (ChardevConfig.Socket) only(device);
    assertEquals(new SocketTarget.Descriptor(" +07"), socket.target());
    assertEquals("-chardev socket,id=a,fd= +07,server=on,wait=off", device.source());
    assertEquals(
        new SocketTarget.Descriptor(""),
        ((ChardevConfig.Socket) only(parse("socket,id=a,port=3"))).target());
  }

  @Test
  void aDoubledCommaInAPathIsOne() throws ConfigException {
    assertEquals("/a,b", ((ChardevConfig.File) only(parse("file,id=a,path=/a,,b"))).path());
    assertEquals("/a,", ((ChardevConfig.File) only(parse("file,id=a,path=/a,,"))).path());
  }

  @Test
  void theOrderOfKeysIsFreeAndTheLastOfTwoCounts() throws ConfigException {
    CharacterDevice device = parse("backend=stdio,signal=off,id=x,id=y");
    assertEquals(new ChardevConfig.Stdio(ChardevConfig.Common.named("y"), false), only(device));
    assertEquals("y", device.id());
  }

  @Test
  void aSharedDeviceIsAMultiplexerOverOne() throws ConfigException {
    CharacterDevice device = parse("null,id=m,mux=on,logfile=/l,logappend=on");
    assertEquals(
        List.of(
            new ChardevConfig.Null(new ChardevConfig.Common("m-base", Optional.of("/l"), true)),
            new ChardevConfig.Mux(ChardevConfig.Common.named("m"), "m-base")),
        device.parts());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null | null",
        "stdio | stdio",
        "vc | vc",
        "vc:80Cx24C | vc",
        "pty | pty",
        "pty:/l | pty,path=/l",
        "file:/a,b | file,path=/a,,b",
        "pipe:/p | pipe,path=/p",
        "/dev/ttyS9 | serial,path=/dev/ttyS9",
        "unix:/s,server=on,wait=off | socket,path=/s,server=on,wait=off",
        "unix:/s,server,nowait | socket,path=/s,server=on,wait=off",
        "tcp::4444,server=on | socket,host=,port=4444,server=on",
        "tcp:h:4444,nodelay | socket,host=h,port=4444,delay=off",
        "telnet:h:23,server=on | socket,host=h,port=23,telnet=on,server=on",
        "tn3270:h:23,server=on | socket,host=h,port=23,tn3270=on,server=on",
        "websocket:h:80,server=on | socket,host=h,port=80,websocket=on,server=on",
        "udp::9 | udp,port=9",
        "udp:h:9@l:10 | udp,host=h,port=9,localaddr=l,localport=10",
        "udp:h:9@:10 | udp,host=h,port=9,localaddr=,localport=10",
        "mon:stdio | stdio,signal=off,mux=on",
        "mon:null | null,mux=on",
      })
  void shortFormsMeanTheSame(String shortForm, String parameters) throws ConfigException {
    assertEquals(
        parse(parameters + ",id=x").parts(),
        CharacterOptions.compat("x", shortForm, "-serial", FAILURE).parts());
  }

  private static final CharacterOptions.Failure FAILURE =
      new CharacterOptions.Failure("prog: -serial x: ", "it failed", true);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nosuch | 'nosuch' is not a valid char driver; it failed",
        "fd:20 | 'fd:20' is not a valid char driver; it failed",
        "stdio:x | 'stdio:x' is not a valid char driver; it failed",
        "mon:nosuch | 'nosuch' is not a valid char driver; it failed",
        "tcp:4444 | it failed",
        "tcp:h | it failed",
        "udp: | it failed",
        "udp:1:2@ | it failed",
        "vc:foo | it failed",
        "telnet::4444,foo=1 | Invalid parameter 'foo'; it failed",
        "tcp:h:1,server=x | Parameter 'server' expects 'on' or 'off'; it failed",
      })
  void shortFormsThatCannotBeAreRefused(String shortForm, String message) {
    assertEquals(
        message.replace("; ", "\nprog: -serial x: "),
        assertThrows(
                ConfigException.class,
                () -> CharacterOptions.compat("x", shortForm, "-serial", FAILURE))
            .getMessage());
  }

  @Test
  void oldBooleansAreWarnedOf() throws ConfigException {
    CommandLine line = new CommandLine("prog", "1");
    String device = "socket,id=a,path=/s,server,nowait,nodelay";
    CommandLine.Result _ =
        line.parse(
            new String[] {
              "-chardev",
              device,
              "-serial",
              "unix:/t,server,nowait", // not in the short forms
              "-msg",
              "timestamp"
            });
    String option = "-chardev " + device + ": warning: short-form boolean option ";
    assertEquals(
        List.of(
            option + "'server' deprecated\nPlease use server=on instead",
            option + "'nowait' deprecated\nPlease use wait=off instead",
            option + "'nodelay' deprecated\nPlease use nodelay=on instead",
            "-msg timestamp: warning: short-form boolean option 'timestamp' deprecated\n"
                + "Please use timestamp=on instead"),
        line.warnings());
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
