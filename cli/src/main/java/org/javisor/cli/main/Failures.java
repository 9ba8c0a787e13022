package org.javisor.cli.main;

import java.io.IOException;
import java.io.PrintWriter;
import org.javisor.cli.command.OutputOption;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.JsonObject;
import org.javisor.supervisor.api.Problem;
import org.javisor.supervisor.api.VmException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The one place where failures become a sentence on standard error and an exit code. */
final class Failures {
  private final String program;

  Failures(String program) {
    this.program = program;
  }

  /** A command line that is not understood. */
  int usage(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(program + ": " + wrong.getMessage());
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return ErrorCode.INVALID.exitCode();
  }

  /** A command that failed. */
  int execution(Exception failure, CommandLine command, ParseResult parsed) {
    if (failure instanceof ParameterException wrong) {
      return usage(wrong, new String[0]);
    }
    VmException known =
        switch (failure) {
          case VmException said -> said;
          case IOException io -> new VmException(ErrorCode.FAILED, io.toString(), io);
          default -> new VmException(ErrorCode.FAILED, "internal error: " + failure, failure);
        };
    PrintWriter err = command.getErr();
    err.print(asksForJson(parsed) ? json(known) : text(known));
    err.flush();
    return known.code().exitCode();
  }

  private static boolean asksForJson(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    OutputOption.Format format = last.matchedOptionValue("-o", OutputOption.Format.table);
    return format == OutputOption.Format.json;
  }

  private static String json(VmException failure) {
    return new JsonObject()
            .put("error", failure.code().shortName())
            .put("exitCode", failure.code().exitCode())
            .put("detail", failure.toJson())
        + "\n";
  }

  private String text(VmException failure) {
    StringBuilder out = new StringBuilder(program + ": " + failure.getMessage() + "\n");
    for (Problem problem : failure.problems().stream().skip(1).toList()) {
      out.append("  also: ").append(problem.problem()).append('\n');
    }
    String log = failure.logTail().strip();
    if (log.indexOf('\n') >= 0) {
      out.append("The emulator said:\n").append(log.indent(2));
    }
    return out.toString();
  }
}
