package org.javisor.cli.render;

import java.util.ArrayList;
import java.util.List;

/** Left-aligned columns, two spaces apart, without lines. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /** Starts with the headings. */
  public Table(String... headings) {
    rows.add(List.of(headings));
  }

  /** Adds a row with as many cells as there are headings. */
  public Table row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + rows.getFirst());
    }
    rows.add(List.of(cells));
    return this;
  }

  /** All rows, each ended by a line feed. */
  public String text() {
    StringBuilder out = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(row.get(column)).repeat(' ', 2 + width(column) - row.get(column).length());
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }

  private int width(int column) {
    int width = 0;
    for (List<String> row : rows) {
      width = Math.max(width, row.get(column).length());
    }
    return width;
  }
}
