package org.javisor.system.board;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.javisor.backend.block.BlockBackend;
import org.javisor.bus.memory.GuestRam;

/**
 * Details of a board.
 *
 * @param aclint whether supervisor software interrupts have a controller, and the device tree
 *     describes the interruptor in parts
 * @param flash what keeps the two flash banks' contents
 * @param configFiles files for the configuration device, by name
 * @param uuid the machine's
 * @param semihosting the command line of a program that may use the host; without it none may
 * @param memory what RAM is made of
 */
public record BoardOptions(
    boolean aclint,
    List<Optional<BlockBackend>> flash,
    Map<String, byte[]> configFiles,
    UUID uuid,
    Optional<String> semihosting,
    GuestRam.Backing memory) {
  /** A board with nothing special. */
  public static final BoardOptions PLAIN =
      new BoardOptions(
          false,
          List.of(Optional.empty(), Optional.empty()),
          Map.of(),
          new UUID(0, 0),
          Optional.empty(),
          GuestRam.Backing.PLAIN);
}
