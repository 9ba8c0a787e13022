package org.javisor.supervisor.domain.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.javisor.supervisor.api.DiskRequest;
import org.javisor.supervisor.api.ErrorCode;
import org.javisor.supervisor.api.Problem;
import org.javisor.supervisor.api.VmSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionCheckTest {
  private static final HostLimits HOST = new HostLimits(4096);

  @TempDir private Path scratch;
  private String kernel = "";

  @BeforeEach
  void prepare() throws IOException {
    kernel = write("kernel", KernelImageTest.riscvImage(4096));
  }

  @Test
  void goodMachineHasNoProblem() throws IOException {
    String disk = write("disk", new byte[1024]);
    assertEquals(List.of(), check("a-1", 512, kernel, new DiskRequest(disk, false)));
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    List<Problem> problems =
        check("-x", 0, "/nowhere/kernel", new DiskRequest("/nowhere/disk", false));
    assertEquals(
        List.of("name", "memory", "kernel", "disks[0]"),
        problems.stream().map(Problem::path).toList());
  }

  @Test
  void memoryIsBoundedByTheHost() {
    assertEquals(ErrorCode.INVALID, only(check("a", 0, kernel)).code());
    Problem problem = only(check("a", 4097, kernel));
    assertEquals(ErrorCode.HOST_LIMIT, problem.code());
    assertEquals("memory is 4097 MiB, but this host has 4096 MiB", problem.problem());
  }

  @Test
  void missingKernelIsNamed() {
    Problem problem = only(check("a", 1, "/nowhere/kernel"));
    assertEquals(ErrorCode.FILE_UNUSABLE, problem.code());
    assertEquals("kernel '/nowhere/kernel' does not exist", problem.problem());
  }

  @Test
  void kernelThatIsADirectoryIsRefused() {
    Problem problem = only(check("a", 1, scratch.toString()));
    assertTrue(problem.problem().endsWith("it is not a regular file"), problem.problem());
  }

  @Test
  void kernelForAnotherCpuHasItsOwnCode() throws IOException {
    byte[] image = new byte[4096];
    image[0x38] = 'A';
    image[0x39] = 'R';
    image[0x3a] = 'M';
    image[0x3b] = 0x64;
    Problem problem = only(check("a", 1, write("arm", image)));
    assertEquals(ErrorCode.WRONG_CPU, problem.code());
    assertTrue(problem.problem().contains("is for aarch64"), problem.problem());
  }

  @Test
  void diskMustBeWholeSectors() throws IOException {
    String disk = write("disk", new byte[12]);
    Problem problem = only(check("a", 1, kernel, new DiskRequest(disk, false)));
    assertEquals("disk '" + disk + "': image size 12 is not a multiple of 512", problem.problem());
  }

  @Test
  void namesAreSafeAsDirectoriesAndOptionValues() {
    for (String name : List.of("a", "vm1", "A.b-c_d", "x".repeat(40))) {
      assertTrue(DefinitionCheck.isName(name), name);
    }
    for (String name : List.of("", "-a", ".", "..", "a/b", "a,b", "a b", "a\n", "x".repeat(41))) {
      assertFalse(DefinitionCheck.isName(name), name);
    }
  }

  @Test
  void controlCharactersDoNotReachTheTerminal() {
    Problem problem = only(check("a", 1, "/nowhere/\u001b[2J"));
    assertEquals("kernel '/nowhere/?[2J' does not exist", problem.problem());
  }

  @Test
  void hostMemoryIsReadFromMeminfo() throws IOException {
    assertEquals(
        new HostLimits(7856), HostLimits.parse(List.of("MemTotal:        8044660 kB", "x: 1")));
    assertTrue(HostLimits.read().memoryMib() > 0);
  }

  private static List<Problem> check(
      String name, long memory, String kernelPath, DiskRequest... disks) {
    return DefinitionCheck.problems(
        new VmSpec(
            name,
            new VmSpec.Hardware(memory, 1),
            new VmSpec.Boot(kernelPath, "", ""),
            List.of(disks),
            false),
        HOST);
  }

  private static Problem only(List<Problem> problems) {
    assertEquals(1, problems.size(), problems::toString);
    return problems.getFirst();
  }

  private String write(String name, byte[] content) throws IOException {
    return Files.write(scratch.resolve(name), content).toString();
  }
}
