package org.javisor.qmp.wire;

/** A text that is not JSON; the message is what the peer is told. */
final class JsonSyntaxException extends Exception {
  JsonSyntaxException(String problem) {
    super("JSON parse error, " + problem, null, false, false);
  }
}
