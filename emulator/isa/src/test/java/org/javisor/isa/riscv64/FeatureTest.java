package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What models have, what switches do, and that what is off is not there. */
class FeatureTest {
  private static CpuConfig configure(String text) throws CpuConfigException {
    String[] parts = text.split(",");
    Map<Extension, Boolean> extensions = new EnumMap<>(Extension.class);
    Map<Integer, Boolean> modes = new HashMap<>();
    for (int i = 1; i < parts.length; i++) {
      String[] pair = parts[i].split("=");
      boolean on = pair[1].equals("on");
      switch (pair[0]) {
        case "sv39" -> modes.put(HartConfig.SV39, on);
        case "sv48" -> modes.put(HartConfig.SV48, on);
        case "sv57" -> modes.put(HartConfig.SV57, on);
        default -> extensions.put(Extension.withSwitch(pair[0]).orElseThrow(), on);
      }
    }
    return CpuModel.of(parts[0]).orElseThrow().configure(new CpuSwitches(extensions, modes));
  }

  /** As QEMU 10.0 lists them in the device tree, but for the hypervisor extension. */
  @ParameterizedTest
  @CsvSource({
    "rv64, rv64imafdc_zic64b_zicbom_zicbop_zicboz_ziccamoa_ziccif_zicclsm_ziccrse_zicntr_zicsr_"
        + "zifencei_zihintntl_zihintpause_zihpm_zmmul_za64rs_zaamo_zalrsc_zawrs_zfa_zca_zcd_zba_"
        + "zbb_zbc_zbs_ssccptr_sscounterenw_sstc_sstvala_sstvecd_ssu64xl_svadu_svvptc, sv57",
    "sifive-u54, rv64imafdc_zicntr_zicsr_zifencei_zihpm, sv39"
  })
  void modelsHaveWhatTheDeviceTreeSays(String model, String isa, String mmu) throws Exception {
    CpuConfig config = configure(model);
    assertEquals(isa, config.features().isaString());
    assertEquals(mmu, config.mmuType());
  }

  @Test
  void misaHasTheLetters() throws Exception {
    long letters = configure("sifive-u54").features().misa();
    assertEquals(2L << 62 | 0x14112D, letters);
    assertEquals(letters | 2, configure("rv64,b=on").features().misa());
    assertEquals(letters & ~(1 << 2), configure("rv64,c=off").features().misa());
  }

  @ParameterizedTest
  @CsvSource({
    "'rv64,f=off', Zfa extension requires F extension",
    "'rv64,f=off,zfa=off', D extension requires F extension",
    "'rv64,zicsr=off', F extension requires Zicsr",
    "'rv64,a=off', Zawrs extension requires A extension",
    "'rv64,a=off,zawrs=off,zacas=on', Zacas extension requires A extension",
    "'rv64,f=off,d=off,zfa=off,zfh=on', Zfh/Zfhmin extensions require F extension",
    "'rv64,i=off', Either I or E extension must be set",
    "'rv64,u=off', Setting S extension without U extension is illegal",
    "'rv64,zcb=on,zca=off', Zcf/Zcd/Zcb/Zcmp/Zcmt extensions require Zca extension",
    "'rv64,zicntr=on,zicsr=off,f=off,d=off,zfa=off', zicntr requires zicsr",
    "'rv64,sv39=off,sv48=on', cannot disable sv39 satp mode if sv48 is enabled",
    "'sifive-u54,sv48=on', satp_mode sv48 is higher than hw max capability sv39",
    "'sifive-u54,zba=on', 'sifive-u54' CPU does not allow enabling extensions"
  })
  void contradictionsAreRefusedByName(String text, String message) {
    CpuConfigException e = assertThrows(CpuConfigException.class, () -> configure(text));
    assertEquals(message.replace("''", "'"), e.getMessage().replace("''", "'"));
  }

  @ParameterizedTest
  @CsvSource({
    "'rv64,sv48=off', sv39", "'rv64,sv39=on', sv39", "'rv64,sv57=off', sv48",
    "'rv64,sv39=off', none", "'sifive-u54,sv57=off', sv39", "rva22s64, sv39",
    "'rva22s64,sv57=on', sv57"
  })
  void translationModesFollowTheirSwitches(String text, String mmu) throws Exception {
    assertEquals(mmu, configure(text).mmuType());
  }

  @Test
  void whatIsImpliedComesAlongUnlessItIsTurnedOff() throws Exception {
    Features features = configure("rv64,zcb=on,c=off,zfh=on").features();
    assertTrue(features.has(Extension.ZCA));
    assertTrue(features.has(Extension.ZFHMIN));
    assertFalse(features.has(Extension.ZCD));
    assertFalse(configure("rv64,b=on,zba=off").features().has(Extension.ZBA));
  }

  /** With one extension gone, exactly its instructions are illegal. */
  @ParameterizedTest
  @CsvSource({
    "zba, SH1ADD",
    "zbb, CLZ",
    "zbc, CLMUL",
    "zbs, BSET",
    "zicond, CZERO_EQZ",
    "zicboz, CBO_ZERO",
    "zicbom, CBO_FLUSH",
    "zfh, FADD_H",
    "zfa, FLI_S",
    "zabha, AMOMAXU_H",
    "zacas, AMOCAS_D",
    "zawrs, WRS_NTO",
    "svinval, SINVAL_VMA",
    "zifencei, FENCE_I"
  })
  void whatIsOffIsIllegal(String name, String row) throws Exception {
    Features features = configure("max," + name + "=off").features();
    InstructionSet all = new InstructionSet(CpuModel.MAX.plain().features());
    Instruction instruction =
        all.rows().stream().filter(i -> i.name().equals(row)).findFirst().orElseThrow();
    int word = Fixture.encode(instruction, new Random(Fixture.SEED));
    try (ConformanceMachine machine = new ConformanceMachine(features, 96)) {
      Registers before = Registers.random(new Random(Fixture.SEED));
      assertEquals("", machine.run(Fixture.illegal(row, word, before)));
    }
    Extension extension = Extension.withSwitch(name).orElseThrow();
    for (Instruction other : all.rows()) {
      boolean gone = !new InstructionSet(features).rows().contains(other);
      boolean its = other.anyOf() == extension.bit();
      assertEquals(its || (other.besides() & extension.bit()) != 0, gone, other.name());
    }
  }

  /** Of a jump to half an instruction, only a taken one traps, and it is the jump that does. */
  @ParameterizedTest
  @CsvSource({
    "0x0060006F, true", // j +6
    "0x00528363, true", // beq x5, x5, +6
    "0x00529363, false", // bne x5, x5, +6
    "0x00535363, true", // bge x6, x5, +6
    "0x006280E7, true" // jalr x1, 6(x5)
  })
  void withoutCompressionTargetsAreMultiplesOfFour(String text, boolean taken) throws Exception {
    int word = Integer.decode(text);
    Registers before = Registers.random(new Random(Fixture.SEED));
    before.x[5] = ConformanceMachine.BASE;
    before.x[6] = before.x[5];
    Fixture.Trap trap =
        taken
            ? new Fixture.Trap(Cause.FETCH_MISALIGNED, ConformanceMachine.BASE + 6, 0)
            : Fixture.Trap.NONE;
    int[] code = {word};
    Features features = configure("rv64,c=off").features();
    try (ConformanceMachine machine = new ConformanceMachine(features, 96)) {
      assertEquals("", machine.run(new Fixture(text, Hart.SUPERVISOR, code, before, before, trap)));
    }
  }

  @Test
  void withoutCompressionShortInstructionsAreIllegal() throws Exception {
    InstructionSet set = new InstructionSet(configure("rv64,c=off").features());
    for (int bits = 0; bits < 1 << 16; bits++) {
      assertEquals(Compressed.ILLEGAL, (bits & 3) == 3 ? Compressed.ILLEGAL : set.expand(bits));
    }
  }
}
