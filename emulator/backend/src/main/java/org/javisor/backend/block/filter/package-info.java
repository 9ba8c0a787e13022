/**
 * Nodes that pass on what is done with them to one other node, and do something besides: inject
 * errors ({@link org.javisor.backend.block.filter.DebugNode}), store what is read ({@link
 * org.javisor.backend.block.filter.CopyOnReadNode}).
 */
package org.javisor.backend.block.filter;
