package org.javisor.isa.riscv64;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.javisor.engine.decode.DecodeTree;

/**
 * The rows of all extensions that a hart has, and how to find one by its bits.
 *
 * <p>Spec: [RISCV-UNPRIV] instruction listings.
 */
final class InstructionSet {
  private final Instruction[] rows;
  private final DecodeTree tree;
  private final Rv64C[] compressed = Rv64C.values();
  private final DecodeTree compressedTree;

  InstructionSet() {
    List<Instruction> all = new ArrayList<>();
    Collections.addAll(all, Rv64I.values());
    Collections.addAll(all, Rv64M.values());
    Collections.addAll(all, Rv64A.values());
    Collections.addAll(all, Rv64F.values());
    Collections.addAll(all, Rv64D.values());
    Collections.addAll(all, Zicsr.values());
    Collections.addAll(all, Privileged.values());
    Collections.addAll(all, Zba.values());
    Collections.addAll(all, Zbb.values());
    Collections.addAll(all, Zbs.values());
    rows = all.toArray(new Instruction[0]);
    String[] patterns = new String[rows.length];
    for (int i = 0; i < rows.length; i++) {
      patterns[i] = rows[i].pattern();
    }
    tree = DecodeTree.of(patterns);
    String[] short16 = new String[compressed.length];
    for (int i = 0; i < compressed.length; i++) {
      short16[i] = compressed[i].pattern();
    }
    compressedTree = DecodeTree.of(short16);
  }

  /** The row that {@code bits} match; null when they are no instruction. */
  Instruction find(int bits) {
    int row = tree.find(bits);
    return row == DecodeTree.NONE ? null : rows[row];
  }

  /**
   * The 32-bit instruction that the compressed {@code bits} stand for, or {@link Rv64C#ILLEGAL}.
   */
  int expand(int bits) {
    int row = compressedTree.find(bits);
    return row == DecodeTree.NONE ? Rv64C.ILLEGAL : compressed[row].expand(bits);
  }

  /** All rows. */
  List<Instruction> rows() {
    return List.of(rows);
  }
}
