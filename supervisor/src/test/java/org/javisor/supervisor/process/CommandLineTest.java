package org.javisor.supervisor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.UUID;
import org.javisor.supervisor.api.DiskRequest;
import org.javisor.supervisor.api.VmSpec;
import org.javisor.supervisor.domain.VmDefinition;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void wholeCommandLineIsAsTheProtocolSays() {
    VmSpec spec =
        new VmSpec(
            "debian",
            new VmSpec.Hardware(512, 2),
            new VmSpec.Boot("/k", "/i", "a b"),
            List.of(new DiskRequest("/secret/disk", false)),
            false);
    assertEquals(
        "emulator -name debian -uuid 00000000-0000-0001-0000-000000000002 -M virt -m 512M -smp 2"
            + " -nodefaults -display none -S"
            + " -chardev socket,id=charmonitor,fd=3,server=on,wait=off"
            + " -mon chardev=charmonitor,id=monitor,mode=control"
            + " -chardev socket,id=charconsole,fd=4,server=on,wait=off"
            + " -serial chardev:charconsole"
            + " -kernel /k -initrd /i -append a b",
        String.join(" ", CommandLine.of("emulator", new VmDefinition(new UUID(1, 2), spec))));
  }

  @Test
  void whatIsNotGivenIsNotPassed() {
    VmSpec spec =
        new VmSpec("x", new VmSpec.Hardware(1, 1), new VmSpec.Boot("/k", "", ""), List.of(), false);
    List<String> line = CommandLine.of("emulator", new VmDefinition(new UUID(1, 2), spec));
    assertEquals("/k", line.getLast());
  }
}
