package org.javisor.qmp.server;

import org.javisor.qmp.api.IntrospectHandler;
import org.javisor.qmp.api.Introspection;
import org.javisor.qmp.api.QmpCall;
import org.javisor.qmp.wire.JsonParser;
import org.javisor.qmp.wire.JsonValue;

/** The schema, told by the program that obeys it. */
public final class IntrospectCommands implements IntrospectHandler {
  @Override
  public JsonValue queryQmpSchema(QmpCall call) {
    Schema schema = new Schema();
    JsonParser parser = new JsonParser(schema);
    for (int i = 0; i < Introspection.lines(); i++) {
      byte[] line = Introspection.line(i);
      parser.feed(line, 0, line.length);
    }
    return schema.value;
  }

  private static final class Schema implements JsonParser.Sink {
    private JsonValue value = JsonValue.Null.NULL;

    @Override
    public void value(JsonValue parsed) {
      value = parsed;
    }

    @Override
    public void error(String message) {
      throw new IllegalStateException("generated schema: " + message);
    }
  }
}
