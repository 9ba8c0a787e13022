/** QMP on the wire. */
package org.javisor.qmp.wire;
