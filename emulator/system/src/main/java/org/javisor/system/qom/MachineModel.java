package org.javisor.system.qom;

import java.util.List;
import java.util.Optional;
import org.javisor.isa.riscv64.CpuModel;

/** The kinds of machine. */
public enum MachineModel {
  NONE("none", "empty machine", 1),
  VIRT("virt", "RISC-V VirtIO board", 64);

  /** How many places for virtio devices {@code virt} has in its memory map. */
  public static final int VIRTIO_SLOTS = 8;

  private final String text;
  private final String description;
  private final int mostCpus;

  MachineModel(String text, String description, int mostCpus) {
    this.text = text;
    this.description = description;
    this.mostCpus = mostCpus;
  }

  /** The machine of that name. */
  public static Optional<MachineModel> of(String name) {
    for (MachineModel model : values()) {
      if (model.text.equals(name)) {
        return Optional.of(model);
      }
    }
    return Optional.empty();
  }

  /** Its name. */
  public String text() {
    return text;
  }

  /** What it is, in few words. */
  public String description() {
    return description;
  }

  /** The most CPUs that it can have. */
  public int mostCpus() {
    return mostCpus;
  }

  /** Whether it is taken when none is named. */
  public boolean isDefault() {
    return this == VIRT;
  }

  /** What its memory is called. */
  public String ramId() {
    return switch (this) {
      case NONE -> "ram";
      case VIRT -> "riscv_virt_board.ram";
    };
  }

  /** Its CPUs when no others are asked for; the empty machine has none. */
  public Optional<CpuModel> cpu() {
    return switch (this) {
      case NONE -> Optional.empty();
      case VIRT -> Optional.of(CpuModel.RV64);
    };
  }

  /** A line of {@code -machine help}. */
  public String helpLine() {
    return String.format("%-20s %s%s%n", text, description, isDefault() ? " (default)" : "");
  }

  QomType type() {
    List<Property> own =
        switch (this) {
          case NONE -> List.of();
          case VIRT -> MachineProperty.ofVirt();
        };
    return new QomType(typeName(), Optional.of("machine"), false, own);
  }

  /** The type of its object. */
  public String typeName() {
    return text + "-machine";
  }
}
