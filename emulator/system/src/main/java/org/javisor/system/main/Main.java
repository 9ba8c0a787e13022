package org.javisor.system.main;

import org.javisor.system.config.CommandLine;
import org.javisor.system.config.ConfigException;

/** {@code javisor-system-riscv64}: a machine with QEMU's command line. */
public final class Main {
  /** The version of QEMU whose behaviour clients may expect. */
  static final String VERSION = "10.0.13";

  private Main() {}

  public static void main(String[] arguments) {
    String program = System.getProperty("javisor.argv0", "javisor-system-riscv64");
    CommandLine commandLine = new CommandLine(program, VERSION);
    int code;
    try {
      CommandLine.Result result;
      try {
        result = commandLine.parse(arguments);
      } finally {
        for (String warning : commandLine.warnings()) {
          System.err.println(program + ": " + warning);
        }
      }
      code =
          switch (result) {
            case CommandLine.Result.Show show -> {
              System.out.print(show.text());
              yield 0;
            }
            case CommandLine.Result.Run run -> new Emulator(program, run.config()).run();
          };
    } catch (ConfigException e) {
      System.err.println(program + ": " + e.getMessage());
      code = 1;
    }
    System.exit(code);
  }
}
