package org.javisor.system.config;

/** There is no such machine or CPU; the message stands for itself, without the option's name. */
final class UnknownModelException extends ConfigException {
  UnknownModelException(String message) {
    super(message);
  }
}
