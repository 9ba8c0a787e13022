/**
 * From instruction bits to a row of a table.
 *
 * <p>Patterns are strings as the manuals print encodings. The tree is built once, at class
 * initialisation of a front end, into plain arrays. May use: nothing. Immutable after construction.
 */
package org.javisor.engine.decode;
