package org.javisor.system.image;

import java.io.IOException;
import java.util.List;
import org.javisor.backend.image.Compare;
import org.javisor.backend.image.OpenImage;

/** Finds out whether two images have the same contents. */
final class CompareCommand implements Command {
  private static final int FAILED = 2;

  @Override
  public OptionTable options() {
    return new OptionTable("FILENAME1 FILENAME2")
        .quiet()
        .progress()
        .value('f', "a-format", "FMT", "the format of the first image")
        .value('F', "b-format", "FMT", "the format of the second image")
        .flag((char) 0, "image-opts", "the names are lists of a node's options")
        .flag('s', "strict", "they also have to have the same size and the same places allocated")
        .value('T', "cache", "MODE", "how they are cached")
        .shared()
        .value((char) 0, "object", "OBJECT", "not supported: encrypted images are refused");
  }

  @Override
  public int run(Arguments arguments, Console console) throws ToolException, IOException {
    List<String> names = arguments.operands(2, "Expecting two image file names");
    boolean strict = arguments.has("strict");
    String _ = Images.cache(arguments, "cache", "writeback");
    OpenImage.Access access = Images.reading(arguments);
    try (OpenImage first = Images.open(Images.source(arguments, names.get(0), "a-format"), access);
        OpenImage second =
            Images.open(Images.source(arguments, names.get(1), "b-format"), access)) {
      boolean sameSize = first.disk().sizeBytes() == second.disk().sizeBytes();
      if (strict && !sameSize) {
        console.tell("Strict mode: Image size mismatch!\n");
        return 1;
      }
      try (ProgressText progress = new ProgressText(arguments, console)) {
        return tell(Compare.run(first.disk(), second.disk(), strict, progress), sameSize, console);
      }
    } catch (IOException | ToolException e) {
      throw ToolException.withStatus(FAILED, e.getMessage());
    }
  }

  private static int tell(Compare.Result result, boolean sameSize, Console console) {
    String warning = sameSize ? "" : "Warning: Image size mismatch!\n";
    switch (result) {
      case Compare.Result.Same _ -> {
        console.tell(warning + "Images are identical.\n");
        return 0;
      }
      case Compare.Result.Content different ->
          console.tell("Content mismatch at offset " + different.offset() + "!\n");
      case Compare.Result.Allocation different ->
          console.tell("Strict mode: Offset " + different.offset() + " block status mismatch!\n");
      case Compare.Result.Longer longer ->
          console.tell(warning + "Content mismatch at offset " + longer.offset() + "!\n");
    }
    return 1;
  }
}
