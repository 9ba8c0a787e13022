package org.javisor.qmp.api;

/** The result of a command that returns nothing but its success. */
public enum Done {
  DONE
}
