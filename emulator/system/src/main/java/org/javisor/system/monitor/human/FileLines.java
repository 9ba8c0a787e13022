package org.javisor.system.monitor.human;

import java.util.Optional;
import java.util.function.ToLongFunction;
import org.javisor.qmp.api.DumpGuestMemory;
import org.javisor.qmp.api.DumpGuestMemoryFormat;
import org.javisor.qmp.api.DumpQueryResult;
import org.javisor.qmp.api.DumpStatus;
import org.javisor.qmp.api.Dumpdtb;
import org.javisor.qmp.api.Memsave;
import org.javisor.qmp.api.Pmemsave;
import org.javisor.qmp.api.QueryDump;
import org.javisor.qmp.wire.QmpException;

/** Lines that write what the guest has to files. */
final class FileLines {
  private static final String FORMATS = "zlsw";

  private final HumanSession.Surroundings around;

  FileLines(HumanSession.Surroundings around) {
    this.around = around;
  }

  /** {@code memsave}, and {@code pmemsave} if there is no CPU. */
  String save(Arguments in, Optional<Integer> cpu, ToLongFunction<String> registers)
      throws HumanException, QmpException {
    long address = in.expression(registers);
    long size = in.expression(registers);
    String name = in.word("string");
    in.end();
    return cpu.isPresent()
        ? around.run(new Memsave(address, size, name, Optional.of((long) cpu.get())))
        : around.run(new Pmemsave(address, size, name));
  }

  String deviceTree(Arguments in) throws HumanException, QmpException {
    String name = in.word("filename");
    in.end();
    String said = around.run(new Dumpdtb(name));
    return said + "DTB dumped to '" + name + "'\n";
  }

  String dump(Arguments in, ToLongFunction<String> registers) throws HumanException, QmpException {
    String flags = in.flags("pdzlswR");
    String name = in.word("filename");
    Optional<Long> begin = Optional.empty();
    Optional<Long> length = Optional.empty();
    if (!in.atEnd()) {
      begin = Optional.of(in.expression(registers));
    }
    if (!in.atEnd()) {
      length = Optional.of(in.expression(registers));
    }
    in.end();
    return around.run(
        new DumpGuestMemory(
            flags.indexOf('p') >= 0,
            "file:" + name,
            Optional.of(flags.indexOf('d') >= 0),
            begin,
            length,
            Optional.of(format(flags))));
  }

  private static DumpGuestMemoryFormat format(String flags) throws QmpException {
    String chosen =
        flags
            .chars()
            .filter(c -> FORMATS.indexOf(c) >= 0)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    if (chosen.length() > 1) {
      throw QmpException.generic("only one of '-z|-l|-s|-w' can be set");
    }
    boolean raw = flags.indexOf('R') >= 0;
    return switch (chosen) {
      case "z" -> raw ? DumpGuestMemoryFormat.KDUMP_RAW_ZLIB : DumpGuestMemoryFormat.KDUMP_ZLIB;
      case "l" -> raw ? DumpGuestMemoryFormat.KDUMP_RAW_LZO : DumpGuestMemoryFormat.KDUMP_LZO;
      case "s" -> raw ? DumpGuestMemoryFormat.KDUMP_RAW_SNAPPY : DumpGuestMemoryFormat.KDUMP_SNAPPY;
      case "w" -> DumpGuestMemoryFormat.WIN_DMP;
      default -> DumpGuestMemoryFormat.ELF;
    };
  }

  /** "info dump". */
  String state() throws QmpException {
    DumpQueryResult dump = around.ask(new QueryDump());
    String text = "Status: " + dump.status().wireName() + "\n";
    return dump.status() == DumpStatus.ACTIVE
        ? text + String.format("Finished: %.2f %%%n", 100.0 * dump.completed() / dump.total())
        : text;
  }
}
