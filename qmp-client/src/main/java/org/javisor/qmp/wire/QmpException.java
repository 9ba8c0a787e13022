package org.javisor.qmp.wire;

/** A command was refused; class and description go over the wire as they are. */
public final class QmpException extends Exception {
  private static final long serialVersionUID = 1;

  private final QmpErrorClass errorClass;

  public QmpException(QmpErrorClass errorClass, String description) {
    super(description);
    this.errorClass = errorClass;
  }

  public QmpException(QmpErrorClass errorClass, String description, Throwable cause) {
    super(description, cause);
    this.errorClass = errorClass;
  }

  /** Of the class that says nothing more. */
  public static QmpException generic(String description) {
    return new QmpException(QmpErrorClass.GENERIC_ERROR, description);
  }

  /** What clients tell apart. */
  public QmpErrorClass errorClass() {
    return errorClass;
  }

  /** What people read; the same as {@link #getMessage}. */
  public String description() {
    return getMessage();
  }
}
