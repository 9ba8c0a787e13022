package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.javisor.engine.vcpu.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every row of every table does what the manual says, and nothing else: the fixtures compare all
 * registers, flags and the memory around.
 */
class ConformanceTest {
  private static final int SHOWN = 12;

  private static List<Fixture> fixtures() {
    List<Fixture> fixtures = new ArrayList<>();
    for (Instruction[] table : InstructionSet.tables()) {
      for (Instruction row : table) {
        Random random = new Random(Fixture.SEED + row.name().hashCode());
        IntegerFixtures.add(row, random, fixtures);
        MemoryFixtures.add(row, random, fixtures);
        FloatFixtures.add(row, random, fixtures);
        ControlFixtures.add(row, random, fixtures);
      }
    }
    return fixtures;
  }

  @ParameterizedTest
  @CsvSource({"JIT, 96", "JIT, 1", "INTERPRETER, 96"})
  void everyInstructionDoesWhatTheManualSays(Engine.Accelerator accelerator, int unitLimit)
      throws Exception {
    List<String> wrong = new ArrayList<>();
    try (ConformanceMachine machine =
        new ConformanceMachine(
            CpuModel.MAX.plain().features(),
            Engine.Config.of(accelerator).withMaxUnit(unitLimit))) {
      for (Fixture fixture : fixtures()) {
        String difference = machine.run(fixture);
        if (!difference.isEmpty()) {
          wrong.add(fixture + ": " + difference);
        }
      }
    }
    assertTrue(
        wrong.isEmpty(),
        () ->
            wrong.size()
                + " wrong, the first:\n"
                + String.join("\n", wrong.subList(0, Math.min(SHOWN, wrong.size()))));
  }

  /**
   * Writes the report and fails for an instruction or a control and status register without a
   * fixture; the registers' are those of {@link CsrScenarios}.
   */
  @Test
  void everyRowHasFixtures() throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    for (Fixture fixture : fixtures()) {
      counts.merge(fixture.row(), 1, Integer::sum);
    }
    List<String> rows = new ArrayList<>();
    for (Instruction[] table : InstructionSet.tables()) {
      for (Instruction row : table) {
        rows.add(row.name());
      }
    }
    for (Scenario scenario : CsrScenarios.all()) {
      counts.merge(scenario.name.split(" ")[0], 1, Integer::sum);
    }
    for (Csr csr : Csr.values()) {
      for (int i = 0; i < csr.count(); i++) {
        if (CsrTableTest.isExisting(csr, i)) {
          rows.add(CsrNames.of(csr.number(i)));
        }
      }
    }
    StringBuilder report = new StringBuilder("row fixtures\n");
    List<String> missing = new ArrayList<>();
    for (String row : rows) {
      int count = counts.getOrDefault(row, 0);
      report.append(row).append(' ').append(count).append('\n');
      if (count == 0) {
        missing.add(row);
      }
    }
    report.append(rows.size() - missing.size()).append(" of ").append(rows.size());
    report.append(" instructions and registers\n");
    Files.writeString(Path.of("target", "conformance-coverage.txt"), report);
    assertEquals(List.of(), missing);
  }
}
