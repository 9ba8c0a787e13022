package org.javisor.system.config;

/** The message stands for itself: it is said without the option's name. */
final class PlainException extends ConfigException {
  PlainException(String message) {
    super(message);
  }

  PlainException(String message, Throwable cause) {
    super(message, cause);
  }
}
