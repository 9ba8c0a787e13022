package org.javisor.backend.block;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node among others: what it stands on, and who uses it. Its owner's lock guards it. */
final class GraphNode {
  private final Optional<String> name;
  private final CountedDisk disk;
  private final BlockNodes.Description description;
  private final List<Below> below;
  private final Map<String, Boolean> users = new LinkedHashMap<>();
  private boolean closed;

  /**
   * A node that another one stands on.
   *
   * @param owned whether it goes with that one
   * @param user what it calls its user
   */
  record Below(GraphNode node, boolean owned, String user) {}

  GraphNode(
      Optional<String> name,
      BlockNode disk,
      BlockNodes.Description description,
      List<Below> below) {
    this.name = name;
    this.disk = new CountedDisk(disk);
    this.description = description;
    this.below = List.copyOf(below);
  }

  Optional<String> name() {
    return name;
  }

  CountedDisk disk() {
    return disk;
  }

  String filename() {
    return description.filename();
  }

  BlockNodes.Description describe() {
    return description;
  }

  boolean isUsed() {
    return !users.isEmpty();
  }

  boolean isClosed() {
    return closed;
  }

  String users() {
    return "it is used by " + String.join(", ", users.keySet());
  }

  /**
   * Notes a user.
   *
   * @throws IOException when it or another one writes and there are others
   */
  void claim(String user, boolean writes) throws IOException {
    for (Map.Entry<String, Boolean> other : users.entrySet()) {
      if (writes || other.getValue()) {
        throw new IOException(
            "Conflicts with use by "
                + other.getKey()
                + ", which does not allow '"
                + (other.getValue() ? "consistent read" : "write")
                + "' on "
                + name.orElse(filename()));
      }
    }
    users.put(user, writes);
  }

  void unclaim(String user) {
    users.remove(user);
  }

  /** Flushes and closes it and what it owns, also after one that fails. */
  void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    List<IOException> failures = new ArrayList<>();
    try (disk) {
      if (!disk.readOnly()) {
        disk.flush();
      }
    } catch (IOException e) {
      failures.add(e);
    }
    for (Below each : below) {
      each.node.unclaim(each.user);
      if (each.owned) {
        try {
          each.node.close();
        } catch (IOException e) {
          failures.add(e);
        }
      }
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }
}
