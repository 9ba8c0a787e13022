package org.javisor.qmp.wire;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The members of one object, taken one by one in the schema's order. */
public final class Members {
  private final JsonObject object;
  private final Node place;
  private final Set<String> taken = new HashSet<>();

  Members(JsonObject object, Node place) {
    this.object = object;
    this.place = place;
  }

  /** A member that must be there. */
  public Node required(String name) throws QmpException {
    Optional<JsonValue> value = object.get(name);
    if (value.isEmpty()) {
      throw QmpException.generic("Parameter '" + place.childPath(name) + "' is missing");
    }
    taken.add(name);
    return place.child(name, value.get());
  }

  public boolean has(String name) {
    return object.has(name);
  }

  /** Refuses members that were not taken, if the place is strict. */
  public void end() throws QmpException {
    if (!place.strict() || taken.size() == object.size()) {
      return;
    }
    for (String name : object.wireOrder()) {
      if (!taken.contains(name)) {
        throw QmpException.generic("Parameter '" + place.childPath(name) + "' is unexpected");
      }
    }
  }
}
