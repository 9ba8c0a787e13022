package org.javisor.supervisor.api;

import java.util.List;

/** A failure that an operator can understand: a code, one sentence, and what belongs to it. */
public final class VmException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<Problem> problems;
  private final String logTail;

  /** A failure without further detail. */
  public VmException(ErrorCode code, String message) {
    this(code, message, List.of(), "");
  }

  /** A failure with its technical cause. */
  public VmException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.problems = List.of();
    this.logTail = "";
  }

  private VmException(ErrorCode code, String message, List<Problem> problems, String logTail) {
    super(message);
    this.code = code;
    this.problems = List.copyOf(problems);
    this.logTail = logTail;
  }

  /** A definition with problems; the first one decides the code and the sentence. */
  public static VmException invalid(String subject, List<Problem> problems) {
    Problem first = problems.getFirst();
    String more = problems.size() > 1 ? " (and " + (problems.size() - 1) + " more)" : "";
    return new VmException(first.code(), subject + ": " + first.problem() + more, problems, "");
  }

  /** An emulator that ended, with the last lines that it wrote to its standard error. */
  public static VmException emulatorExited(String message, String logTail) {
    return new VmException(ErrorCode.EMULATOR_EXITED, message, List.of(), logTail);
  }

  /** The kind of failure. */
  public ErrorCode code() {
    return code;
  }

  /** All problems of a definition; empty for other failures. */
  public List<Problem> problems() {
    return problems;
  }

  /** The last lines of the emulator's standard error; empty for other failures. */
  public String logTail() {
    return logTail;
  }

  /** The parameters of the error reply. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("message", getMessage())
        .put("problems", problems.stream().map(Problem::toJson).toList())
        .put("logTail", logTail);
  }

  /** The failure that an error reply tells. */
  public static VmException fromJson(String wireName, JsonObject json) throws BadMessageException {
    List<Problem> problems = new java.util.ArrayList<>();
    for (JsonObject problem : json.objects("problems")) {
      problems.add(Problem.fromJson(problem));
    }
    return new VmException(
        ErrorCode.ofWireName(wireName), json.text("message"), problems, json.text("logTail"));
  }
}
