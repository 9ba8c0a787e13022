package org.javisor.qmp.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * A value on its way to a record, with its place for messages.
 *
 * @param value what is there
 * @param path from the arguments to here, dotted; empty for the arguments themselves
 * @param name the last part of the path; {@code null}, the word, for an element of a list
 * @param strict whether members that nobody asked for are refused
 */
public record Node(JsonValue value, String path, String name, boolean strict) {
  private static final String UNNAMED = "null";

  /** Arguments of a command; members that it does not have are refused. */
  public static Node arguments(JsonObject arguments) {
    return new Node(arguments, "", UNNAMED, true);
  }

  /** What a peer returned; members that we do not know are skipped, the peer may be newer. */
  public static Node returned(JsonValue value) {
    return new Node(value, "", UNNAMED, false);
  }

  public String text() throws QmpException {
    if (value instanceof JsonValue.Text text) {
      return text.value();
    }
    throw wrongType("string");
  }

  public long integer() throws QmpException {
    if (value instanceof JsonValue.Int number && !number.unsigned()) {
      return number.value();
    }
    throw wrongType("integer");
  }

  /**
   * A number without a sign.
   *
   * @param bits how large it may be; with 64 a negative one is taken for its bits
   */
  public long unsigned(int bits) throws QmpException {
    if (!(value instanceof JsonValue.Int number)) {
      throw QmpException.generic("Parameter '" + path + "' expects uint64");
    }
    if (bits < Long.SIZE && number.value() >>> bits != 0) {
      throw QmpException.generic("Parameter '" + name + "' expects uint" + bits + "_t");
    }
    return number.value();
  }

  public double number() throws QmpException {
    return switch (value) {
      case JsonValue.Real number -> number.value();
      case JsonValue.Int number when !number.unsigned() -> number.value();
      case JsonValue.Int number -> Math.scalb((double) (number.value() >>> 1), 1);
      default -> throw wrongType("number");
    };
  }

  public boolean bool() throws QmpException {
    if (value instanceof JsonValue.Bool bool) {
      return bool.value();
    }
    throw wrongType("boolean");
  }

  /** The members of an object. */
  public Members members() throws QmpException {
    if (value instanceof JsonObject object) {
      return new Members(object, this);
    }
    throw wrongType("object");
  }

  /** The elements of a list. */
  public List<Node> elements() throws QmpException {
    if (!(value instanceof JsonValue.Array array)) {
      throw wrongType("array");
    }
    List<Node> nodes = new ArrayList<>(array.elements().size());
    for (JsonValue element : array.elements()) {
      nodes.add(new Node(element, path + "[" + nodes.size() + "]", UNNAMED, strict));
    }
    return nodes;
  }

  /** The member of that name, at its place. */
  Node child(String member, JsonValue child) {
    return new Node(child, childPath(member), member, strict);
  }

  String childPath(String member) {
    return path.isEmpty() ? member : path + "." + member;
  }

  /** The refusal of a word that an enumeration does not have. */
  public QmpException unknownWord(String word) {
    return QmpException.generic("Parameter '" + name + "' does not accept value '" + word + "'");
  }

  /** The refusal of a value of another type than {@code expected}. */
  public QmpException wrongType(String expected) {
    String place = path.isEmpty() ? UNNAMED : path;
    return QmpException.generic(
        "Invalid parameter type for '" + place + "', expected: " + expected);
  }
}
