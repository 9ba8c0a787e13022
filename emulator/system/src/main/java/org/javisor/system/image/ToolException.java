package org.javisor.system.image;

/** The tool cannot do what it was asked to; the message is for the user. */
class ToolException extends Exception {
  private final int status;
  private final Kind kind;

  /** What is wrong. */
  enum Kind {
    /** An image, or what was to be done with it. */
    FAILURE,
    /** An option, of the command that it was given to. */
    OPTION,
    /** The command line as a whole. */
    USAGE
  }

  ToolException(String message) {
    this(message, 1, Kind.FAILURE);
  }

  private ToolException(String message, int status, Kind kind) {
    super(message);
    this.status = status;
    this.kind = kind;
  }

  static ToolException withStatus(int status, String message) {
    return new ToolException(message, status, Kind.FAILURE);
  }

  static ToolException option(String message) {
    return new ToolException(message, 1, Kind.OPTION);
  }

  static ToolException usage(String message) {
    return new ToolException(message, 1, Kind.USAGE);
  }

  int status() {
    return status;
  }

  Kind kind() {
    return kind;
  }
}
