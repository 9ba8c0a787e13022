package org.javisor.engine.jit.x86_64;

/** Every method of {@link Assembler} with the text of its instruction. */
final class Instructions {
  private static final int[] NUMBERS = {1, -1, 127, -128, 128, 0x12345678, -0x12345678};
  private static final int[] BYTES = {0, 1, 127};
  private static final int[] HALVES = {0, 1, 0x1234};
  private static final int[] NEGATIVE = {-1, -0x12345678};
  private static final int[] COUNTS = {1, 7, 31};
  private static final int[] SELECTORS = {0, 1, 0x10, 0x11};
  private static final int[] LANES = {0, 1};

  private Instructions() {}

  static void all(Cases cases) {
    arithmetic(cases);
    tests(cases);
    moves(cases);
    multiplicationAndShifts(cases);
    bits(cases);
    atomicsAndSystem(cases);
    scalars(cases);
    vectors(cases);
    vectorLogic(cases);
  }

  private static void arithmetic(Cases cases) {
    cases.registers("add", 32, 32, Assembler::add32);
    cases.load("add", 32, 32, Assembler::add32);
    cases.store("add", 32, 32, Assembler::add32);
    cases.immediate("add", 32, NUMBERS, Assembler::add32Imm);
    cases.storeNumber("add", 32, NUMBERS, Assembler::add32Imm);
    cases.registers("add", 64, 64, Assembler::add64);
    cases.load("add", 64, 64, Assembler::add64);
    cases.store("add", 64, 64, Assembler::add64);
    cases.immediate("add", 64, NUMBERS, Assembler::add64Imm);
    cases.storeNumber("add", 64, NUMBERS, Assembler::add64Imm);
    cases.registers("or", 32, 32, Assembler::or32);
    cases.load("or", 32, 32, Assembler::or32);
    cases.store("or", 32, 32, Assembler::or32);
    cases.immediate("or", 32, NUMBERS, Assembler::or32Imm);
    cases.storeNumber("or", 32, NUMBERS, Assembler::or32Imm);
    cases.registers("or", 64, 64, Assembler::or64);
    cases.load("or", 64, 64, Assembler::or64);
    cases.store("or", 64, 64, Assembler::or64);
    cases.immediate("or", 64, NUMBERS, Assembler::or64Imm);
    cases.storeNumber("or", 64, NUMBERS, Assembler::or64Imm);
    cases.registers("and", 32, 32, Assembler::and32);
    cases.load("and", 32, 32, Assembler::and32);
    cases.store("and", 32, 32, Assembler::and32);
    cases.immediate("and", 32, NUMBERS, Assembler::and32Imm);
    cases.storeNumber("and", 32, NUMBERS, Assembler::and32Imm);
    cases.registers("and", 64, 64, Assembler::and64);
    cases.load("and", 64, 64, Assembler::and64);
    cases.store("and", 64, 64, Assembler::and64);
    cases.immediate("and", 64, NUMBERS, Assembler::and64Imm);
    cases.storeNumber("and", 64, NUMBERS, Assembler::and64Imm);
    cases.registers("sub", 32, 32, Assembler::sub32);
    cases.load("sub", 32, 32, Assembler::sub32);
    cases.store("sub", 32, 32, Assembler::sub32);
    cases.immediate("sub", 32, NUMBERS, Assembler::sub32Imm);
    cases.storeNumber("sub", 32, NUMBERS, Assembler::sub32Imm);
    cases.registers("sub", 64, 64, Assembler::sub64);
    cases.load("sub", 64, 64, Assembler::sub64);
    cases.store("sub", 64, 64, Assembler::sub64);
    cases.immediate("sub", 64, NUMBERS, Assembler::sub64Imm);
    cases.storeNumber("sub", 64, NUMBERS, Assembler::sub64Imm);
    cases.registers("xor", 32, 32, Assembler::xor32);
    cases.load("xor", 32, 32, Assembler::xor32);
    cases.store("xor", 32, 32, Assembler::xor32);
    cases.immediate("xor", 32, NUMBERS, Assembler::xor32Imm);
    cases.storeNumber("xor", 32, NUMBERS, Assembler::xor32Imm);
    arithmetic2(cases);
  }

  private static void arithmetic2(Cases cases) {
    cases.registers("xor", 64, 64, Assembler::xor64);
    cases.load("xor", 64, 64, Assembler::xor64);
    cases.store("xor", 64, 64, Assembler::xor64);
    cases.immediate("xor", 64, NUMBERS, Assembler::xor64Imm);
    cases.storeNumber("xor", 64, NUMBERS, Assembler::xor64Imm);
    cases.registers("cmp", 32, 32, Assembler::cmp32);
    cases.load("cmp", 32, 32, Assembler::cmp32);
    cases.store("cmp", 32, 32, Assembler::cmp32);
    cases.immediate("cmp", 32, NUMBERS, Assembler::cmp32Imm);
    cases.storeNumber("cmp", 32, NUMBERS, Assembler::cmp32Imm);
    cases.registers("cmp", 64, 64, Assembler::cmp64);
    cases.load("cmp", 64, 64, Assembler::cmp64);
    cases.store("cmp", 64, 64, Assembler::cmp64);
    cases.immediate("cmp", 64, NUMBERS, Assembler::cmp64Imm);
    cases.storeNumber("cmp", 64, NUMBERS, Assembler::cmp64Imm);
  }

  private static void tests(Cases cases) {
    cases.registers("cmp", 8, 8, Assembler::cmp8);
    cases.load("cmp", 8, 8, Assembler::cmp8);
    cases.storeNumber("cmp", 8, BYTES, Assembler::cmp8Imm);
    cases.registers("test", 8, 8, Assembler::test8);
    cases.storeNumber("test", 8, BYTES, Assembler::test8Imm);
    cases.immediate("test", 8, BYTES, Assembler::test8Imm);
    cases.registers("test", 32, 32, Assembler::test32);
    cases.store("test", 32, 32, Assembler::test32);
    cases.immediate("test", 32, NUMBERS, Assembler::test32Imm);
    cases.storeNumber("test", 32, NUMBERS, Assembler::test32Imm);
    cases.one("not", 32, Assembler::not32);
    cases.one("neg", 32, Assembler::neg32);
    cases.registers("test", 64, 64, Assembler::test64);
    cases.store("test", 64, 64, Assembler::test64);
    cases.immediate("test", 64, NUMBERS, Assembler::test64Imm);
    cases.storeNumber("test", 64, NUMBERS, Assembler::test64Imm);
    cases.one("not", 64, Assembler::not64);
    cases.one("neg", 64, Assembler::neg64);
  }

  private static void moves(Cases cases) {
    cases.registers("mov", 32, 32, Assembler::mov32);
    cases.load("mov", 32, 32, Assembler::mov32);
    cases.load("lea", 32, 0, Assembler::lea32);
    cases.registers("mov", 64, 64, Assembler::mov64);
    cases.load("mov", 64, 64, Assembler::mov64);
    cases.load("lea", 64, 0, Assembler::lea64);
    cases.store("mov", 8, 8, Assembler::mov8);
    cases.storeNumber("mov", 8, BYTES, Assembler::mov8Imm);
    cases.store("mov", 16, 16, Assembler::mov16);
    cases.storeNumber("mov", 16, HALVES, Assembler::mov16Imm);
    cases.store("mov", 32, 32, Assembler::mov32);
    cases.storeNumber("mov", 32, NUMBERS, Assembler::mov32Imm);
    cases.store("mov", 64, 64, Assembler::mov64);
    cases.storeNumber("mov", 64, NUMBERS, Assembler::mov64Imm);
    cases.immediate("mov", 32, NUMBERS, Assembler::movImm32);
    cases.immediate("mov", 64, NEGATIVE, Assembler::movImm64);
    cases.registers("movzx", 32, 8, Assembler::movzx8);
    cases.load("movzx", 32, 8, Assembler::movzx8);
    cases.registers("movzx", 32, 16, Assembler::movzx16);
    cases.load("movzx", 32, 16, Assembler::movzx16);
    cases.registers("movsx", 32, 8, Assembler::movsx8to32);
    cases.load("movsx", 32, 8, Assembler::movsx8to32);
    cases.registers("movsx", 64, 8, Assembler::movsx8to64);
    cases.load("movsx", 64, 8, Assembler::movsx8to64);
    cases.registers("movsx", 32, 16, Assembler::movsx16to32);
    cases.load("movsx", 32, 16, Assembler::movsx16to32);
    cases.registers("movsx", 64, 16, Assembler::movsx16to64);
    cases.load("movsx", 64, 16, Assembler::movsx16to64);
    cases.registers("movsxd", 64, 32, Assembler::movsx32to64);
    cases.load("movsxd", 64, 32, Assembler::movsx32to64);
    cases.plain("movabs rbx, 0x123456789abcdef0", x -> x.movImm64(Reg.RBX, 0x123456789abcdef0L));
    cases.plain("movabs r12, 0x8000000000000000", x -> x.movImm64(Reg.R12, Long.MIN_VALUE));
    cases.plain("mov r13d, 0xffffffff", x -> x.movImm64(Reg.R13, 0xffffffffL));
  }

  private static void multiplicationAndShifts(Cases cases) {
    cases.registers("imul", 32, 32, Assembler::imul32);
    cases.load("imul", 32, 32, Assembler::imul32);
    cases.registersNumber("imul", new int[] {32, 32}, NUMBERS, Assembler::imul32Imm);
    cases.one("mul", 32, Assembler::mul32);
    cases.one("imul", 32, Assembler::imulWide32);
    cases.one("div", 32, Assembler::div32);
    cases.one("idiv", 32, Assembler::idiv32);
    cases.immediate("rol", 32, COUNTS, Assembler::rol32);
    cases.oneAnd("rol", 32, ", cl", Assembler::rol32Cl);
    cases.immediate("ror", 32, COUNTS, Assembler::ror32);
    cases.oneAnd("ror", 32, ", cl", Assembler::ror32Cl);
    cases.immediate("shl", 32, COUNTS, Assembler::shl32);
    cases.oneAnd("shl", 32, ", cl", Assembler::shl32Cl);
    cases.immediate("shr", 32, COUNTS, Assembler::shr32);
    cases.oneAnd("shr", 32, ", cl", Assembler::shr32Cl);
    cases.immediate("sar", 32, COUNTS, Assembler::sar32);
    cases.oneAnd("sar", 32, ", cl", Assembler::sar32Cl);
    cases.store("xchg", 32, 32, Assembler::xchg32);
    cases.registers("imul", 64, 64, Assembler::imul64);
    cases.load("imul", 64, 64, Assembler::imul64);
    cases.registersNumber("imul", new int[] {64, 64}, NUMBERS, Assembler::imul64Imm);
    cases.one("mul", 64, Assembler::mul64);
    cases.one("imul", 64, Assembler::imulWide64);
    cases.one("div", 64, Assembler::div64);
    cases.one("idiv", 64, Assembler::idiv64);
    cases.immediate("rol", 64, COUNTS, Assembler::rol64);
    cases.oneAnd("rol", 64, ", cl", Assembler::rol64Cl);
    cases.immediate("ror", 64, COUNTS, Assembler::ror64);
    cases.oneAnd("ror", 64, ", cl", Assembler::ror64Cl);
    cases.immediate("shl", 64, COUNTS, Assembler::shl64);
    cases.oneAnd("shl", 64, ", cl", Assembler::shl64Cl);
    cases.immediate("shr", 64, COUNTS, Assembler::shr64);
    cases.oneAnd("shr", 64, ", cl", Assembler::shr64Cl);
    cases.immediate("sar", 64, COUNTS, Assembler::sar64);
    cases.oneAnd("sar", 64, ", cl", Assembler::sar64Cl);
    cases.store("xchg", 64, 64, Assembler::xchg64);
    cases.plain("cdq", Assembler::cdq);
    cases.plain("cqo", Assembler::cqo);
    cases.plain("xchg rsi, rbx", x -> x.xchg64(Reg.RSI, Reg.RBX));
    cases.plain("xchg r12, r9", x -> x.xchg64(Reg.R12, Reg.R9));
    cases.one("push", 64, Assembler::push);
    cases.one("pop", 64, Assembler::pop);
    cases.one("call", 64, Assembler::call);
    cases.one("jmp", 64, Assembler::jmpReg);
    cases.memory("call", 64, Assembler::call);
    cases.memory("jmp", 64, Assembler::jmp);
    cases.plain("ret", Assembler::ret);
  }

  private static void bits(Cases cases) {
    cases.three("shlx", 32, Assembler::shlx32);
    cases.three("sarx", 32, Assembler::sarx32);
    cases.three("shrx", 32, Assembler::shrx32);
    cases.registersNumber("rorx", new int[] {32, 32}, COUNTS, Assembler::rorx32);
    cases.three("mulx", 32, Assembler::mulx32);
    cases.three("andn", 32, Assembler::andn32);
    cases.registers("bsf", 32, 32, Assembler::bsf32);
    cases.registers("bsr", 32, 32, Assembler::bsr32);
    cases.registers("tzcnt", 32, 32, Assembler::tzcnt32);
    cases.registers("lzcnt", 32, 32, Assembler::lzcnt32);
    cases.registers("popcnt", 32, 32, Assembler::popcnt32);
    cases.registers("bt", 32, 32, Assembler::bt32);
    cases.registers("bts", 32, 32, Assembler::bts32);
    cases.registers("btr", 32, 32, Assembler::btr32);
    cases.registers("btc", 32, 32, Assembler::btc32);
    cases.immediate("bt", 32, COUNTS, Assembler::bt32Imm);
    cases.immediate("bts", 32, COUNTS, Assembler::bts32Imm);
    cases.immediate("btr", 32, COUNTS, Assembler::btr32Imm);
    cases.immediate("btc", 32, COUNTS, Assembler::btc32Imm);
    cases.one("bswap", 32, Assembler::bswap32);
    cases.load("movbe", 32, 32, Assembler::movbe32);
    cases.store("movbe", 32, 32, Assembler::movbe32);
    cases.three("shlx", 64, Assembler::shlx64);
    cases.three("sarx", 64, Assembler::sarx64);
    cases.three("shrx", 64, Assembler::shrx64);
    cases.registersNumber("rorx", new int[] {64, 64}, COUNTS, Assembler::rorx64);
    cases.three("mulx", 64, Assembler::mulx64);
    cases.three("andn", 64, Assembler::andn64);
    cases.registers("bsf", 64, 64, Assembler::bsf64);
    cases.registers("bsr", 64, 64, Assembler::bsr64);
    cases.registers("tzcnt", 64, 64, Assembler::tzcnt64);
    cases.registers("lzcnt", 64, 64, Assembler::lzcnt64);
    cases.registers("popcnt", 64, 64, Assembler::popcnt64);
    cases.registers("bt", 64, 64, Assembler::bt64);
    cases.registers("bts", 64, 64, Assembler::bts64);
    cases.registers("btr", 64, 64, Assembler::btr64);
    cases.registers("btc", 64, 64, Assembler::btc64);
    cases.immediate("bt", 64, COUNTS, Assembler::bt64Imm);
    cases.immediate("bts", 64, COUNTS, Assembler::bts64Imm);
    cases.immediate("btr", 64, COUNTS, Assembler::btr64Imm);
    cases.immediate("btc", 64, COUNTS, Assembler::btc64Imm);
    cases.one("bswap", 64, Assembler::bswap64);
    cases.load("movbe", 64, 64, Assembler::movbe64);
    cases.store("movbe", 64, 64, Assembler::movbe64);
    for (int i = 0; i < 16; i++) {
      int cond = i;
      String name = Operands.condition(cond);
      cases.one("set" + name, 8, (x, a) -> x.setcc(cond, a));
      cases.registers("cmov" + name, 32, 32, (x, a, b) -> x.cmov32(cond, a, b));
      cases.registers("cmov" + name, 64, 64, (x, a, b) -> x.cmov64(cond, a, b));
    }
    cases.load("cmovl", 32, 32, (x, a, memory) -> x.cmov32(Cond.L, a, memory));
    cases.load("cmovl", 64, 64, (x, a, memory) -> x.cmov64(Cond.L, a, memory));
  }

  private static void atomicsAndSystem(Cases cases) {
    cases.store("lock xadd", 32, 32, Assembler::lockXadd32);
    cases.store("lock cmpxchg", 32, 32, Assembler::lockCmpxchg32);
    cases.store("lock add", 32, 32, Assembler::lockAdd32);
    cases.store("lock or", 32, 32, Assembler::lockOr32);
    cases.store("lock and", 32, 32, Assembler::lockAnd32);
    cases.store("lock xor", 32, 32, Assembler::lockXor32);
    cases.store("lock xadd", 64, 64, Assembler::lockXadd64);
    cases.store("lock cmpxchg", 64, 64, Assembler::lockCmpxchg64);
    cases.store("lock add", 64, 64, Assembler::lockAdd64);
    cases.store("lock or", 64, 64, Assembler::lockOr64);
    cases.store("lock and", 64, 64, Assembler::lockAnd64);
    cases.store("lock xor", 64, 64, Assembler::lockXor64);
    cases.memory("lock cmpxchg16b", 128, Assembler::lockCmpxchg16b);
    cases.plain("mfence", Assembler::mfence);
    cases.plain("pause", Assembler::pause);
    cases.plain("ud2", Assembler::ud2);
    cases.plain("cpuid", Assembler::cpuid);
    cases.plain("xgetbv", Assembler::xgetbv);
    cases.plain("rdtsc", Assembler::rdtsc);
    cases.plain("vzeroupper", Assembler::vzeroupper);
    cases.memory("ldmxcsr", 32, Assembler::ldmxcsr);
    cases.memory("stmxcsr", 32, Assembler::stmxcsr);
  }

  private static void scalars(Cases cases) {
    cases.registers("sqrtss", 128, 128, Assembler::sqrtss);
    cases.load("sqrtss", 128, 32, Assembler::sqrtss);
    cases.three("vsqrtss", 128, Assembler::vsqrtss);
    cases.vexMemory("vsqrtss", 32, Assembler::vsqrtss);
    cases.registers("sqrtsd", 128, 128, Assembler::sqrtsd);
    cases.load("sqrtsd", 128, 64, Assembler::sqrtsd);
    cases.three("vsqrtsd", 128, Assembler::vsqrtsd);
    cases.vexMemory("vsqrtsd", 64, Assembler::vsqrtsd);
    cases.registers("addss", 128, 128, Assembler::addss);
    cases.load("addss", 128, 32, Assembler::addss);
    cases.three("vaddss", 128, Assembler::vaddss);
    cases.vexMemory("vaddss", 32, Assembler::vaddss);
    cases.registers("addsd", 128, 128, Assembler::addsd);
    cases.load("addsd", 128, 64, Assembler::addsd);
    cases.three("vaddsd", 128, Assembler::vaddsd);
    cases.vexMemory("vaddsd", 64, Assembler::vaddsd);
    cases.registers("mulss", 128, 128, Assembler::mulss);
    cases.load("mulss", 128, 32, Assembler::mulss);
    cases.three("vmulss", 128, Assembler::vmulss);
    cases.vexMemory("vmulss", 32, Assembler::vmulss);
    cases.registers("mulsd", 128, 128, Assembler::mulsd);
    cases.load("mulsd", 128, 64, Assembler::mulsd);
    cases.three("vmulsd", 128, Assembler::vmulsd);
    cases.vexMemory("vmulsd", 64, Assembler::vmulsd);
    cases.registers("subss", 128, 128, Assembler::subss);
    cases.load("subss", 128, 32, Assembler::subss);
    cases.three("vsubss", 128, Assembler::vsubss);
    cases.vexMemory("vsubss", 32, Assembler::vsubss);
    cases.registers("subsd", 128, 128, Assembler::subsd);
    cases.load("subsd", 128, 64, Assembler::subsd);
    cases.three("vsubsd", 128, Assembler::vsubsd);
    cases.vexMemory("vsubsd", 64, Assembler::vsubsd);
    cases.registers("minss", 128, 128, Assembler::minss);
    cases.load("minss", 128, 32, Assembler::minss);
    cases.three("vminss", 128, Assembler::vminss);
    cases.vexMemory("vminss", 32, Assembler::vminss);
    cases.registers("minsd", 128, 128, Assembler::minsd);
    cases.load("minsd", 128, 64, Assembler::minsd);
    cases.three("vminsd", 128, Assembler::vminsd);
    cases.vexMemory("vminsd", 64, Assembler::vminsd);
    cases.registers("divss", 128, 128, Assembler::divss);
    cases.load("divss", 128, 32, Assembler::divss);
    cases.three("vdivss", 128, Assembler::vdivss);
    cases.vexMemory("vdivss", 32, Assembler::vdivss);
    cases.registers("divsd", 128, 128, Assembler::divsd);
    scalars2(cases);
  }

  private static void scalars2(Cases cases) {
    cases.load("divsd", 128, 64, Assembler::divsd);
    cases.three("vdivsd", 128, Assembler::vdivsd);
    cases.vexMemory("vdivsd", 64, Assembler::vdivsd);
    cases.registers("maxss", 128, 128, Assembler::maxss);
    cases.load("maxss", 128, 32, Assembler::maxss);
    cases.three("vmaxss", 128, Assembler::vmaxss);
    cases.vexMemory("vmaxss", 32, Assembler::vmaxss);
    cases.registers("maxsd", 128, 128, Assembler::maxsd);
    cases.load("maxsd", 128, 64, Assembler::maxsd);
    cases.three("vmaxsd", 128, Assembler::vmaxsd);
    cases.vexMemory("vmaxsd", 64, Assembler::vmaxsd);
    cases.three("vfmadd213ss", 128, Assembler::vfmadd213ss);
    cases.three("vfmadd213sd", 128, Assembler::vfmadd213sd);
    cases.three("vfmsub213ss", 128, Assembler::vfmsub213ss);
    cases.three("vfmsub213sd", 128, Assembler::vfmsub213sd);
    cases.three("vfnmadd213ss", 128, Assembler::vfnmadd213ss);
    cases.three("vfnmadd213sd", 128, Assembler::vfnmadd213sd);
    cases.three("vfnmsub213ss", 128, Assembler::vfnmsub213ss);
    cases.three("vfnmsub213sd", 128, Assembler::vfnmsub213sd);
    cases.three("vfmadd231ss", 128, Assembler::vfmadd231ss);
    cases.three("vfmadd231sd", 128, Assembler::vfmadd231sd);
    cases.three("vfmsub231ss", 128, Assembler::vfmsub231ss);
    cases.three("vfmsub231sd", 128, Assembler::vfmsub231sd);
    cases.three("vfnmadd231ss", 128, Assembler::vfnmadd231ss);
    cases.three("vfnmadd231sd", 128, Assembler::vfnmadd231sd);
    cases.three("vfnmsub231ss", 128, Assembler::vfnmsub231ss);
    cases.three("vfnmsub231sd", 128, Assembler::vfnmsub231sd);
  }

  private static void vectors(Cases cases) {
    cases.registers("movss", 128, 128, Assembler::movss);
    cases.load("movss", 128, 32, Assembler::movss);
    cases.store("movss", 32, 128, Assembler::movss);
    cases.registers("ucomiss", 128, 128, Assembler::ucomiss);
    cases.load("ucomiss", 128, 32, Assembler::ucomiss);
    cases.registers("comiss", 128, 128, Assembler::comiss);
    cases.load("comiss", 128, 32, Assembler::comiss);
    cases.registers("cvtsi2ss", 128, 32, Assembler::cvtsi2ss32);
    cases.registers("cvttss2si", 32, 128, Assembler::cvttss2si32);
    cases.registers("cvtss2si", 32, 128, Assembler::cvtss2si32);
    cases.registers("cvtsi2ss", 128, 64, Assembler::cvtsi2ss64);
    cases.registers("cvttss2si", 64, 128, Assembler::cvttss2si64);
    cases.registers("cvtss2si", 64, 128, Assembler::cvtss2si64);
    cases.registers("movsd", 128, 128, Assembler::movsd);
    cases.load("movsd", 128, 64, Assembler::movsd);
    cases.store("movsd", 64, 128, Assembler::movsd);
    cases.registers("ucomisd", 128, 128, Assembler::ucomisd);
    cases.load("ucomisd", 128, 64, Assembler::ucomisd);
    cases.registers("comisd", 128, 128, Assembler::comisd);
    cases.load("comisd", 128, 64, Assembler::comisd);
    cases.registers("cvtsi2sd", 128, 32, Assembler::cvtsi2sd32);
    cases.registers("cvttsd2si", 32, 128, Assembler::cvttsd2si32);
    cases.registers("cvtsd2si", 32, 128, Assembler::cvtsd2si32);
    cases.registers("cvtsi2sd", 128, 64, Assembler::cvtsi2sd64);
    cases.registers("cvttsd2si", 64, 128, Assembler::cvttsd2si64);
    cases.registers("cvtsd2si", 64, 128, Assembler::cvtsd2si64);
    cases.registers("movaps", 128, 128, Assembler::movaps);
    cases.load("movaps", 128, 128, Assembler::movaps);
    cases.store("movaps", 128, 128, Assembler::movaps);
    cases.registers("movups", 128, 128, Assembler::movups);
    cases.load("movups", 128, 128, Assembler::movups);
    cases.store("movups", 128, 128, Assembler::movups);
    cases.registers("movd", 128, 32, Assembler::movdToXmm);
    cases.registers("movd", 32, 128, Assembler::movdFromXmm);
    cases.registers("movq", 128, 64, Assembler::movqToXmm);
    cases.registers("movq", 64, 128, Assembler::movqFromXmm);
    cases.registers("movq", 128, 128, Assembler::movq);
    cases.load("movd", 128, 32, Assembler::movd);
    cases.store("movd", 32, 128, Assembler::movd);
    cases.load("movq", 128, 64, Assembler::movq);
    cases.store("movq", 64, 128, Assembler::movq);
    cases.registers("cvtss2sd", 128, 128, Assembler::cvtss2sd);
    cases.registers("cvtsd2ss", 128, 128, Assembler::cvtsd2ss);
  }

  private static void vectorLogic(Cases cases) {
    cases.registers("andps", 128, 128, Assembler::andps);
    cases.load("andps", 128, 128, Assembler::andps);
    cases.registers("andnps", 128, 128, Assembler::andnps);
    cases.load("andnps", 128, 128, Assembler::andnps);
    cases.registers("orps", 128, 128, Assembler::orps);
    cases.load("orps", 128, 128, Assembler::orps);
    cases.registers("xorps", 128, 128, Assembler::xorps);
    cases.load("xorps", 128, 128, Assembler::xorps);
    cases.registers("pand", 128, 128, Assembler::pand);
    cases.load("pand", 128, 128, Assembler::pand);
    cases.registers("pandn", 128, 128, Assembler::pandn);
    cases.load("pandn", 128, 128, Assembler::pandn);
    cases.registers("por", 128, 128, Assembler::por);
    cases.load("por", 128, 128, Assembler::por);
    cases.registers("pxor", 128, 128, Assembler::pxor);
    cases.load("pxor", 128, 128, Assembler::pxor);
    cases.registers("pshufb", 128, 128, Assembler::pshufb);
    cases.load("pshufb", 128, 128, Assembler::pshufb);
    cases.registers("pcmpeqb", 128, 128, Assembler::pcmpeqb);
    cases.registers("pcmpeqd", 128, 128, Assembler::pcmpeqd);
    cases.registers("punpcklqdq", 128, 128, Assembler::punpcklqdq);
    cases.immediate("psrld", 128, COUNTS, Assembler::psrld);
    cases.immediate("pslld", 128, COUNTS, Assembler::pslld);
    cases.immediate("psrlq", 128, COUNTS, Assembler::psrlq);
    cases.immediate("psllq", 128, COUNTS, Assembler::psllq);
    cases.immediate("psrldq", 128, COUNTS, Assembler::psrldq);
    cases.immediate("pslldq", 128, COUNTS, Assembler::pslldq);
    cases.registersNumber("roundss", new int[] {128, 128}, SELECTORS, Assembler::roundss);
    cases.registersNumber("roundsd", new int[] {128, 128}, SELECTORS, Assembler::roundsd);
    cases.registersNumber("pclmulqdq", new int[] {128, 128}, SELECTORS, Assembler::pclmulqdq);
    cases.registersNumber("pextrq", new int[] {64, 128}, LANES, Assembler::pextrq);
    cases.registersNumber("pinsrq", new int[] {128, 64}, LANES, Assembler::pinsrq);
    cases.registers("movmskps", 32, 128, Assembler::movmskps);
    cases.registers("movmskpd", 32, 128, Assembler::movmskpd);
  }
}
