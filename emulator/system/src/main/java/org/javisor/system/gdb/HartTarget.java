package org.javisor.system.gdb;

import java.util.ArrayList;
import java.util.List;
import org.javisor.isa.riscv64.HartRegisters;
import org.javisor.isa.riscv64.RegisterNames;
import org.javisor.system.gdb.TargetDescription.Group;
import org.javisor.system.gdb.TargetDescription.Register;

/**
 * The registers of a hart in debuggers' words, grouped and numbered as by QEMU 10.
 *
 * <p>Spec: [GDB-RSP] "Standard Target Features", "RISC-V Features".
 */
final class HartTarget {
  private static final String FEATURE = "org.gnu.gdb.riscv.";
  private static final String FLOAT_TYPE =
      "<union id=\"riscv_double\"><field name=\"float\" type=\"ieee_single\"/>"
          + "<field name=\"double\" type=\"ieee_double\"/></union>";

  private HartTarget() {}

  static TargetDescription describe(HartRegisters registers) {
    List<Group> groups = new ArrayList<>();
    groups.add(new Group("riscv-64bit-cpu.xml", FEATURE + "cpu", "", integer()));
    if (registers.hasFloat()) {
      groups.add(new Group("riscv-64bit-fpu.xml", FEATURE + "fpu", FLOAT_TYPE, floating()));
    }
    Register privilege = new Register("priv", HartRegisters.PRIVILEGE, "int");
    groups.add(new Group("riscv-64bit-virtual.xml", FEATURE + "virtual", "", List.of(privilege)));
    List<Register> controls = new ArrayList<>();
    for (HartRegisters.Named named : registers.controlRegisters()) {
      controls.add(new Register(named.name(), named.number(), "int"));
    }
    groups.add(new Group("riscv-csr.xml", FEATURE + "csr", "", controls));
    return new TargetDescription("riscv:rv64", HartRegisters.PC, groups);
  }

  private static List<Register> integer() {
    List<Register> all = new ArrayList<>();
    for (int i = 0; i < HartRegisters.COUNT; i++) {
      String name = RegisterNames.integer(i);
      all.add(new Register(name.equals("s0") ? "fp" : name, i, type(name)));
    }
    all.add(new Register("pc", HartRegisters.PC, "code_ptr"));
    return all;
  }

  private static String type(String name) {
    return switch (name) {
      case "ra" -> "code_ptr";
      case "sp", "gp", "tp", "s0" -> "data_ptr";
      default -> "int";
    };
  }

  private static List<Register> floating() {
    List<Register> all = new ArrayList<>();
    for (int i = 0; i < HartRegisters.COUNT; i++) {
      String name = RegisterNames.floating(i);
      all.add(new Register(name, HartRegisters.FIRST_FLOAT + i, "riscv_double"));
    }
    return all;
  }
}
