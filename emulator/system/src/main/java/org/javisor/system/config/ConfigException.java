package org.javisor.system.config;

/** The command line cannot be used; the message is one line, without the program's name. */
public class ConfigException extends Exception {
  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
