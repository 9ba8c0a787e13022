package org.javisor.cli.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.javisor.supervisor.api.ConsoleSize;
import org.javisor.supervisor.api.ExitReport;
import org.javisor.supervisor.api.VmInfo;
import org.javisor.supervisor.api.VmSpec;
import org.javisor.supervisor.api.VmState;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    assertEquals("A    BB\nxxx  y\n", new Table("A", "BB").row("xxx", "y").text());
  }

  @Test
  void rowOfAnotherLengthIsABug() {
    Table table = new Table("A", "B");
    assertThrows(IllegalArgumentException.class, () -> table.row("x"));
  }

  @Test
  void machinesAreListed() {
    assertEquals(
        """
        NAME    STATE    PID  MEMORY   CPUS  UPTIME
        debian  running  42   512 MiB  1     2 h 5 min
        """,
        MachineText.list(List.of(machine()), 1000 + (2 * 60 + 5) * 60_000));
  }

  @Test
  void endIsOneSentence() {
    assertEquals(
        "VM 'x' ended: the guest powered off",
        MachineText.ended("x", new ExitReport(true, "the guest powered off", 0, 0, 1, "")));
  }

  private static VmInfo machine() {
    VmSpec spec =
        new VmSpec(
            "debian", new VmSpec.Hardware(512, 1), new VmSpec.Boot("/k", "", ""), List.of(), false);
    return new VmInfo(
        spec,
        "uuid",
        VmState.RUNNING,
        42,
        1000,
        new VmInfo.ConsoleInfo("/log", 0, ConsoleSize.UNKNOWN),
        Optional.empty());
  }
}
