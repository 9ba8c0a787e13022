package org.javisor.isa.riscv64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.javisor.engine.isa.Code;
import org.javisor.engine.isa.Disassembly;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisassemblerTest {
  private static final long SEED = 20261125;
  private static final int FORMS = 12;
  private static final String TOOLS = "riscv64-linux-gnu-";

  /** Rows that GNU's tools of 2023 do not know. */
  private static final Set<String> NEWER = Set.of("Zfa", "Zabha", "Zacas", "Zicond");

  /** Conversions that lose nothing: older tools know them with rounding mode 0 only. */
  private static final Set<Instruction> EXACT =
      Set.of(Rv64D.FCVT_D_S, Rv64D.FCVT_D_W, Rv64D.FCVT_D_WU, Zfhmin.FCVT_D_H, Zfhmin.FCVT_S_H);

  private static final RiscvFrontEnd FRONT_END = new RiscvFrontEnd(CpuModel.MAX.plain().features());

  @TempDir private Path folder;

  private static Disassembly at(long address, int bits) {
    try {
      return FRONT_END.disassemble(
          new Code() {
            @Override
            public long pc() {
              return address;
            }

            @Override
            public int u16(int offset) {
              return bits >>> 8 * offset & 0xFFFF;
            }
          });
    } catch (Code.PageEnd e) {
      throw new IllegalStateException(e);
    }
  }

  private static void expect(String text, int bits) {
    assertEquals(text, at(0x80000000L, bits).text());
  }

  @Test
  void formsOfOperandsAreGnus() {
    expect("lui a0,0xfffff", 0xFFFFF537);
    expect("jal ra,0x80000010", 0x010000EF);
    expect("jalr ra,16(a0)", 0x010500E7);
    expect("beq a0,a1,0x7ffffffc", 0xFEB50EE3);
    expect("ld a1,-8(sp)", 0xFF813583);
    expect("sd a1,-8(sp)", 0xFEB13C23);
    expect("fsd fs0,8(sp)", 0x00813427);
    expect("addi a0,a0,-1", 0xFFF50513);
    expect("slli a0,a1,0x21", 0x02159513);
    expect("rev8 a0,a1", 0x6B85D513);
    expect("fence iorw,iorw", 0x0FF0000F);
    expect("fence.tso", 0x8330000F);
    expect("lr.w.aqrl a0,(a1)", 0x1605A52F);
    expect("amoadd.d.aq a0,a1,(a2)", 0x04B6352F);
    expect("csrrw a0,mstatus,a1", 0x30059573);
    expect("csrrwi a0,0x7c0,5", 0x7C02D573);
    expect("fadd.s ft1,ft2,ft3,rne", 0x003100D3);
    expect("fmadd.d ft1,ft2,ft3,ft4", 0x223170C3);
    expect("fcvt.d.w ft1,a0", 0xD20500D3);
    expect("fcvt.w.d a0,ft1,rtz", 0xC2009553);
    expect("cbo.zero (a0)", 0x0045200F);
    expect("sfence.vma a0,a1", 0x12B50073);
    expect("mret", 0x30200073);
    expect("illegal", 0);
  }

  @Test
  void compressedInstructionsAppearAsWhatTheyStandFor() {
    expect("addi a0,zero,0", 0x4501);
    expect("add a0,zero,a1", 0x852E);
    expect("sd a0,0(s0)", 0xE008);
    assertEquals(2, at(0, 0xE008).length());
    assertEquals(
        "0x8000000e:  e008              sd                      a0,0(s0)",
        at(0x8000000EL, 0xE008).line(0x8000000EL));
  }

  /** Every row, with random operands, beside GNU's tools. */
  @Test
  @Tag("peer")
  void everyRowReadsLikeGnus() throws Exception {
    Random random = new Random(SEED);
    List<Integer> words = new ArrayList<>();
    for (Instruction[] table : InstructionSet.tables()) {
      for (Instruction row : table) {
        for (int i = 0; i < FORMS && !NEWER.contains(row.getClass().getSimpleName()); i++) {
          words.add(random(row, random));
        }
      }
    }
    List<String> theirs = gnu(words);
    Set<String> wrong = new TreeSet<>();
    for (int i = 0; i < words.size(); i++) {
      String ours = at(4L * i, words.get(i)).text();
      if (!ours.equals(theirs.get(i))) {
        wrong.add(ours + " is theirs: " + theirs.get(i));
      }
    }
    assertEquals(words.size(), theirs.size());
    assertTrue(wrong.isEmpty(), () -> "seed " + SEED + ": " + String.join("\n", wrong));
  }

  /** An encoding of the row; reserved rounding modes and fence's unused fields are avoided. */
  private static int random(Instruction row, Random random) {
    String pattern = row.pattern().replace(" ", "");
    int bits = 0;
    for (int i = 0; i < 32; i++) {
      char c = pattern.charAt(i);
      bits = bits << 1 | (c == '.' ? random.nextInt(2) : c - '0');
    }
    if (pattern.startsWith("...", 17) && (bits >>> 12 & 7) > 4) {
      bits |= 7 << 12;
    }
    if (EXACT.contains(row)) {
      bits &= ~(7 << 12);
    }
    if (row instanceof Zicsr && Csr.of(bits >>> 20) == null) {
      bits = bits & 0xFFFFF | Csr.MEPC.number(0) << 20;
    }
    if (row == Rv64I.FENCE) {
      bits = bits & 0x0FF0707F | 0x01100000;
    }
    return row == Rv64I.FENCE_I ? 0x0000100F : bits;
  }

  private List<String> gnu(List<Integer> words) throws IOException, InterruptedException {
    StringBuilder source = new StringBuilder();
    for (int word : words) {
      source.append(".insn 4, 0x").append(Integer.toHexString(word)).append('\n');
    }
    Path file = folder.resolve("all.s");
    Path object = folder.resolve("all.o");
    Files.writeString(file, source);
    String isa = "rv64gc_zba_zbb_zbc_zbs_zicbom_zicboz_svinval_zfh_zfhmin_zawrs_zihintpause";
    run("as", "-march=" + isa, "-o", object.toString(), file.toString());
    List<String> lines = new ArrayList<>();
    String listing = run("objdump", "-d", "-M", "no-aliases", object.toString());
    for (String line : listing.split("\n", -1)) {
      if (line.startsWith(" ") && line.contains(":\t")) {
        lines.add(normal(line.split("\t", 3)[2]));
      }
    }
    return lines;
  }

  /** One blank behind the mnemonic, addresses with 0x, no symbols. */
  private static String normal(String theirs) {
    String text = theirs.replaceAll(" *[<#].*", "").strip().replace('\t', ' ');
    return text.matches("(jal|beq|bne|bltu?|bgeu?) .*")
        ? text.replaceAll("([ ,])(?:0x)?([0-9a-f]+)$", "$10x$2")
        : text;
  }

  private static String run(String tool, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(TOOLS + tool));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Assumptions.assumeTrue(process.waitFor() == 0, () -> TOOLS + tool + " says: " + text);
      return text;
    } catch (IOException e) {
      Assumptions.abort(TOOLS + tool + " is not installed: " + e.getMessage());
      return "";
    }
  }
}
