package org.javisor.cli.main;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** {@code javisor}. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its exit code. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, false, StandardCharsets.UTF_8);
    System.exit(run(out, err, arguments));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    String program = System.getProperty("javisor.argv0", "javisor");
    Failures failures = new Failures(program);
    CommandLine line =
        new CommandLine(new Javisor())
            .setCommandName(program)
            .setOut(out)
            .setErr(err)
            .setParameterExceptionHandler(failures::usage)
            .setExecutionExceptionHandler(failures::execution);
    int status = arguments.length == 0 ? usage(line) : line.execute(arguments);
    out.flush();
    err.flush();
    return status;
  }

  private static int usage(CommandLine line) {
    line.usage(line.getErr());
    return org.javisor.supervisor.api.ErrorCode.INVALID.exitCode();
  }
}
