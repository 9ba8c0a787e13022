package org.javisor.qmp.codegen;

import java.util.Locale;
import java.util.Set;
import org.javisor.qmp.codegen.Definition.Member;
import org.javisor.qmp.codegen.Definition.TypeRef;

/** Java names and types of what the schema names. */
final class Names {
  /** Whole numbers of 64 bits without a sign. */
  static final String UNSIGNED = "uint64";

  private static final Set<String> TAKEN =
      Set.of(
          "abstract",
          "static",
          "implements",
          "case",
          "char",
          "default",
          "class",
          "new",
          "switch",
          "int",
          "boolean",
          "package",
          "import",
          "in",
          "out",
          "hashCode",
          "toString",
          "notify",
          "wait",
          "clone",
          "finalize",
          "getClass");

  private Names() {}

  /** A class: {@code query-status} is QueryStatus; names that are capitalised already stay. */
  static String type(String name) {
    StringBuilder java = new StringBuilder();
    for (String part : name.split("[-_]")) {
      java.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
    }
    return java.toString();
  }

  /** The class of an event: {@code SHUTDOWN} is ShutdownEvent. */
  static String event(String name) {
    return type(name.toLowerCase(Locale.ROOT)) + "Event";
  }

  /** A method or component. */
  static String variable(String name) {
    boolean capitals = name.equals(name.toUpperCase(Locale.ROOT));
    String type = type(capitals ? name.toLowerCase(Locale.ROOT) : name);
    String java = Character.toLowerCase(type.charAt(0)) + type.substring(1);
    return TAKEN.contains(java) ? java + "Value" : java;
  }

  /** A constant. */
  static String constant(String word) {
    String java = word.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    return Character.isDigit(java.charAt(0)) ? "_" + java : java;
  }

  /** A component's type. */
  static String javaType(Member member) {
    return member.optional()
        ? "Optional<" + boxed(member.type()) + ">"
        : member.type().list() ? boxed(member.type()) : plain(member.type().name());
  }

  static String plain(String type) {
    return switch (type) {
      case "str" -> "String";
      case "int", UNSIGNED -> "long";
      case "bool" -> "boolean";
      case "number" -> "double";
      case "null" -> "JsonValue.Null";
      case "any" -> "JsonValue";
      default -> type(type);
    };
  }

  static String boxed(TypeRef type) {
    String element =
        switch (type.name()) {
          case "int", UNSIGNED -> "Long";
          case "bool" -> "Boolean";
          case "number" -> "Double";
          default -> plain(type.name());
        };
    return type.list() ? "List<" + element + ">" : element;
  }

  /** An expression that reads a value of a type from the node {@code node}. */
  static String decode(TypeRef type, String node) {
    return switch (type.name()) {
      case "str" -> node + ".text()";
      case "int" -> node + ".integer()";
      case UNSIGNED -> node + ".unsigned()";
      case "bool" -> node + ".bool()";
      case "number" -> node + ".number()";
      case "null" -> "JsonValue.Null.NULL";
      case "any" -> node + ".value()";
      default -> type(type.name()) + ".decode(" + node + ")";
    };
  }

  /** An expression of the JSON of a value of a type. */
  static String encode(String type, String value) {
    return switch (type) {
      case "str" -> "new JsonValue.Text(" + value + ")";
      case "int" -> "new JsonValue.Int(" + value + ")";
      case UNSIGNED -> "JsonValue.Int.ofUnsigned(" + value + ")";
      case "bool" -> "new JsonValue.Bool(" + value + ")";
      case "number" -> "new JsonValue.Real(" + value + ")";
      case "any", "null" -> value;
      default -> value + ".toJson()";
    };
  }

  /** A string literal. */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
