package org.javisor.qmp.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.javisor.qmp.codegen.Definition.Member;
import org.javisor.qmp.codegen.Definition.TypeRef;

/** Writes records, enumerations and sealed unions. */
final class TypeWriter {
  static final String[] IMPORTS = {
    "java.util.ArrayList",
    "java.util.List",
    "java.util.Optional",
    "org.javisor.qmp.wire.JsonObject",
    "org.javisor.qmp.wire.JsonValue",
    "org.javisor.qmp.wire.Members",
    "org.javisor.qmp.wire.Node",
    "org.javisor.qmp.wire.QmpException"
  };

  private final Schema schema;

  TypeWriter(Schema schema) {
    this.schema = schema;
  }

  JavaFile write(Definition definition) {
    JavaFile out = new JavaFile(Names.type(definition.head().name()), IMPORTS);
    switch (definition) {
      case Definition.Enumeration enumeration -> enumeration(out, enumeration);
      case Definition.Struct struct -> struct(out, struct);
      case Definition.Union union -> union(out, union);
      case Definition.Alternate alternate -> alternate(out, alternate);
      default -> throw new IllegalArgumentException(definition.head().name() + " is no type");
    }
    return out;
  }

  /** The comment of a record: what it is, and each member. */
  static void recordDoc(JavaFile out, Definition definition, List<Member> members) {
    Definition.Head head = definition.head();
    out.line("/**").line(" * " + JavaFile.escape(head.documentation().text()));
    out.line(" *");
    for (Member member : members) {
      String said = head.said(member.name());
      out.line(
          " * @param "
              + Names.variable(member.name())
              + " "
              + JavaFile.escape(said.isEmpty() ? "see the schema" : said));
    }
    out.line(" */");
  }

  private static void enumeration(JavaFile out, Definition.Enumeration definition) {
    String type = Names.type(definition.head().name());
    out.doc(definition.head().documentation().text()).line("public enum " + type + " {");
    int left = definition.words().size();
    for (Member word : definition.words()) {
      out.doc(definition.head().said(word.name()));
      out.line(
          Names.constant(word.name())
              + "("
              + Names.quoted(word.name())
              + ")"
              + (--left > 0 ? "," : ";"));
    }
    out.line("").line("private final String wireName;").line("");
    out.line(type + "(String wireName) {").line("this.wireName = wireName;").line("}").line("");
    out.doc("The word on the wire.").line("public String wireName() {");
    out.line("return wireName;").line("}").line("");
    out.doc("As JSON.").line("public JsonValue toJson() {");
    out.line("return new JsonValue.Text(wireName);").line("}").line("");
    out.doc("Reads one of the words.");
    out.line("public static " + type + " decode(Node node) throws QmpException {");
    out.line("String word = node.text();").line("return switch (word) {");
    for (Member word : definition.words()) {
      out.line("case " + Names.quoted(word.name()) + " -> " + Names.constant(word.name()) + ";");
    }
    out.line("default -> throw node.unknownWord(word);").line("};").line("}").line("}");
  }

  private void struct(JavaFile out, Definition.Struct struct) {
    String name = struct.head().name();
    List<Member> members = schema.members(name);
    RecordBody body = new RecordBody(Names.type(name), members);
    recordDoc(out, struct, members);
    out.line("public record " + Names.type(name) + "(" + body.components() + ") {");
    body.factories(out);
    out.doc("Reads the members of an object.");
    out.line("public static " + Names.type(name) + " decode(Node wire) throws QmpException {");
    out.line("Members in = wire.members();");
    body.takeMembers(out);
    out.line("in.end();");
    body.returnNew(out);
    out.line("}").line("");
    out.doc("As JSON.");
    toJson(out, "", body);
    out.line("}");
  }

  private static void toJson(JavaFile out, String first, RecordBody body) {
    out.line("public JsonObject toJson() {");
    out.line("JsonObject out = new JsonObject();");
    if (!first.isEmpty()) {
      out.line(first);
    }
    body.putMembers(out);
    out.line("return out;").line("}");
  }

  private void union(JavaFile out, Definition.Union union) {
    String type = Names.type(union.head().name());
    Member tag = union.discriminator();
    String tagType = Names.plain(tag.type().name());
    String tagName = Names.variable(tag.name());
    out.doc(union.head().documentation().text());
    out.line("public sealed interface " + type + " {");
    out.doc(union.head().said(tag.name())).line(tagType + " " + tagName + "();").line("");
    for (Member member : union.base()) {
      out.doc(union.head().said(member.name()));
      out.line(Names.javaType(member) + " " + Names.variable(member.name()) + "();").line("");
    }
    out.doc("As JSON.").line("JsonObject toJson();").line("");
    out.doc("Reads the members of an object.");
    out.line("static " + type + " decode(Node wire) throws QmpException {");
    out.line("Members in = wire.members();");
    out.line(
        "return switch ("
            + Names.decode(tag.type(), "in.required(" + Names.quoted(tag.name()) + ")")
            + ") {");
    for (Member word : words(union)) {
      out.line(
          "case "
              + Names.constant(word.name())
              + " -> "
              + Names.type(word.name())
              + ".members(in);");
    }
    out.line("};").line("}");
    for (Member word : words(union)) {
      variant(out, union, word.name());
    }
    out.line("}");
  }

  private List<Member> words(Definition.Union union) {
    String tag = union.discriminator().type().name();
    return ((Definition.Enumeration) schema.type(tag)).words();
  }

  private void variant(JavaFile out, Definition.Union union, String word) {
    List<Member> members = new ArrayList<>(union.base());
    if (union.variants().containsKey(word)) {
      members.addAll(schema.members(union.variants().get(word)));
    }
    Member tag = union.discriminator();
    String tagType = Names.plain(tag.type().name());
    String constant = tagType + "." + Names.constant(word);
    String type = Names.type(word);
    RecordBody body = new RecordBody(type, members);
    out.line("").doc("With " + tag.name() + " " + word + ".");
    out.line(
        "record "
            + type
            + "("
            + body.components()
            + ") implements "
            + Names.type(union.head().name())
            + " {");
    out.line("@Override");
    out.line("public " + tagType + " " + Names.variable(tag.name()) + "() {");
    out.line("return " + constant + ";").line("}").line("");
    body.factories(out);
    out.line("private static " + type + " members(Members in) throws QmpException {");
    body.takeMembers(out);
    out.line("in.end();");
    body.returnNew(out);
    out.line("}").line("");
    out.line("@Override");
    toJson(out, "out.put(" + Names.quoted(tag.name()) + ", " + constant + ".toJson());", body);
    out.line("}");
  }

  private static void alternate(JavaFile out, Definition.Alternate alternate) {
    String type = Names.type(alternate.head().name());
    out.doc(alternate.head().documentation().text());
    out.line("public sealed interface " + type + " {");
    out.doc("As JSON.").line("JsonValue toJson();").line("");
    out.doc("Reads whichever form is there.");
    out.line("static " + type + " decode(Node node) throws QmpException {");
    for (Map.Entry<String, TypeRef> entry : alternate.types().entrySet()) {
      out.line("if (node.value() instanceof " + form(entry.getValue()) + ") {");
      out.line(
          "return new "
              + Names.type(entry.getKey())
              + "("
              + Names.decode(entry.getValue(), "node")
              + ");");
      out.line("}");
    }
    out.line("throw node.wrongType(" + Names.quoted(alternate.head().name()) + ");").line("}");
    alternate
        .types()
        .forEach((name, form) -> {
          out.line("").doc(alternate.head().said(name));
          out.line(
              "record "
                  + Names.type(name)
                  + "("
                  + Names.plain(form.name())
                  + " value) implements "
                  + type
                  + " {");
          out.line("@Override").line("public JsonValue toJson() {");
          out.line("return " + Names.encode(form.name(), "value") + ";").line("}").line("}");
        });
    out.line("}");
  }

  private static String form(TypeRef type) {
    return switch (type.name()) {
      case "str" -> "JsonValue.Text";
      case "int", "size", "uint8", "uint16", "uint32", "uint64" -> "JsonValue.Int";
      case "bool" -> "JsonValue.Bool";
      case "number" -> "JsonValue.Real";
      case "null" -> "JsonValue.Null";
      default -> "JsonObject";
    };
  }
}
