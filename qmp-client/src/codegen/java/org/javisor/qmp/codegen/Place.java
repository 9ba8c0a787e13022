package org.javisor.qmp.codegen;

/**
 * Where something stands in the schema.
 *
 * @param file name without folder
 * @param line from 1
 */
record Place(String file, int line) {
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
