package org.javisor.system.monitor.human;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Edits one line at a time on a terminal that understands the usual escape sequences, with a
 * history and completion. Bytes in, bytes out; a line is bytes, too.
 */
final class LineEditor {
  /** What takes lines and helps to write them. */
  interface Owner {
    /** A line is complete. */
    void line(String text);

    /** What the word at the end of {@code start} can become, sorted. */
    List<String> completions(String start);

    /** Shows bytes. */
    void show(byte[] bytes);
  }

  static final String PROMPT = "(qemu) ";

  private static final int MAX_LINE = 4095;
  private static final int MAX_HISTORY = 64;
  private static final int WIDTH = 80;
  private static final int NARROWEST = 10;
  private static final int ESCAPE = 27;

  private enum State {
    PLAIN,
    ESCAPED,
    /** After ESC [: a number, then a letter. */
    SEQUENCE,
    /** After ESC O: one letter. */
    SHORT_SEQUENCE
  }

  private final Owner owner;
  private final List<byte[]> history = new ArrayList<>();
  private final StringBuilder out = new StringBuilder();
  private State state = State.PLAIN;
  private int number;

  private byte[] text = new byte[64];
  private int length;
  private int cursor;

  /** The line of the history that is being shown; the number of lines if none is. */
  private int shownEntry;

  // What the terminal shows.
  private byte[] shown = {};
  private int shownCursor;

  LineEditor(Owner owner) {
    this.owner = owner;
  }

  /** The terminal is empty: shows the prompt. */
  void start() {
    state = State.PLAIN;
    length = 0;
    cursor = 0;
    prompt();
    flush();
  }

  /** Takes what was typed. */
  void type(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      key(bytes[i] & 0xFF);
      redraw();
    }
    flush();
  }

  /** The lines so far, oldest first. */
  List<String> history() {
    List<String> lines = new ArrayList<>();
    for (byte[] line : history) {
      lines.add(new String(line, StandardCharsets.UTF_8));
    }
    return lines;
  }

  private void prompt() {
    out.append(PROMPT);
    shown = new byte[0];
    shownCursor = 0;
    shownEntry = history.size();
  }

  private void key(int key) {
    switch (state) {
      case PLAIN -> plain(key);
      case ESCAPED -> {
        state =
            switch (key) {
              case '[' -> State.SEQUENCE;
              case 'O' -> State.SHORT_SEQUENCE;
              default -> State.PLAIN;
            };
        number = 0;
      }
      case SEQUENCE -> sequence(key);
      case SHORT_SEQUENCE -> {
        state = State.PLAIN;
        arrow(key);
      }
    }
  }

  private void plain(int key) {
    switch (key) {
      case 1 -> cursor = 0;
      case 4 -> delete();
      case 5 -> cursor = length;
      case 8, 127 -> backspace();
      case 9 -> complete();
      case 10, 13 -> enter();
      case 12 -> clear();
      case 21 -> deleteTo(0);
      case 23 -> deleteTo(wordStart());
      case ESCAPE -> state = State.ESCAPED;
      default -> {
        if (key >= ' ') {
          insert((byte) key);
        }
      }
    }
  }

  private void sequence(int key) {
    if (key >= '0' && key <= '9') {
      number = Math.min(number * 10 + key - '0', 1000);
      return;
    }
    state = State.PLAIN;
    if (key != '~') {
      arrow(key);
      return;
    }
    switch (number) {
      case 1 -> cursor = 0;
      case 3 -> delete();
      case 4 -> cursor = length;
      default -> {
        // A key without a meaning here.
      }
    }
  }

  private void arrow(int key) {
    switch (key) {
      case 'A' -> recall(shownEntry - 1);
      case 'B' -> recall(shownEntry + 1);
      case 'C' -> cursor = Math.min(length, cursor + 1);
      case 'D' -> cursor = Math.max(0, cursor - 1);
      case 'F' -> cursor = length;
      case 'H' -> cursor = 0;
      default -> {
        // A key without a meaning here.
      }
    }
  }

  private void insert(byte next) {
    if (length == MAX_LINE) {
      return;
    }
    if (length == text.length) {
      text = Arrays.copyOf(text, 2 * length);
    }
    System.arraycopy(text, cursor, text, cursor + 1, length - cursor);
    text[cursor++] = next;
    length++;
  }

  private void delete() {
    if (cursor < length) {
      System.arraycopy(text, cursor + 1, text, cursor, length - cursor - 1);
      length--;
    }
  }

  private void backspace() {
    if (cursor > 0) {
      cursor--;
      delete();
    }
  }

  private int wordStart() {
    int at = cursor;
    while (at > 0 && text[at - 1] == ' ') {
      at--;
    }
    while (at > 0 && text[at - 1] != ' ') {
      at--;
    }
    return at;
  }

  private void deleteTo(int start) {
    System.arraycopy(text, cursor, text, start, length - cursor);
    length -= cursor - start;
    cursor = start;
  }

  private void recall(int entry) {
    if (entry < 0 || entry > history.size()) {
      return;
    }
    shownEntry = entry;
    length = 0;
    cursor = 0;
    if (entry < history.size()) {
      for (byte next : history.get(entry)) {
        insert(next);
      }
    }
  }

  private void enter() {
    byte[] line = Arrays.copyOf(text, length);
    redraw();
    remember(line);
    out.append("\r\n");
    flush();
    length = 0;
    cursor = 0;
    owner.line(new String(line, StandardCharsets.UTF_8));
    prompt();
  }

  private void remember(byte[] line) {
    if (line.length == 0) {
      return;
    }
    history.removeIf(older -> Arrays.equals(older, line));
    history.add(line);
    if (history.size() > MAX_HISTORY) {
      history.removeFirst();
    }
  }

  private void clear() {
    out.append("\u001b[2J\u001b[1;1H");
    prompt();
  }

  private void complete() {
    String start = new String(text, 0, cursor, StandardCharsets.UTF_8);
    List<String> all = owner.completions(start);
    if (all.isEmpty()) {
      return;
    }
    String word = start.substring(start.lastIndexOf(' ') + 1);
    String common = all.getFirst();
    for (String candidate : all) {
      int same = 0;
      while (same < Math.min(common.length(), candidate.length())
          && common.charAt(same) == candidate.charAt(same)) {
        same++;
      }
      common = common.substring(0, same);
    }
    String more = common.substring(Math.min(word.length(), common.length()));
    if (all.size() == 1) {
      more += " ";
    }
    for (byte next : more.getBytes(StandardCharsets.UTF_8)) {
      insert(next);
    }
    if (all.size() > 1) {
      list(all);
    }
  }

  /** Shows candidates in columns, and the prompt again. */
  private void list(List<String> all) {
    int width = NARROWEST;
    for (String candidate : all) {
      width = Math.max(width, candidate.length() + 2);
    }
    width = Math.min(width, WIDTH);
    int columns = WIDTH / width;
    out.append("\r\n");
    for (int i = 0; i < all.size(); i++) {
      out.append(all.get(i));
      out.append(" ".repeat(Math.max(0, width - all.get(i).length())));
      if ((i + 1) % columns == 0 || i == all.size() - 1) {
        out.append("\r\n");
      }
    }
    prompt();
  }

  /** Makes the terminal show the line as it is now, by the steps that clients know. */
  private void redraw() {
    byte[] now = Arrays.copyOf(text, length);
    if (!Arrays.equals(now, shown)) {
      out.append("\u001b[D".repeat(shownCursor));
      out.append(new String(now, StandardCharsets.ISO_8859_1)).append("\u001b[K");
      shown = now;
      shownCursor = now.length;
    }
    if (cursor != shownCursor) {
      String step = cursor > shownCursor ? "\u001b[C" : "\u001b[D";
      out.append(step.repeat(Math.abs(cursor - shownCursor)));
      shownCursor = cursor;
    }
  }

  private void flush() {
    if (!out.isEmpty()) {
      owner.show(out.toString().getBytes(StandardCharsets.ISO_8859_1));
      out.setLength(0);
    }
  }
}
