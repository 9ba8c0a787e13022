/**
 * The intermediate representation between front ends and back ends.
 *
 * <p>One linear list of operators per unit over 64-bit guest slots, temporaries of one instruction
 * and constants. {@link org.javisor.engine.ir.IrOp} is the declared table: a new operator is one
 * line there and one case in each back end. Front ends emit through {@link
 * org.javisor.engine.ir.IrBuilder}; {@link org.javisor.engine.ir.IrVerifier} checks the rules. May
 * use: nothing.
 */
package org.javisor.engine.ir;
