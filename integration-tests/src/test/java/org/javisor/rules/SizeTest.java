package org.javisor.rules;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Files of at most 600 lines, methods of at most 60 lines and four parameters; what is larger is
 * listed with its reason.
 */
class SizeTest {
  private static final int MAX_FILE_LINES = 600;
  private static final int MAX_TABLE_LINES = 1000;
  private static final int MAX_METHOD_LINES = 60;
  private static final int MAX_PARAMETERS = 4;

  /** Files that may have up to 1,000 lines, and why. */
  private static final Map<String, String> LONG_FILES = Map.of();

  /** Methods that may be longer than 60 lines (exhaustive one-line switches), and why. */
  private static final Map<String, String> LONG_METHODS =
      Map.of(
          "Encoder.plain", "an exhaustive one-line switch over all operators",
          "Interpreter.loop",
              "the dispatch loop: HotSpot compiles it as one method, rare operators are elsewhere");

  /** Classes whose methods may have more parameters, and why. */
  private static final Map<String, String> MANY_PARAMETERS =
      Map.of(
          "IrBuilder", "an operator's own operands",
          "Encoder", "an operator's own operands",
          "Opcode", "an operator's own operands",
          "Interpreter", "the loop's local state, which must not be allocated",
          "FloatFormat", "a number's own parts",
          "SoftFloat", "a number's own parts",
          "Rv64C", "an encoding's own fields");

  @Test
  void filesAreShort() throws IOException {
    List<Path> sources = Project.sources();
    assertFalse(sources.isEmpty());
    List<String> tooLong = new ArrayList<>();
    for (Path source : sources) {
      String name = source.getFileName().toString();
      int limit = LONG_FILES.containsKey(name) ? MAX_TABLE_LINES : MAX_FILE_LINES;
      int lines = Files.readAllLines(source).size();
      if (lines > limit) {
        tooLong.add(name + ": " + lines);
      }
    }
    assertTrue(tooLong.isEmpty(), () -> "files longer than allowed: " + tooLong);
  }

  @Test
  void methodsAreShortAndHaveFewParameters() throws IOException {
    List<String> wrong = new ArrayList<>();
    int methods = measure(Project.mainSources(), wrong);
    assertTrue(methods > 0);
    assertTrue(wrong.isEmpty(), () -> "too long or with too many parameters: " + wrong);
  }

  private static int measure(List<Path> sources, List<String> wrong) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
      MethodScanner scanner = new MethodScanner(Trees.instance(task).getSourcePositions(), wrong);
      for (CompilationUnitTree unit : task.parse()) {
        scanner.scan(unit, null);
      }
      return scanner.methods;
    }
  }

  private static final class MethodScanner extends TreePathScanner<Void, Void> {
    private final SourcePositions positions;
    private final List<String> wrong;
    private int methods;

    MethodScanner(SourcePositions positions, List<String> wrong) {
      this.positions = positions;
      this.wrong = wrong;
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
      methods++;
      CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
      String file = Path.of(unit.getSourceFile().toUri()).getFileName().toString();
      String name = file.replace(".java", "") + "." + method.getName();
      if (method.getBody() != null) {
        LineMap lines = unit.getLineMap();
        long length =
            lines.getLineNumber(positions.getEndPosition(unit, method))
                - lines.getLineNumber(positions.getStartPosition(unit, method.getBody()))
                + 1;
        if (length > MAX_METHOD_LINES && !LONG_METHODS.containsKey(name)) {
          wrong.add(name + ": " + length + " lines");
        }
      }
      boolean constructor = method.getName().contentEquals("<init>");
      int parameters = method.getParameters().size();
      if (parameters > MAX_PARAMETERS
          && !constructor
          && !MANY_PARAMETERS.containsKey(file.replace(".java", ""))) {
        wrong.add(name + ": " + parameters + " parameters");
      }
      return super.visitMethod(method, null);
    }
  }
}
