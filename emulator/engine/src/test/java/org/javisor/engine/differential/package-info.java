/**
 * The interpreter against the code generator: random scripts of IR, executed by whole virtual CPUs
 * of either kind, must leave the same registers, memory, flags, instruction counts, traps, helper
 * calls and device accesses.
 *
 * <p>A {@link org.javisor.engine.differential.Script} takes the place of guest code: two bytes in
 * memory are the number of a snippet of IR, which {@link
 * org.javisor.engine.differential.ScriptFrontEnd} hands to the engine.
 */
package org.javisor.engine.differential;
