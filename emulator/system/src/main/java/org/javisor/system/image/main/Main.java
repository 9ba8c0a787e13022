package org.javisor.system.image.main;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.javisor.system.image.Console;
import org.javisor.system.image.Tool;

/** {@code javisor-img}: the tool for disk images. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    String program = System.getProperty("javisor.argv0", "javisor-img");
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    int status = new Tool(new Console(program, out, System.err)).run(arguments);
    out.flush();
    System.exit(status);
  }
}
