package org.javisor.isa.riscv64;

import java.util.ArrayList;
import java.util.List;
import org.javisor.engine.decode.DecodeTree;

/**
 * The rows of all extensions that a hart has, and how to find one by its bits. What the hart does
 * not have is not in the tree, so a disabled extension costs nothing and its encodings are illegal.
 *
 * <p>Places kept for what is to come, each one enum and one line in {@link #tables}: V (vectors)
 * and Zv…, H (hypervisor loads, stores and fences). AIA adds CSRs only.
 *
 * <p>Spec: [RISCV-UNPRIV] instruction listings.
 */
final class InstructionSet {
  private final Instruction[] rows;
  private final DecodeTree tree;
  private final Compressed[] compressed;
  private final DecodeTree compressedTree;

  InstructionSet(Features features) {
    List<Instruction> present = new ArrayList<>();
    for (Instruction[] table : tables()) {
      for (Instruction row : table) {
        if ((features.bits() & row.anyOf()) != 0 && features.hasAll(row.besides())) {
          present.add(row);
        }
      }
    }
    rows = present.toArray(new Instruction[0]);
    String[] patterns = new String[rows.length];
    for (int i = 0; i < rows.length; i++) {
      patterns[i] = rows[i].pattern();
    }
    tree = DecodeTree.of(patterns);
    List<Compressed> shortRows = new ArrayList<>();
    for (Compressed[] table : compressedTables()) {
      for (Compressed row : table) {
        if ((features.bits() & row.anyOf()) != 0) {
          shortRows.add(row);
        }
      }
    }
    compressed = shortRows.toArray(new Compressed[0]);
    String[] short16 = new String[compressed.length];
    for (int i = 0; i < compressed.length; i++) {
      short16[i] = compressed[i].pattern();
    }
    compressedTree = DecodeTree.of(short16);
  }

  /** The tables of 32-bit instructions. */
  static Instruction[][] tables() {
    return new Instruction[][] {
      Rv64I.values(),
      Rv64M.values(),
      Rv64A.values(),
      Rv64F.values(),
      Rv64D.values(),
      Zicsr.values(),
      Privileged.values(),
      Svinval.values(),
      Zabha.values(),
      Zacas.values(),
      Zawrs.values(),
      Zba.values(),
      Zbb.values(),
      Zbc.values(),
      Zbs.values(),
      Zfa.values(),
      Zfh.values(),
      Zfhmin.values(),
      Zicbom.values(),
      Zicond.values(),
      Zihintpause.values()
    };
  }

  /** The tables of 16-bit instructions. */
  static Compressed[][] compressedTables() {
    return new Compressed[][] {Rv64C.values(), Zcb.values()};
  }

  /** The row that {@code bits} match; null when they are no instruction. */
  Instruction find(int bits) {
    int row = tree.find(bits);
    return row == DecodeTree.NONE ? null : rows[row];
  }

  /**
   * The 32-bit instruction that the compressed {@code bits} stand for, or {@link
   * Compressed#ILLEGAL}.
   */
  int expand(int bits) {
    int row = compressedTree.find(bits);
    return row == DecodeTree.NONE ? Compressed.ILLEGAL : compressed[row].expand(bits);
  }

  /** Whether there are instructions of 16 bits. */
  boolean hasShort() {
    return compressed.length > 0;
  }

  /** The rows that the hart has. */
  List<Instruction> rows() {
    return List.of(rows);
  }
}
