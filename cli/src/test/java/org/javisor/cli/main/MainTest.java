package org.javisor.cli.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.javisor.supervisor.api.ErrorCode;
import org.junit.jupiter.api.Test;

class MainTest {
  private static final List<String> COMMANDS =
      List.of("run", "start", "ls", "info", "console", "stop", "kill", "rm", "version");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyCommandHasHelpWithAnExample() {
    for (String command : COMMANDS) {
      out.getBuffer().setLength(0);
      assertEquals(0, run(command, "--help"), command);
      assertTrue(out.toString().contains("Example: javisor " + command), out::toString);
    }
  }

  @Test
  void helpNamesEveryCommandAndEveryExitCode() {
    assertEquals(0, run("--help"));
    for (String command : COMMANDS) {
      assertTrue(out.toString().contains("\n  " + command + " "), command);
    }
    String codes = out.toString().replaceAll("\\s+", " ");
    for (ErrorCode code : ErrorCode.values()) {
      assertTrue(codes.contains(" " + code.exitCode() + " "), code.name());
    }
  }

  @Test
  void wrongCommandLinesAreOneSentenceAndTwo() {
    String[][] wrong = {
      {"frobnicate"},
      {"run"},
      {"run", "--kernel", "k", "--memory", "lots"},
      {"run", "--kernel", "k", "-o", "json"},
      {"info"},
      {"ls", "-o", "xml"},
      {"console", "-o", "json", "x"}
    };
    for (String[] arguments : wrong) {
      err.getBuffer().setLength(0);
      assertEquals(2, run(arguments), () -> String.join(" ", arguments));
      String[] lines = err.toString().split("\n");
      assertTrue(lines[0].startsWith("javisor: "), err::toString);
      assertEquals(2, lines.length, err::toString);
    }
  }

  @Test
  void nothingAtAllShowsTheHelpAndIsAnError() {
    assertEquals(2, run());
    assertTrue(err.toString().startsWith("Usage: javisor"), err::toString);
  }

  @Test
  void versionIsTold() {
    assertEquals(0, run("--version"));
    assertTrue(out.toString().startsWith("javisor "), out::toString);
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
  }
}
