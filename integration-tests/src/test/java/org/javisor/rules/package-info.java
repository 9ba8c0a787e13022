/**
 * The house rules as tests: layering, names, sizes, formatting, package documentation.
 *
 * <p>They read sources and compiled classes of the whole project; to add a rule, add a row to a
 * table here. The rules themselves are explained in docs/design/house.md.
 */
package org.javisor.rules;
