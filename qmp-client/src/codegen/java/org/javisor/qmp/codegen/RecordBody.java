package org.javisor.qmp.codegen;

import java.util.ArrayList;
import java.util.List;
import org.javisor.qmp.codegen.Definition.Member;

/** The parts that records of members have in common. */
final class RecordBody {
  private final String type;
  private final List<Member> members;

  RecordBody(String type, List<Member> members) {
    this.type = type;
    this.members = members;
  }

  String components() {
    List<String> all = new ArrayList<>();
    for (Member member : members) {
      all.add(Names.javaType(member) + " " + Names.variable(member.name()));
    }
    return String.join(", ", all);
  }

  private String names() {
    List<String> all = new ArrayList<>();
    for (Member member : members) {
      all.add(Names.variable(member.name()));
    }
    return String.join(", ", all);
  }

  /** A factory with the required members, and one copying method per optional member. */
  void factories(JavaFile out) {
    boolean anyOptional = members.stream().anyMatch(Member::optional);
    if (!anyOptional) {
      return;
    }
    List<String> parameters = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Member member : members) {
      if (member.optional()) {
        values.add("Optional.empty()");
      } else {
        parameters.add(Names.javaType(member) + " " + Names.variable(member.name()));
        values.add(Names.variable(member.name()));
      }
    }
    out.doc("Without any optional member.");
    out.line("public static " + type + " of(" + String.join(", ", parameters) + ") {");
    out.line("return new " + type + "(" + String.join(", ", values) + ");").line("}").line("");
    for (Member member : members) {
      if (member.optional()) {
        with(out, member);
      }
    }
  }

  private void with(JavaFile out, Member changed) {
    String name = Names.variable(changed.name());
    List<String> values = new ArrayList<>();
    for (Member member : members) {
      values.add(
          member.equals(changed) ? "Optional.of(" + name + ")" : Names.variable(member.name()));
    }
    out.doc("The same with this member.");
    out.line(
        "public "
            + type
            + " with"
            + Names.type(name)
            + "("
            + Names.boxed(changed.type())
            + " "
            + name
            + ") {");
    out.line("return new " + type + "(" + String.join(", ", values) + ");").line("}").line("");
  }

  /** Lines that take the members from {@code in}, in order, each into a variable. */
  void takeMembers(JavaFile out) {
    for (Member member : members) {
      String name = Names.variable(member.name());
      String key = Names.quoted(member.name());
      String declaration = Names.javaType(member) + " " + name;
      if (member.type().list()) {
        takeList(out, member);
      } else if (member.optional()) {
        out.line(declaration + " = Optional.empty();");
        out.line("if (in.has(" + key + ")) {");
        out.line(
            name
                + " = Optional.of("
                + Names.decode(member.type(), "in.required(" + key + ")")
                + ");");
        out.line("}");
      } else {
        out.line(
            declaration + " = " + Names.decode(member.type(), "in.required(" + key + ")") + ";");
      }
    }
  }

  private static void takeList(JavaFile out, Member member) {
    String name = Names.variable(member.name());
    String key = Names.quoted(member.name());
    String list = Names.boxed(member.type());
    String elements = name + "Elements";
    out.line(list + " " + elements + " = new ArrayList<>();");
    if (member.optional()) {
      out.line("if (in.has(" + key + ")) {");
    }
    out.line("for (Node element : in.required(" + key + ").elements()) {");
    out.line(elements + ".add(" + Names.decode(member.type(), "element") + ");").line("}");
    if (member.optional()) {
      out.line("}");
      out.line(
          "Optional<"
              + list
              + "> "
              + name
              + " = in.has("
              + key
              + ") ? Optional.of("
              + elements
              + ") : Optional.empty();");
    } else {
      out.line(list + " " + name + " = " + elements + ";");
    }
  }

  void returnNew(JavaFile out) {
    out.line("return new " + type + "(" + names() + ");");
  }

  /** Lines that put the members into {@code out}, in order. */
  void putMembers(JavaFile out) {
    for (Member member : members) {
      String name = Names.variable(member.name());
      String key = Names.quoted(member.name());
      String value = member.optional() ? name + ".get()" : name;
      if (member.optional()) {
        out.line("if (" + name + ".isPresent()) {");
      }
      if (member.type().list()) {
        putList(out, member, value);
      } else {
        out.line("out.put(" + key + ", " + Names.encode(member.type().name(), value) + ");");
      }
      if (member.optional()) {
        out.line("}");
      }
    }
  }

  private static void putList(JavaFile out, Member member, String value) {
    String elements = Names.variable(member.name()) + "Elements";
    out.line("List<JsonValue> " + elements + " = new ArrayList<>();");
    out.line(
        "for ("
            + Names.boxed(new Definition.TypeRef(member.type().name(), false))
            + " element : "
            + value
            + ") {");
    out.line(elements + ".add(" + Names.encode(member.type().name(), "element") + ");").line("}");
    out.line("out.put(" + Names.quoted(member.name()) + ", " + elements + ");");
  }
}
