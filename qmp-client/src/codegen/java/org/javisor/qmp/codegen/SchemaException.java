package org.javisor.qmp.codegen;

/** The schema is wrong; the message begins with file and line. */
final class SchemaException extends Exception {
  private static final long serialVersionUID = 1;

  SchemaException(Place place, String problem) {
    super(place + ": " + problem);
  }
}
