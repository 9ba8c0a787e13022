package org.javisor.supervisor.process;

/**
 * How an emulator process ended.
 *
 * @param status its exit status, or -1 when a signal ended it
 * @param signal the signal that ended it, or 0
 * @param stderrTail the last of what it wrote to its standard error
 */
public record EmulatorExit(int status, int signal, String stderrTail) {
  /** The end in words, with the last line of standard error when it went wrong. */
  public String sentence() {
    if (signal > 0) {
      return "the emulator was killed by signal " + signal + signalName();
    }
    String said = status == 0 ? "" : lastLine();
    return "the emulator exited with status " + status + (said.isEmpty() ? "" : ": " + said);
  }

  private String signalName() {
    return switch (signal) {
      case 6 -> " (SIGABRT)";
      case 9 -> " (SIGKILL)";
      case 11 -> " (SIGSEGV)";
      case 15 -> " (SIGTERM)";
      default -> "";
    };
  }

  private String lastLine() {
    String text = stderrTail.strip();
    return text.substring(text.lastIndexOf('\n') + 1).strip();
  }
}
