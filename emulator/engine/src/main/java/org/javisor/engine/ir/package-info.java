/** The intermediate representation. */
package org.javisor.engine.ir;
