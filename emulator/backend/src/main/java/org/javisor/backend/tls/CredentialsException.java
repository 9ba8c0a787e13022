package org.javisor.backend.tls;

/** Credentials cannot be used; the message is for whoever wants to use them. */
public final class CredentialsException extends Exception {
  CredentialsException(String message) {
    super(message);
  }

  CredentialsException(String message, Throwable cause) {
    super(message, cause);
  }
}
