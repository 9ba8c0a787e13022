package org.javisor.system.image;

import java.io.IOException;
import java.util.Optional;
import org.javisor.backend.block.qcow2.Check;
import org.javisor.backend.image.Formats;
import org.javisor.backend.image.OpenImage;
import org.javisor.qmp.wire.JsonObject;
import org.javisor.qmp.wire.JsonWriter;

/** Looks for damage in an image, and repairs it. */
final class CheckCommand implements Command {
  private static final int NOT_SUPPORTED = 63;
  private static final int CORRUPT = 2;
  private static final int LEAKS = 3;

  @Override
  public OptionTable options() {
    return new OptionTable("FILENAME")
        .quiet()
        .image()
        .value('T', "cache", "MODE", "how it is cached")
        .shared()
        .output()
        .value('r', "repair", "leaks|all", "put right what is wrong");
  }

  @Override
  public int run(Arguments arguments, Console console) throws ToolException, IOException {
    boolean json = arguments.json();
    Optional<Check.Repair> repair = repair(arguments);
    String filename = arguments.operands(1, "Expecting one image file name").getFirst();
    String _ = Images.cache(arguments, "cache", "writeback");
    OpenImage.Access access =
        repair.isPresent() ? OpenImage.Access.WRITE : Images.reading(arguments);
    try (OpenImage image = Images.file(Images.source(arguments, filename), access)) {
      if (!image.format().equals(Formats.QCOW2)) {
        console.error("", "This image format does not support checks");
        return NOT_SUPPORTED;
      }
      Check.Report report;
      Check.Report before = Check.check(image.file(), filename, repair);
      report = before;
      report.problems().forEach(problem -> console.complain(problem + "\n"));
      if (before.leaksFixed() + before.corruptionsFixed() > 0) {
        if (!json) {
          console.tell(
              "The following inconsistencies were found and repaired:\n\n    "
                  + before.leaksFixed()
                  + " leaked clusters\n    "
                  + before.corruptionsFixed()
                  + " corruptions\n\nDouble checking the fixed image now...\n");
        }
        report = Check.check(image.file(), filename, Optional.empty());
      }
      console.tell(json ? json(filename, report, before) : text(report));
      return report.corruptions() > 0 ? CORRUPT : report.leaks() > 0 ? LEAKS : 0;
    } catch (IOException e) {
      throw new ToolException("Could not open '" + filename + "': " + Images.problem(filename, e));
    }
  }

  private static Optional<Check.Repair> repair(Arguments arguments) throws ToolException {
    if (!arguments.has("repair")) {
      return Optional.empty();
    }
    String what = arguments.value("repair").orElseThrow();
    return switch (what) {
      case "leaks" -> Optional.of(Check.Repair.LEAKS);
      case "all" -> Optional.of(Check.Repair.ALL);
      default ->
          throw ToolException.usage("--repair (-r) expects 'leaks' or 'all' not '" + what + "'");
    };
  }

  private static String text(Check.Report report) {
    StringBuilder out = new StringBuilder();
    if (report.isClean()) {
      out.append("No errors were found on the image.\n");
    }
    if (report.corruptions() > 0) {
      out.append("\n").append(report.corruptions()).append(" errors were found on the image.\n");
      out.append("Data may be corrupted, or further writes to the image may corrupt it.\n");
    }
    if (report.leaks() > 0) {
      out.append("\n").append(report.leaks()).append(" leaked clusters were found on the image.\n");
      out.append("This means waste of disk space, but no harm to data.\n");
    }
    if (report.total() > 0 && report.allocated() > 0) {
      out.append(
          String.format(
              "%d/%d = %.2f%% allocated, %.2f%% fragmented, %.2f%% compressed clusters\n",
              report.allocated(),
              report.total(),
              report.allocated() * 100.0 / report.total(),
              report.fragmented() * 100.0 / report.allocated(),
              report.compressed() * 100.0 / report.allocated()));
    }
    return out.append("Image end offset: ").append(report.end()).append('\n').toString();
  }

  private static String json(String filename, Check.Report report, Check.Report before) {
    JsonObject out = new JsonObject();
    out.put("filename", filename).put("format", Formats.QCOW2).put("check-errors", 0);
    put(out, "image-end-offset", report.end());
    put(out, "corruptions", report.corruptions());
    put(out, "leaks", report.leaks());
    put(out, "corruptions-fixed", before.corruptionsFixed());
    put(out, "leaks-fixed", before.leaksFixed());
    put(out, "total-clusters", report.total());
    put(out, "allocated-clusters", report.allocated());
    put(out, "fragmented-clusters", report.fragmented());
    put(out, "compressed-clusters", report.compressed());
    return JsonWriter.pretty(out) + "\n";
  }

  private static void put(JsonObject out, String name, long value) {
    if (value != 0) {
      out.put(name, value);
    }
  }
}
