package org.javisor.qmp.codegen;

import java.util.Map;
import java.util.Optional;

/**
 * One definition as it was read: JSON-like members and the comment before it.
 *
 * @param place of its first line
 * @param members values are String, Boolean, List and Map
 */
record Stanza(Place place, Map<String, Object> members, Optional<Documentation> documentation) {}
