package org.javisor.system.image;

import java.io.IOException;

/** Something that the tool does. */
interface Command {
  /** What it takes. */
  OptionTable options();

  /**
   * Does it.
   *
   * @return the exit code
   * @throws ToolException when it cannot be done; the message is for the user
   * @throws IOException likewise
   */
  int run(Arguments arguments, Console console) throws ToolException, IOException;
}
