package org.javisor.system.image;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A number that a command takes.
 *
 * @param name what messages call it
 * @param missing its value when none is given
 * @param least the smallest one
 * @param most the largest one
 */
record Quantity(String name, long missing, long least, long most) {
  /** Its value. */
  long of(Optional<String> given) throws ToolException {
    if (given.isEmpty()) {
      return missing;
    }
    String text = given.get();
    OptionalLong value = ImageSize.parse(text.startsWith("-") ? text.substring(1) : text);
    if (value.isEmpty()) {
      throw new ToolException("Invalid " + name + " specified: '" + text + "'.");
    }
    if (text.startsWith("-") || value.getAsLong() < least || value.getAsLong() > most) {
      throw new ToolException(
          "Invalid " + name + " specified. Must be between " + least + " and " + most + ".");
    }
    return value.getAsLong();
  }
}
