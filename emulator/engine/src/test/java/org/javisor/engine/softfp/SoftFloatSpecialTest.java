package org.javisor.engine.softfp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** NaNs, infinities and zeros: results and flags, in every mode. */
class SoftFloatSpecialTest {
  private static final int INVALID = FloatFlags.INVALID;

  private final FloatFlags flags = new FloatFlags();

  /** The values that rules are about, in a format. */
  private record Values(FloatFormat f) {
    long nan() {
      return f.nan();
    }

    long signalling() {
      return f.infinity(false) + 1;
    }

    /** A quiet NaN with a sign and a payload, which no result keeps. */
    long loaded() {
      return f.negate(f.nan()) + 5;
    }

    long inf() {
      return f.infinity(false);
    }

    long minusInf() {
      return f.infinity(true);
    }

    long zero() {
      return f.zero(false);
    }

    long minusZero() {
      return f.zero(true);
    }

    long one() {
      return switch (f) {
        case HALF -> Float.floatToFloat16(1);
        case SINGLE -> Integer.toUnsignedLong(Float.floatToRawIntBits(1));
        case DOUBLE -> Double.doubleToRawLongBits(1);
      };
    }

    long minusOne() {
      return f.negate(one());
    }

    long smallest() {
      return 1;
    }

    long largest() {
      return f.infinity(false) - 1;
    }
  }

  private void expect(long bits, int raised, ToLongFunction<Rounding> operation) {
    for (RoundingMode mode : RoundingMode.values()) {
      flags.clear();
      long result = operation.applyAsLong(new Rounding(mode.ordinal(), flags));
      assertEquals(Long.toHexString(bits), Long.toHexString(result), mode.name());
      assertEquals(raised, flags.bits(), mode.name());
    }
  }

  private void expectSum(FloatFormat f, long a, long b, long bits) {
    expect(bits, 0, r -> SoftFloat.add(f, a, b, r));
    expect(bits, 0, r -> SoftFloat.add(f, b, a, r));
    expect(bits, 0, r -> SoftFloat.subtract(f, a, f.negate(b), r));
  }

  @ParameterizedTest
  @EnumSource
  void everyNanResultIsTheCanonicalOne(FloatFormat f) {
    Values v = new Values(f);
    for (long nan : new long[] {v.nan(), v.loaded(), v.signalling()}) {
      int raised = nan == v.signalling() ? INVALID : 0;
      for (long other : new long[] {v.one(), v.inf(), v.minusZero(), v.loaded()}) {
        expect(v.nan(), raised, r -> SoftFloat.add(f, nan, other, r));
        expect(v.nan(), raised, r -> SoftFloat.add(f, other, nan, r));
        expect(v.nan(), raised, r -> SoftFloat.subtract(f, nan, other, r));
        expect(v.nan(), raised, r -> SoftFloat.subtract(f, other, nan, r));
        expect(v.nan(), raised, r -> SoftFloat.multiply(f, nan, other, r));
        expect(v.nan(), raised, r -> SoftFloat.multiply(f, other, nan, r));
        expect(v.nan(), raised, r -> SoftFloat.divide(f, nan, other, r));
        expect(v.nan(), raised, r -> SoftFloat.divide(f, other, nan, r));
        expect(v.nan(), raised, r -> SoftFloat.fusedMultiplyAdd(f, nan, other, v.one(), r));
        expect(v.nan(), raised, r -> SoftFloat.fusedMultiplyAdd(f, other, nan, v.one(), r));
        expect(v.nan(), raised, r -> SoftFloat.fusedMultiplyAdd(f, v.one(), other, nan, r));
      }
      expect(v.nan(), raised, r -> SoftFloat.squareRoot(f, nan, r));
    }
  }

  @ParameterizedTest
  @EnumSource
  void operationsWithoutAnAnswerAreInvalid(FloatFormat f) {
    Values v = new Values(f);
    expect(v.nan(), INVALID, r -> SoftFloat.add(f, v.inf(), v.minusInf(), r));
    expect(v.nan(), INVALID, r -> SoftFloat.subtract(f, v.minusInf(), v.minusInf(), r));
    expect(v.nan(), INVALID, r -> SoftFloat.multiply(f, v.inf(), v.minusZero(), r));
    expect(v.nan(), INVALID, r -> SoftFloat.multiply(f, v.zero(), v.minusInf(), r));
    expect(v.nan(), INVALID, r -> SoftFloat.divide(f, v.zero(), v.minusZero(), r));
    expect(v.nan(), INVALID, r -> SoftFloat.divide(f, v.inf(), v.minusInf(), r));
    expect(v.nan(), INVALID, r -> SoftFloat.squareRoot(f, v.minusInf(), r));
    expect(v.nan(), INVALID, r -> SoftFloat.squareRoot(f, f.negate(v.smallest()), r));
  }

  @ParameterizedTest
  @EnumSource
  void infinityTimesZeroIsInvalidEvenWithAQuietAddend(FloatFormat f) {
    Values v = new Values(f);
    for (long c : new long[] {v.nan(), v.one(), v.inf(), v.signalling()}) {
      expect(v.nan(), INVALID, r -> SoftFloat.fusedMultiplyAdd(f, v.inf(), v.zero(), c, r));
      expect(v.nan(), INVALID, r -> SoftFloat.fusedMultiplyAdd(f, v.minusZero(), v.inf(), c, r));
    }
    expect(v.nan(), INVALID, r -> SoftFloat.fusedMultiplyAdd(f, v.inf(), v.one(), v.minusInf(), r));
    expect(v.inf(), 0, r -> SoftFloat.fusedMultiplyAdd(f, v.inf(), v.one(), v.inf(), r));
    expect(v.minusInf(), 0, r -> SoftFloat.fusedMultiplyAdd(f, v.one(), v.one(), v.minusInf(), r));
    long largest = v.largest();
    expect(v.minusInf(), 0, r -> SoftFloat.fusedMultiplyAdd(f, largest, largest, v.minusInf(), r));
  }

  @ParameterizedTest
  @EnumSource
  void infinitiesAreExact(FloatFormat f) {
    Values v = new Values(f);
    expectSum(f, v.inf(), v.minusOne(), v.inf());
    expectSum(f, v.minusInf(), v.largest(), v.minusInf());
    expectSum(f, v.inf(), v.inf(), v.inf());
    expect(v.minusInf(), 0, r -> SoftFloat.multiply(f, v.inf(), v.minusOne(), r));
    expect(v.minusInf(), 0, r -> SoftFloat.divide(f, v.minusInf(), v.zero(), r));
    expect(v.minusZero(), 0, r -> SoftFloat.divide(f, v.one(), v.minusInf(), r));
    expect(v.inf(), 0, r -> SoftFloat.squareRoot(f, v.inf(), r));
  }

  @ParameterizedTest
  @EnumSource
  void onlyANumberDividedByZeroDividesByZero(FloatFormat f) {
    Values v = new Values(f);
    int raised = FloatFlags.DIVIDE_BY_ZERO;
    expect(v.minusInf(), raised, r -> SoftFloat.divide(f, v.one(), v.minusZero(), r));
    expect(v.minusInf(), raised, r -> SoftFloat.divide(f, f.negate(v.smallest()), v.zero(), r));
    expect(v.minusZero(), 0, r -> SoftFloat.divide(f, v.zero(), v.minusOne(), r));
  }

  @ParameterizedTest
  @EnumSource
  void zerosKeepTheirSigns(FloatFormat f) {
    Values v = new Values(f);
    expectSum(f, v.minusZero(), v.minusZero(), v.minusZero());
    expectSum(f, v.zero(), v.zero(), v.zero());
    expectSum(f, v.minusZero(), v.smallest(), v.smallest());
    expect(v.minusZero(), 0, r -> SoftFloat.multiply(f, v.minusOne(), v.zero(), r));
    expect(v.minusZero(), 0, r -> SoftFloat.squareRoot(f, v.minusZero(), r));
    expect(
        v.minusZero(),
        0,
        r -> SoftFloat.fusedMultiplyAdd(f, v.minusOne(), v.zero(), v.minusZero(), r));
    expect(v.smallest(), 0, r -> SoftFloat.fusedMultiplyAdd(f, v.one(), v.zero(), v.smallest(), r));
    expect(v.minusOne(), 0, r -> SoftFloat.fusedMultiplyAdd(f, v.one(), v.minusOne(), v.zero(), r));
  }

  @ParameterizedTest
  @EnumSource
  void aSumOfOppositesIsNegativeZeroOnlyWhenRoundingDown(FloatFormat f) {
    Values v = new Values(f);
    for (RoundingMode mode : RoundingMode.values()) {
      Rounding r = new Rounding(mode.ordinal(), flags);
      long expected = f.zero(mode == RoundingMode.DOWN);
      long one = v.one();
      assertEquals(expected, SoftFloat.add(f, one, v.minusOne(), r));
      assertEquals(expected, SoftFloat.add(f, v.zero(), v.minusZero(), r));
      assertEquals(expected, SoftFloat.subtract(f, one, one, r));
      assertEquals(expected, SoftFloat.fusedMultiplyAdd(f, one, v.minusOne(), one, r));
      long zeros = SoftFloat.fusedMultiplyAdd(f, v.zero(), one, v.minusZero(), r);
      assertEquals(expected, zeros);
    }
    assertEquals(0, flags.bits());
  }

  private void expectExtremes(FloatFormat f, long smaller, long larger) {
    expect(smaller, 0, r -> SoftFloat.minimum(f, smaller, larger, r.flags()));
    expect(smaller, 0, r -> SoftFloat.minimum(f, larger, smaller, r.flags()));
    expect(larger, 0, r -> SoftFloat.maximum(f, smaller, larger, r.flags()));
    expect(larger, 0, r -> SoftFloat.maximum(f, larger, smaller, r.flags()));
  }

  @ParameterizedTest
  @EnumSource
  void minimumAndMaximumOrderZerosAndPreferNumbers(FloatFormat f) {
    Values v = new Values(f);
    expectExtremes(f, v.minusZero(), v.zero());
    expectExtremes(f, v.minusInf(), f.negate(v.largest()));
    expectExtremes(f, v.minusOne(), f.negate(v.smallest()));
    expectExtremes(f, v.smallest(), v.inf());
    expectExtremes(f, v.one(), v.one());
    expect(v.one(), 0, r -> SoftFloat.minimum(f, v.loaded(), v.one(), r.flags()));
    expect(v.one(), 0, r -> SoftFloat.maximum(f, v.one(), v.loaded(), r.flags()));
    expect(v.nan(), 0, r -> SoftFloat.maximum(f, v.loaded(), v.loaded(), r.flags()));
    expect(v.one(), INVALID, r -> SoftFloat.minimum(f, v.one(), v.signalling(), r.flags()));
    expect(v.nan(), INVALID, r -> SoftFloat.maximum(f, v.signalling(), v.nan(), r.flags()));
  }

  private void expectComparison(int raised, boolean expected, Supplier<Boolean> comparison) {
    flags.clear();
    assertEquals(expected, comparison.get());
    assertEquals(raised, flags.bits());
  }

  @ParameterizedTest
  @EnumSource
  void comparisonsOrderNumbersAndInfinities(FloatFormat f) {
    Values v = new Values(f);
    long[] ascending = {
      v.minusInf(),
      f.negate(v.largest()),
      v.minusOne(),
      f.negate(v.smallest()),
      v.zero(),
      v.smallest(),
      v.one(),
      v.largest(),
      v.inf()
    };
    for (int i = 0; i < ascending.length; i++) {
      for (int j = 0; j < ascending.length; j++) {
        long a = ascending[i];
        long b = ascending[j];
        expectComparison(0, i == j, () -> SoftFloat.equal(f, a, b, flags));
        expectComparison(0, i < j, () -> SoftFloat.less(f, a, b, flags));
        expectComparison(0, i <= j, () -> SoftFloat.lessOrEqual(f, a, b, flags));
      }
    }
    expectComparison(0, true, () -> SoftFloat.equal(f, v.zero(), v.minusZero(), flags));
    expectComparison(0, false, () -> SoftFloat.less(f, v.minusZero(), v.zero(), flags));
    expectComparison(0, true, () -> SoftFloat.lessOrEqual(f, v.zero(), v.minusZero(), flags));
  }

  @ParameterizedTest
  @EnumSource
  void equalityIsQuietAndOrderSignals(FloatFormat f) {
    Values v = new Values(f);
    for (long other : new long[] {v.one(), v.inf(), v.nan()}) {
      expectComparison(0, false, () -> SoftFloat.equal(f, v.nan(), other, flags));
      expectComparison(0, false, () -> SoftFloat.equal(f, other, v.loaded(), flags));
      expectComparison(INVALID, false, () -> SoftFloat.equal(f, other, v.signalling(), flags));
      expectComparison(INVALID, false, () -> SoftFloat.less(f, v.nan(), other, flags));
      expectComparison(INVALID, false, () -> SoftFloat.less(f, other, v.signalling(), flags));
      expectComparison(INVALID, false, () -> SoftFloat.lessOrEqual(f, other, v.nan(), flags));
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachClassHasItsBit(FloatFormat f) {
    Values v = new Values(f);
    long[] byBit = {
      v.minusInf(),
      v.minusOne(),
      f.negate(v.smallest()),
      v.minusZero(),
      v.zero(),
      v.smallest(),
      v.one(),
      v.inf(),
      v.signalling(),
      v.loaded()
    };
    for (int bit = 0; bit < byBit.length; bit++) {
      assertEquals(1L << bit, SoftFloat.classify(f, byBit[bit]), "bit " + bit);
    }
    assertEquals(1 << 6, SoftFloat.classify(f, v.largest()));
    assertEquals(1 << 1, SoftFloat.classify(f, f.negate(v.largest())));
  }

  @ParameterizedTest
  @EnumSource
  void integersOfNansAndInfinitiesSaturate(FloatFormat f) {
    Values v = new Values(f);
    for (int width = 32; width <= 64; width += 32) {
      int w = width;
      long most = width == 64 ? Long.MAX_VALUE : Integer.MAX_VALUE;
      for (long high : new long[] {v.nan(), v.loaded(), v.signalling(), v.inf()}) {
        expect(most, INVALID, r -> FloatConversions.toSigned(f, high, w, r));
        expect(-1, INVALID, r -> FloatConversions.toUnsigned(f, high, w, r));
      }
      expect(-most - 1, INVALID, r -> FloatConversions.toSigned(f, v.minusInf(), w, r));
      expect(0, INVALID, r -> FloatConversions.toUnsigned(f, v.minusInf(), w, r));
      expect(0, 0, r -> FloatConversions.toSigned(f, v.minusZero(), w, r));
      expect(0, 0, r -> FloatConversions.toUnsigned(f, v.minusZero(), w, r));
      expect(0, INVALID, r -> FloatConversions.toUnsigned(f, v.minusOne(), w, r));
    }
    expect(v.zero(), 0, r -> FloatConversions.fromSigned(f, 0, r));
    expect(v.zero(), 0, r -> FloatConversions.fromUnsigned(f, 0, r));
  }

  @Test
  void betweenFormatsSpecialValuesStaySpecial() {
    for (FloatFormat from : FloatFormat.values()) {
      FloatFormat to = FloatFormat.values()[(from.ordinal() + 1) % 3];
      Values v = new Values(from);
      expect(to.nan(), 0, r -> FloatConversions.convert(from, to, v.loaded(), r));
      expect(to.nan(), INVALID, r -> FloatConversions.convert(from, to, v.signalling(), r));
      expect(to.infinity(true), 0, r -> FloatConversions.convert(from, to, v.minusInf(), r));
      expect(to.zero(true), 0, r -> FloatConversions.convert(from, to, v.minusZero(), r));
    }
  }

  @Test
  void modesHaveTheNumbersOfTheInstructionSet() {
    assertEquals(0, RoundingMode.NEAREST_EVEN.ordinal());
    assertEquals(1, RoundingMode.TOWARD_ZERO.ordinal());
    assertEquals(2, RoundingMode.DOWN.ordinal());
    assertEquals(3, RoundingMode.UP.ordinal());
    assertEquals(4, RoundingMode.NEAREST_AWAY.ordinal());
  }
}
