package org.javisor.qmp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonParserTest {
  private static final String PREFIX = "! JSON parse error, ";

  private static void finds(String input, String... expected) {
    assertEquals(List.of(expected), Recorder.parse(input), input);
  }

  private static void refuses(String input, String problem) {
    finds(input, PREFIX + problem);
  }

  @Test
  void valuesNeedNoSeparator() {
    finds("{}[]{} \t\r\n[1]'a'", "{}", "[]", "{}", "[1]", "\"a\"");
  }

  @Test
  void wordsAndNumbersEndWhereSomethingElseBegins() {
    finds("true false null ", "true", "false", "null");
    finds("1 -2 0 -0 ", "1", "-2", "0", "0");
    finds("[12,3.5,1e3]", "[12, 3.5, 1000]");
  }

  @Test
  void integersAreSignedThenUnsignedThenReal() {
    finds("[9223372036854775807]", "[9223372036854775807]");
    finds("[9223372036854775808]", "[9223372036854775808]");
    finds("[18446744073709551615]", "[18446744073709551615]");
    finds("[18446744073709551616]", "[1.8446744073709552e+19]");
    finds("[99999999999999999999]", "[1e+20]");
    finds("[-9223372036854775808]", "[-9223372036854775808]");
    finds("[-9223372036854775809]", "[-9.2233720368547758e+18]");
  }

  @Test
  void realsHaveSeventeenDigits() {
    finds("[0.1, 1000.0, 1e-7]", "[0.10000000000000001, 1000, 9.9999999999999995e-08]");
  }

  @Test
  void stringsHaveEitherQuoteAndTheQuoteEscape() {
    finds("'it\\'s' \"it\\'s\" '\"'", "\"it's\"", "\"it's\"", "\"\\\"\"");
  }

  @Test
  void escapesAreDecoded() {
    finds("\"\\b\\f\\n\\r\\t\\/\\\\\\u00e4\\u0000\"", "\"\\b\\f\\n\\r\\t/\\\\\\u00E4\\u0000\"");
    finds("\"\\ud83d\\ude00\"", "\"\\uD83D\\uDE00\"");
  }

  @Test
  void bytesAreUtf8() {
    byte[] text = "\"ä€😀\u007f\"".getBytes(StandardCharsets.UTF_8);
    assertEquals(List.of("\"\\u00E4\\u20AC\\uD83D\\uDE00\\u007F\""), Recorder.parse(text));
    finds("\"\u00c0\u0080\"", "\"\\u0000\"");
  }

  @Test
  void brokenStringsAreRefused() {
    refuses("\"\\ud800\"", "\\ud800 is not a valid Unicode character");
    refuses("\"\\ud800\\u0041\"", "\\ud800 is not a valid Unicode character");
    refuses("\"\\x\"", "invalid escape sequence in string");
    refuses("\"\u0080\"", "invalid UTF-8 sequence in string");
    refuses("\"\u00c1\u0081\"", "invalid UTF-8 sequence in string");
    refuses("\"\u00ed\u00a0\u0080\"", "invalid UTF-8 sequence in string");
    refuses("\"\u00e2\u0082\"", "invalid UTF-8 sequence in string");
  }

  @Test
  void syntaxErrorsSayWhatWasExpected() {
    refuses("{]", "expecting value");
    refuses("}", "expecting value");
    refuses("]", "expecting value");
    refuses("[1,]", "expecting value");
    refuses("{'a':1,}", "expecting value");
    refuses("{'a' 1}", "missing : in object pair");
    refuses("{'a':1 'b':2}", "expected separator in dict");
    refuses("[1 2]", "expected separator in list");
    refuses("{1:2}", "key is not a string in object");
    refuses("{'a':1,'a':2}", "duplicate key");
    refuses("[foo]", "invalid keyword 'foo'");
  }

  @Test
  void strayCharactersAreShownWithTheirToken() {
    refuses("01", "stray '01'");
    refuses("@", "stray '@'");
    refuses("%", "stray '%'");
    refuses("-\n", "stray '-\n'");
    refuses(".5", "stray '.'");
    refuses("1e ", "stray '1e '");
    refuses("\u0001", "stray '\u0001'");
    refuses("\u0000", "stray ''");
    refuses("\u00ff", "stray '\ufffd'");
    refuses("\"a\nb", "stray '\"a\n'");
  }

  @Test
  void afterAStrayCharacterTextIsSkippedToAStructuralOrControlCharacter() {
    finds("@ what ever {}", PREFIX + "stray '@'", "{}");
    finds("@ what ever\n'a'", PREFIX + "stray '@'", "\"a\"");
    finds("-\nlost\n'kept'", PREFIX + "stray '-\n'", "\"kept\"");
    finds("@ a\tb\u00ff{}", PREFIX + "stray '@'", PREFIX + "stray '\ufffd'", "{}");
  }

  @Test
  void afterASyntaxErrorTheRestIsReadAnew() {
    finds("[1 2]]{}", PREFIX + "expected separator in list", PREFIX + "expecting value", "{}");
  }

  @Test
  void nestingIsLimited() {
    String deep = "[".repeat(1024) + "]".repeat(1024);
    assertEquals(1, Recorder.parse(deep).size());
    assertEquals('[', Recorder.parse(deep).get(0).charAt(0));
    List<String> tooDeep = Recorder.parse("[".repeat(1025) + "]".repeat(1025));
    assertEquals(1026, tooDeep.size());
    assertEquals("! JSON nesting depth limit exceeded", tooDeep.get(0));
    assertEquals(PREFIX + "expecting value", tooDeep.get(1));
  }

  @Test
  void tokensAndTheirBytesAreLimited() {
    Recorder recorder = new Recorder();
    JsonParser parser = new JsonParser(recorder, new JsonLimits(10, 5, 9));
    byte[] many = "[1,2,3,[]] ".getBytes(StandardCharsets.US_ASCII);
    parser.feed(many, 0, many.length);
    assertEquals("! JSON token count limit exceeded", recorder.found.get(0));
    recorder.found.clear();
    parser.reset();
    byte[] large = "'123456789012'".getBytes(StandardCharsets.US_ASCII);
    parser.feed(large, 0, large.length);
    assertEquals("! JSON token size limit exceeded", recorder.found.get(0));
  }

  @Test
  void resetForgetsAHalfValue() {
    Recorder recorder = new Recorder();
    JsonParser parser = new JsonParser(recorder);
    byte[] half = "{'a': 'b".getBytes(StandardCharsets.US_ASCII);
    parser.feed(half, 0, half.length);
    parser.reset();
    byte[] whole = "{}".getBytes(StandardCharsets.US_ASCII);
    parser.feed(whole, 0, whole.length);
    assertEquals(List.of("{}"), recorder.found);
  }

  @Test
  void theCutOfTheStreamMakesNoDifference() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      byte[] bytes = randomText(random);
      List<String> whole = Recorder.parse(bytes);
      Recorder recorder = new Recorder();
      JsonParser parser = new JsonParser(recorder);
      int at = 0;
      while (at < bytes.length) {
        int length = Math.min(bytes.length - at, 1 + random.nextInt(7));
        parser.feed(bytes, at, length);
        at += length;
      }
      assertEquals(whole, recorder.found, "seed " + seed + " round " + round);
    }
  }

  @Test
  void whatIsWrittenReadsBackTheSame() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      for (String line : Recorder.parse(randomText(random))) {
        if (!line.startsWith("!") && line.length() > 1 && "{[\"".indexOf(line.charAt(0)) >= 0) {
          assertEquals(List.of(line), Recorder.parse(line), "seed " + seed);
        }
      }
    }
  }

  private static byte[] randomText(Random random) {
    String[] pieces = {
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      "'a'",
      "\"b\\n\"",
      "\"\\u00e4\"",
      "1",
      "-2.5e3",
      " ",
      "\n",
      "true",
      "nul",
      "@",
      "\u00ff",
      "{'k': [1, 2]}",
      "[[], {}]",
      "'\\",
      "0",
      "\u0000",
      "\u00c3\u00a4"
    };
    StringBuilder text = new StringBuilder();
    int count = random.nextInt(40);
    for (int i = 0; i < count; i++) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    return Arrays.copyOf(bytes, bytes.length);
  }
}
