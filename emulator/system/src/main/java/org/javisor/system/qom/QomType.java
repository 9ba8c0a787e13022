package org.javisor.system.qom;

import java.util.List;
import java.util.Optional;

/**
 * A type of objects.
 *
 * @param parent the type that it is a kind of; of the first of all types there is none
 * @param isAbstract whether no object is of this type itself
 * @param own the properties that its parent does not have
 */
public record QomType(
    String name, Optional<String> parent, boolean isAbstract, List<Property> own) {}
