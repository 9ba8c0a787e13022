package org.javisor.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The one table: a row each for what was measured, the emulators beside each other. */
final class Table {
  private static final String LINE = "%-34s %-5s %30s %30s %7s%n";

  private final PrintStream out;
  private final Figures figures;

  Table(PrintStream out, Figures figures) {
    this.out = out;
    this.figures = figures;
  }

  void print(List<Row> rows) {
    out.printf(LINE, "", "unit", "QEMU median (min..max)", "Javisor median (min..max)", "ratio");
    String group = "";
    List<Double> ratios = new ArrayList<>();
    for (Row row : rows) {
      if (!row.group().equals(group)) {
        mean(ratios, units(rows, group));
        group = row.group();
        out.println(group);
      }
      Optional<Figures.Summary> qemu = figures.summary(row, Bench.QEMU);
      Optional<Figures.Summary> javisor = figures.summary(row, Bench.JAVISOR);
      String ratio = "";
      if (qemu.isPresent() && javisor.isPresent()) {
        double quotient = qemu.get().median() / javisor.get().median();
        ratios.add(quotient);
        ratio = String.format(Locale.ROOT, "%.2f", quotient);
      }
      out.printf(
          LINE,
          "  " + row.name(),
          row.unit(),
          cell(row, Bench.QEMU),
          cell(row, Bench.JAVISOR),
          ratio);
    }
    mean(ratios, units(rows, group));
    out.println("ratio: QEMU's median over Javisor's; above 1, Javisor needs less.");
    figures.notes().forEach(note -> out.println("note: " + note));
  }

  private static long units(List<Row> rows, String group) {
    return rows.stream().filter(row -> row.group().equals(group)).map(Row::unit).distinct().count();
  }

  /** A group of different units, times beside memory, has no mean. */
  private void mean(List<Double> ratios, long units) {
    if (ratios.size() > 1 && units == 1) {
      double logs = ratios.stream().mapToDouble(Math::log).sum();
      String mean = String.format(Locale.ROOT, "%.2f", Math.exp(logs / ratios.size()));
      out.printf(LINE, "  geometric mean", "", "", "", mean);
    }
    ratios.clear();
  }

  private String cell(Row row, String peer) {
    if (figures.isMissing(row, peer)) {
      return "not available";
    }
    return figures
        .summary(row, peer)
        .map(each ->
            number(each.median()) + " (" + number(each.min()) + ".." + number(each.max()) + ")")
        .orElse("");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }
}
