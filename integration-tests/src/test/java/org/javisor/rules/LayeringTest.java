package org.javisor.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which part may use which, read from the compiled classes. */
class LayeringTest {
  /** Layer (a package prefix below org.javisor) to the layers that it may use besides itself. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          Map.entry("host", Set.of()),
          Map.entry("bus", Set.of("host")),
          Map.entry("backend", Set.of("host")),
          Map.entry("engine", Set.of("bus", "host")),
          Map.entry("isa", Set.of("engine", "bus", "host")),
          Map.entry("device", Set.of("bus", "backend", "host")),
          Map.entry("system", Set.of("device", "isa", "engine", "backend", "bus", "host", "qmp")),
          Map.entry("qmp", Set.of("host")),
          Map.entry("supervisor", Set.of("qmp", "host", "backend")),
          Map.entry("cli", Set.of("supervisor", "host")));

  /** Package prefix that a class may never name, by the layer it is in. */
  private static final Map<String, Set<String>> FORBIDDEN =
      Map.of(
          "system",
              Set.of(
                  "org/javisor/qmp/client/",
                  "jnr/",
                  "ch/qos/",
                  "org/slf4j/",
                  "tools/jackson/databind/"),
          "backend", Set.of("jnr/", "ch/qos/", "tools/jackson/"),
          "device", Set.of("jnr/", "ch/qos/", "tools/jackson/"),
          "engine", Set.of("jnr/", "ch/qos/", "tools/jackson/"),
          "isa", Set.of("jnr/", "ch/qos/", "tools/jackson/"),
          "cli",
              Set.of(
                  "jnr/",
                  "tools/jackson/databind/",
                  "org/javisor/supervisor/server/",
                  "org/javisor/supervisor/process/"));

  private static final Set<String> FOREIGN_CALLS =
      Set.of(
          "downcallHandle",
          "upcallStub",
          "reinterpret",
          "ofAddress",
          "libraryLookup",
          "loaderLookup");

  @Test
  void layersUseOnlyWhatIsBelowThem() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (ClassModel model : classes()) {
      String layer = layer(name(model));
      for (String used : usedClasses(model)) {
        String target = layer(used);
        if (!target.isEmpty() && !target.equals(layer) && !ALLOWED.get(layer).contains(target)) {
          wrong.add(name(model) + " uses " + used);
        }
        for (String prefix : FORBIDDEN.getOrDefault(layer, Set.of())) {
          if (used.startsWith(prefix)) {
            wrong.add(name(model) + " uses " + used);
          }
        }
      }
    }
    assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
  }

  @Test
  void nativeCallsLiveInHostOnly() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (ClassModel model : classes()) {
      if (!layer(name(model)).equals("host")) {
        for (InvokeInstruction call : invocations(model)) {
          if (call.owner().asInternalName().startsWith("java/lang/foreign/")
              && FOREIGN_CALLS.contains(call.name().stringValue())) {
            wrong.add(name(model) + " calls " + call.name().stringValue());
          }
        }
      }
    }
    assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
  }

  @Test
  void onlyMainPackagesExitOrPrint() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (ClassModel model : classes()) {
      if (!name(model).contains("/main/")) {
        for (InvokeInstruction call : invocations(model)) {
          String method = call.owner().asInternalName() + "." + call.name().stringValue();
          if (Set.of("java/lang/System.exit", "java/lang/Runtime.exit", "java/lang/Runtime.halt")
              .contains(method)) {
            wrong.add(name(model) + " calls " + method);
          }
        }
        for (FieldInstruction field : instructions(model, FieldInstruction.class)) {
          if (field.owner().asInternalName().equals("java/lang/System")
              && field.name().stringValue().equals("out")) {
            wrong.add(name(model) + " uses System.out");
          }
        }
      }
    }
    assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
  }

  @Test
  void guestRamIsAllocatedInOnePlace() throws IOException {
    Set<String> users = new TreeSet<>();
    for (ClassModel model : classes()) {
      for (InvokeInstruction call : invocations(model)) {
        if (call.owner().asInternalName().equals("org/javisor/bus/memory/GuestRam")
            && call.name().stringValue().equals("allocate")) {
          users.add(layer(name(model)));
        }
      }
    }
    users.remove("bus");
    assertEquals(
        Set.of("system"), users, "boards in system ask bus.memory for guest RAM, nobody else");
  }

  @Test
  void everyLayerIsThere() throws IOException {
    Set<String> found = new TreeSet<>();
    for (ClassModel model : classes()) {
      found.add(layer(name(model)));
    }
    assertFalse(found.contains(""));
    assertEquals(new TreeSet<>(ALLOWED.keySet()), found);
  }

  private static List<ClassModel> classes() throws IOException {
    List<ClassModel> models = new ArrayList<>();
    for (Path file : Project.classes()) {
      models.add(ClassFile.of().parse(file));
    }
    return models;
  }

  private static String name(ClassModel model) {
    return model.thisClass().asInternalName();
  }

  /** The layer of a class of ours, "" for others'. */
  private static String layer(String internalName) {
    if (!internalName.startsWith("org/javisor/")) {
      return "";
    }
    String rest = internalName.substring("org/javisor/".length());
    return rest.substring(0, Math.max(0, rest.indexOf('/')));
  }

  private static Set<String> usedClasses(ClassModel model) {
    Set<String> used = new TreeSet<>();
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof ClassEntry type) {
        String name = type.asInternalName();
        used.add(name.startsWith("[") ? name.replaceFirst("^\\[+L?", "").replace(";", "") : name);
      }
    }
    return used;
  }

  private static List<InvokeInstruction> invocations(ClassModel model) {
    return instructions(model, InvokeInstruction.class);
  }

  private static <T> List<T> instructions(ClassModel model, Class<T> kind) {
    List<T> found = new ArrayList<>();
    for (MethodModel method : model.methods()) {
      method.code().ifPresent(code -> collect(code, kind, found));
    }
    return found;
  }

  private static <T> void collect(CodeModel code, Class<T> kind, List<T> found) {
    code.forEach(element -> {
      if (kind.isInstance(element)) {
        found.add(kind.cast(element));
      }
    });
  }
}
