package org.javisor.isa.riscv64;

/**
 * Switches of a CPU model that do not go together; the message names them, one line.
 *
 * <p>Spec: none; the messages are those that QEMU's users know.
 */
public final class CpuConfigException extends Exception {
  private final String property;

  /**
   * @param property the switch that cannot be set, empty when it is a combination that is wrong
   */
  CpuConfigException(String property, String message) {
    super(message);
    this.property = property;
  }

  /** The one switch that is to blame, empty for a combination. */
  public String property() {
    return property;
  }
}
