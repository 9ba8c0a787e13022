package org.javisor.qmp.codegen;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.javisor.qmp.codegen.Definition.Member;
import org.javisor.qmp.codegen.Definition.TypeRef;

/** Java names and types of what the schema names. */
final class Names {
  /** Whole numbers without a sign, and their bits. */
  static final Map<String, Integer> UNSIGNED =
      Map.of("uint8", 8, "uint16", 16, "uint32", 32, "uint64", 64, "size", 64);

  private static final String U64 = "uint64";

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

  /** Those without a sign are as one to Java. */
  private static String family(String type) {
    return UNSIGNED.containsKey(type) ? U64 : type;
  }

  static String plain(String type) {
    return switch (family(type)) {
      case "str" -> "String";
      case "int", U64 -> "long";
      case "bool" -> "boolean";
      case "number" -> "double";
      case "null" -> "JsonValue.Null";
      case "any" -> "JsonValue";
      default -> type(type);
    };
  }

  static String boxed(TypeRef type) {
    String element =
        switch (family(type.name())) {
          case "int", U64 -> "Long";
          case "bool" -> "Boolean";
          case "number" -> "Double";
          default -> plain(type.name());
        };
    return type.list() ? "List<" + element + ">" : element;
  }

  /** An expression that reads a value of a type from the node {@code node}. */
  static String decode(TypeRef type, String node) {
    return switch (family(type.name())) {
      case "str" -> node + ".text()";
      case "int" -> node + ".integer()";
      case U64 -> node + ".unsigned(" + UNSIGNED.get(type.name()) + ")";
      case "bool" -> node + ".bool()";
      case "number" -> node + ".number()";
      case "null" -> "JsonValue.Null.NULL";
      case "any" -> node + ".value()";
      default -> type(type.name()) + ".decode(" + node + ")";
    };
  }

  /** An expression of the JSON of a value of a type. */
  static String encode(String type, String value) {
    return switch (family(type)) {
      case "str" -> "new JsonValue.Text(" + value + ")";
      case "int" -> "new JsonValue.Int(" + value + ")";
      case U64 -> "JsonValue.Int.ofUnsigned(" + value + ")";
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
