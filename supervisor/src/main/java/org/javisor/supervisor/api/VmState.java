package org.javisor.supervisor.api;

/** Where a machine is in its life. */
public enum VmState {
  /** The last run ended otherwise than by the guest's or the operator's wish. */
  CRASHED("crashed"),
  /** The emulator runs, the guest's processors do not. */
  PAUSED("paused"),
  /** The guest runs. */
  RUNNING("running"),
  /** Defined, not running. */
  SHUT_OFF("shut off"),
  /** The emulator is being started. */
  STARTING("starting"),
  /** The end was asked for and is under way. */
  STOPPING("stopping");

  private final String label;

  VmState(String label) {
    this.label = label;
  }

  /** The word for people and for JSON. */
  public String label() {
    return label;
  }

  /** Whether there is, or may be, an emulator process. */
  public boolean live() {
    return switch (this) {
      case STARTING, RUNNING, PAUSED, STOPPING -> true;
      case SHUT_OFF, CRASHED -> false;
    };
  }

  static VmState ofLabel(String label) throws BadMessageException {
    for (VmState state : values()) {
      if (state.label.equals(label)) {
        return state;
      }
    }
    throw new BadMessageException("member 'state' is '" + label + "', which is not a state");
  }
}
