package org.javisor.system.image;

import java.util.Locale;
import java.util.Optional;

/** What the tool can do. */
enum Verb {
  BENCH("Measure how long requests to an image take"),
  CHECK("Look for damage in an image"),
  COMMIT("Write what an image has into the one behind it"),
  COMPARE("Find out whether two images have the same contents"),
  CONVERT("Copy images into a new one, of another format perhaps"),
  CREATE("Make an image"),
  DD("Copy a part of an image into a new one"),
  INFO("Tell what an image is"),
  MAP("Tell where an image has what"),
  MEASURE("Tell how much room an image would take"),
  REBASE("Put another image behind an image"),
  RESIZE("Make an image larger or smaller"),
  SNAPSHOT("List, take, go back to or drop snapshots inside an image");

  private final String purpose;

  Verb(String purpose) {
    this.purpose = purpose;
  }

  String purpose() {
    return purpose;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Verb> find(String text) {
    for (Verb verb : values()) {
      if (verb.text().equals(text)) {
        return Optional.of(verb);
      }
    }
    return Optional.empty();
  }

  Command command() {
    return switch (this) {
      case BENCH -> new BenchCommand();
      case CHECK -> new CheckCommand();
      case COMMIT -> new CommitCommand();
      case COMPARE -> new CompareCommand();
      case CONVERT -> new ConvertCommand();
      case CREATE -> new CreateCommand();
      case DD -> new DdCommand();
      case INFO -> new InfoCommand();
      case MAP -> new MapCommand();
      case MEASURE -> new MeasureCommand();
      case REBASE -> new RebaseCommand();
      case RESIZE -> new ResizeCommand();
      case SNAPSHOT -> new SnapshotCommand();
    };
  }
}
