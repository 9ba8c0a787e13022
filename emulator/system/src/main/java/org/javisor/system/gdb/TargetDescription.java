package org.javisor.system.gdb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What registers there are, as debuggers want to be told: one text for the target, which includes
 * one for each group of registers.
 */
public final class TargetDescription {
  private static final String HEAD = "<?xml version=\"1.0\"?>";
  private static final String TARGET = "target.xml";

  private final Map<String, String> texts = new LinkedHashMap<>();
  private final int core;
  private final int pc;

  /**
   * A register.
   *
   * @param number the debugger's
   */
  public record Register(String name, int number, String type) {}

  /**
   * A group of registers.
   *
   * @param file the name of the text about it
   * @param feature the debugger's name of the group
   * @param types definitions of types that are used in it
   */
  public record Group(String file, String feature, String types, List<Register> registers) {}

  /**
   * Of an architecture with these groups, of which the first is always transferred.
   *
   * @param pc the number of the register with the next instruction's address
   */
  public TargetDescription(String architecture, int pc, List<Group> groups) {
    this.pc = pc;
    StringBuilder target = new StringBuilder(HEAD);
    target.append("<!DOCTYPE target SYSTEM \"gdb-target.dtd\"><target><architecture>");
    target.append(architecture).append("</architecture>");
    for (Group group : groups) {
      target.append("<xi:include href=\"").append(group.file()).append("\"/>");
      texts.put(group.file(), text(group));
    }
    texts.put(TARGET, target.append("</target>").toString());
    core = groups.getFirst().registers().size();
  }

  /** How many registers, from number 0 on, are always transferred together. */
  int core() {
    return core;
  }

  /** The number of the register with the next instruction's address. */
  int pc() {
    return pc;
  }

  /** The text of that name. */
  Optional<String> text(String file) {
    return Optional.ofNullable(texts.get(file));
  }

  private static String text(Group group) {
    StringBuilder text = new StringBuilder(HEAD);
    text.append("<!DOCTYPE feature SYSTEM \"gdb-target.dtd\"><feature name=\"");
    text.append(group.feature()).append("\">").append(group.types());
    for (Register register : group.registers()) {
      text.append("<reg name=\"").append(register.name());
      text.append("\" bitsize=\"64\" regnum=\"").append(register.number());
      text.append("\" type=\"").append(register.type()).append("\"/>");
    }
    return text.append("</feature>").toString();
  }
}
