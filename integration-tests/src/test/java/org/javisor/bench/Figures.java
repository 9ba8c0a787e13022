package org.javisor.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What has been measured, and what could not be. */
final class Figures {
  private record Cell(Row row, String peer) {}

  /** Several runs of one thing. */
  record Summary(double median, double min, double max) {}

  private final Map<Cell, List<Double>> values = new HashMap<>();
  private final Map<Row, String> checks = new HashMap<>();
  private final Set<Cell> missing = new HashSet<>();
  private final List<String> notes = new ArrayList<>();

  void add(Row row, Peer peer, double value) {
    values.computeIfAbsent(new Cell(row, peer.name()), _ -> new ArrayList<>()).add(value);
  }

  /** It could not be measured; a note says why. */
  void notAvailable(Row row, Peer peer) {
    missing.add(new Cell(row, peer.name()));
  }

  /** Whether it was tried without getting any figure. */
  boolean isMissing(Row row, String peer) {
    Cell cell = new Cell(row, peer);
    return missing.contains(cell) && !values.containsKey(cell);
  }

  /** What the guest computed must not depend on who runs it. */
  void check(Row row, Peer peer, String result) {
    String other = checks.putIfAbsent(row, result);
    if (other != null && !other.equals(result)) {
      note(row.name() + " computed " + result + " on " + peer.name() + " and " + other + " before");
    }
  }

  /** A sentence that stands below the table, once. */
  void note(String text) {
    if (!notes.contains(text)) {
      notes.add(text);
    }
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  Optional<Summary> summary(Row row, String peer) {
    List<Double> list = values.getOrDefault(new Cell(row, peer), List.of());
    if (list.isEmpty()) {
      return Optional.empty();
    }
    double[] sorted = list.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return Optional.of(new Summary(median(sorted), sorted[0], sorted[sorted.length - 1]));
  }

  /** The middle of {@code values}, in any order. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
