/**
 * IEEE 754 arithmetic in integers: exact in every rounding mode, with flags; NaN results are
 * canonical, as RISC-V wants them.
 *
 * <p>{@link org.javisor.engine.softfp.SoftFloat} computes, {@link
 * org.javisor.engine.softfp.FloatConversions} converts; values are bit patterns in longs, singles
 * in the low half. Pure functions but for the flags that they add to a {@link
 * org.javisor.engine.softfp.FloatFlags}. May use: nothing.
 */
package org.javisor.engine.softfp;
