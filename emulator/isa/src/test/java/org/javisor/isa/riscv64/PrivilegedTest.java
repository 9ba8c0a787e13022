package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.javisor.engine.vcpu.Engine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The privileged architecture, by programs in M-mode that bring the hart into a situation and note
 * which trap ends it: delegation, vectors, what traps keep, protection, translation, counters,
 * interrupts. The same program runs on both accelerators and on a real QEMU.
 */
class PrivilegedTest {
  /** What is beyond the plain model. */
  private static final List<Extension> EXTENSIONS =
      List.of(Extension.SVPBMT, Extension.SVNAPOT, Extension.SVINVAL);

  @TempDir private Path folder;

  private static List<Scenario> scenarios() {
    List<Scenario> scenarios = new ArrayList<>();
    TrapScenarios.add(scenarios);
    InterruptScenarios.add(scenarios);
    PagingScenarios.add(scenarios);
    PmpScenarios.add(scenarios);
    CounterScenarios.add(scenarios);
    return scenarios;
  }

  private static CpuConfig cpu() throws CpuConfigException {
    Map<Extension, Boolean> on = new EnumMap<>(Extension.class);
    EXTENSIONS.forEach(extension -> on.put(extension, true));
    return CpuModel.RV64.configure(new CpuSwitches(on, Map.of()));
  }

  private static void check(List<Scenario> scenarios, byte[] sent, boolean qemu) {
    List<ScenarioProgram.Note> notes = ScenarioProgram.notes(sent);
    assertEquals(scenarios.size(), notes.size());
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < scenarios.size(); i++) {
      Scenario scenario = scenarios.get(i);
      long start = scenario.start == 0 ? ScenarioProgram.codeAddress(i) : scenario.start;
      String difference = notes.get(i).difference(scenario, start);
      if (!difference.isEmpty() && !(qemu && !scenario.unlikeQemu.isEmpty())) {
        wrong.add(scenario.name + ":" + difference);
      }
    }
    assertEquals("", String.join("\n", wrong));
  }

  @ParameterizedTest
  @CsvSource({"JIT, 96", "JIT, 1", "INTERPRETER, 96"})
  void situationsEndAsTheManualSays(Engine.Accelerator accelerator, int unitLimit)
      throws Exception {
    List<Scenario> scenarios = scenarios();
    Engine.Config how = Engine.Config.of(accelerator).withMaxUnit(unitLimit);
    try (BareMachine machine = new BareMachine(cpu(), how)) {
      check(scenarios, machine.run(new ScenarioProgram(scenarios).image()), false);
    }
  }

  @ParameterizedTest
  @CsvSource({"JIT, 96", "JIT, 1", "INTERPRETER, 96"})
  void registersKeepWhatIsLegal(Engine.Accelerator accelerator, int unitLimit) throws Exception {
    List<Scenario> scenarios = CsrScenarios.all();
    Engine.Config how = Engine.Config.of(accelerator).withMaxUnit(unitLimit);
    try (BareMachine machine = new BareMachine(CpuModel.MAX.plain(), how)) {
      check(scenarios, machine.run(new ScenarioProgram(scenarios).image()), false);
    }
  }

  @Test
  @Tag("peer")
  void situationsEndThereAsHere() throws Exception {
    RealQemu qemu = RealQemu.find();
    List<Scenario> scenarios = scenarios();
    StringBuilder model = new StringBuilder("rv64,h=off");
    EXTENSIONS.forEach(extension -> model.append(',').append(extension.text()).append("=on"));
    byte[] image = new ScenarioProgram(scenarios).image();
    byte[] sent = qemu.run(folder, model.toString(), Map.of(ScenarioProgram.BASE, image));
    check(scenarios, sent, true);
  }
}
