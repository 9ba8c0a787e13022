package org.javisor.system.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arrangements and messages as QEMU 10 has them, but for the largest number. */
class SmpOptionsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4 | 4 4 1 4 1",
        "'' | 1 1 1 1 1",
        "0x4 | 4 4 1 4 1",
        "64 | 64 64 1 64 1",
        "4,sockets=2,cores=2 | 4 4 2 2 1",
        "8,sockets=2,cores=2 | 8 8 2 2 2",
        "8,sockets=2,cores=2,threads=2 | 8 8 2 2 2",
        "3,sockets=3 | 3 3 3 1 1",
        "4,maxcpus=8 | 4 8 1 8 1",
        "cpus=2,maxcpus=8,sockets=2 | 2 8 2 4 1",
        "cores=3 | 3 3 1 3 1",
        "threads=2 | 2 2 1 1 2",
        "maxcpus=4 | 4 4 1 4 1",
        "2,sockets=1,cores=1 | 2 2 1 1 2",
        "2,sockets=2,sockets=1 | 2 2 1 2 1",
        "8,maxcpus=8,threads=2 | 8 8 1 4 2",
        "6,cores=3 | 6 6 2 3 1",
        "cpus=1,dies=1,clusters=1,modules=1,books=1,drawers=1 | 1 1 1 1 1",
      })
  void whatIsNotGivenFollows(String argument, String expected) throws ConfigException {
    SmpOptions.Topology found = SmpOptions.parse(argument);
    assertEquals(
        expected,
        found.cpus()
            + " "
            + found.most()
            + " "
            + found.sockets()
            + " "
            + found.cores()
            + " "
            + found.threads());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | Invalid CPU topology: CPU topology parameters must be greater than zero",
        "sockets=0 | Invalid CPU topology: CPU topology parameters must be greater than zero",
        "4,dies=0 | Invalid CPU topology: CPU topology parameters must be greater than zero",
        "maxcpus=0 | Invalid CPU topology: CPU topology parameters must be greater than zero",
        "many | Parameter 'smp.cpus' expects integer",
        "4k | Parameter 'smp.cpus' expects integer",
        "99999999999999999999 | Parameter 'smp.cpus' expects integer",
        "4,foo=3 | Parameter 'smp.foo' is unexpected",
        "65 | Invalid SMP CPUs 65. The max CPUs supported by machine 'virt' is 64",
        "4,maxcpus=65 | Invalid SMP CPUs 65. The max CPUs supported by machine 'virt' is 64",
        "-1 | Invalid SMP CPUs -1. The max CPUs supported by machine 'virt' is 64",
        "6,dies=2,sockets=3 | dies > 1 not supported by this machine's CPU topology",
        "4,dies=2,modules=2,clusters=2 | modules > 1 not supported by this machine's CPU topology",
        "4,clusters=2,dies=2 | clusters > 1 not supported by this machine's CPU topology",
        "4,books=2,dies=2 | dies > 1 not supported by this machine's CPU topology",
        "4,drawers=2 | drawers > 1 not supported by this machine's CPU topology",
        "4,cores=3 | Invalid CPU topology: product of the hierarchy must match maxcpus:"
            + " sockets (1) * cores (3) * threads (1) != maxcpus (4)",
        "4,threads=8 | Invalid CPU topology: product of the hierarchy must match maxcpus:"
            + " sockets (1) * cores (0) * threads (8) != maxcpus (4)",
        "cpus=2,threads=3,cores=1 | Invalid CPU topology: product of the hierarchy must match"
            + " maxcpus: sockets (0) * cores (1) * threads (3) != maxcpus (2)",
        "4,maxcpus=2 | Invalid CPU topology: maxcpus must be equal to or greater than smp:"
            + " sockets (1) * cores (2) * threads (1) == maxcpus (2) < smp_cpus (4)",
        "cpus=5,maxcpus=4,sockets=2,cores=2 | Invalid CPU topology: maxcpus must be equal to or"
            + " greater than smp: sockets (2) * cores (2) * threads (1) == maxcpus (4) < smp_cpus"
            + " (5)",
        "sockets=4294967296 | Parameter 'smp.sockets' expects integer",
      })
  void whatCannotBeIsSaid(String argument, String message) {
    assertEquals(
        message,
        assertThrows(ConfigException.class, () -> SmpOptions.parse(argument)).getMessage());
  }
}
