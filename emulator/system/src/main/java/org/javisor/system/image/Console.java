package org.javisor.system.image;

import java.io.PrintStream;

/** Where the tool writes. */
public final class Console {
  private final String program;
  private final PrintStream out;
  private final PrintStream err;
  private boolean quiet;

  /**
   * @param program how it was called
   */
  public Console(String program, PrintStream out, PrintStream err) {
    this.program = program;
    this.out = out;
    this.err = err;
  }

  String program() {
    return program;
  }

  /** From now on only errors and what was asked for are said. */
  void beQuiet() {
    quiet = true;
  }

  /** Says what was asked for. */
  void print(String text) {
    out.print(text);
  }

  /** Says how it went, unless that is not wanted. */
  void tell(String text) {
    if (!quiet) {
      out.print(text);
    }
  }

  /** Shows what was said so far. */
  void flush() {
    out.flush();
  }

  /**
   * Says what is wrong.
   *
   * @param verb of the command whose options are wrong, if it is that
   */
  void error(String verb, String message) {
    out.flush();
    err.println(program + (verb.isEmpty() ? "" : " " + verb) + ": " + message);
  }

  /** Says what is wrong with an image, each as it is. */
  void complain(String text) {
    if (!quiet) {
      out.flush();
      err.print(text);
    }
  }
}
