package io.uring.connector.core.list;

import static org.assertj.core.api.Assertions.assertThat;

import io.uring.connector.core.testing.Randomly;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;

/** Globs against a second reading of the same rules that has no regular expressions in it. */
class GlobFuzzTest {
  private static final int RUNS = 30_000;

  private static final String[] GLOB_TOKENS = {
    "a",
    "b",
    "c",
    "*",
    "?",
    "[",
    "]",
    "[a",
    "[^",
    "[!",
    "{",
    "}",
    "{a,",
    ",",
    "\\",
    "-",
    "a-c",
    "^",
    "!",
    ".",
    "&&",
    "|",
    "(",
    "$",
    "\u00fc",
    "\ud83d\ude00",
    "\n",
    "/"
  };

  private static final String[] NAME_TOKENS = {
    "a",
    "b",
    "c",
    "-",
    "^",
    "!",
    ".",
    "*",
    "?",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&",
    "|",
    "(",
    "$",
    "\u00fc",
    "\ud83d\ude00",
    "\n",
    "\\"
  };

  @Test
  void shouldMatchAsTheRulesSay() {
    Randomly.run(
        RUNS,
        random -> {
          String text = join(random, GLOB_TOKENS, 9);
          List<List<Element>> model = Model.of(text);
          Glob glob;
          try {
            glob = Glob.of(text);
          } catch (PatternSyntaxException e) {
            assertThat(model).as("what means %s, refused with %s", text, e.getMessage()).isNull();
            return;
          }
          assertThat(model).as("what means %s", text).isNotNull();
          for (int i = 0; i < 8; i++) {
            String name = join(random, NAME_TOKENS, 5);
            int[] letters = name.codePoints().toArray();
            boolean expected = model.stream().anyMatch(each -> matches(each, 0, letters, 0));
            assertThat(glob.matches(name)).as("%s matches %s", text, name).isEqualTo(expected);
          }
          if (!glob.isWildcard()) {
            assertThat(glob.matches(glob.literal())).as("%s matches itself", text).isTrue();
          }
        });
  }

  @Test
  void shouldWriteOutBracesWhateverTheyHold() {
    Randomly.run(
        RUNS,
        random -> {
          String text = join(random, GLOB_TOKENS, 12);
          List<String> flat = GlobPath.expand(text);
          assertThat(flat).isNotEmpty();
          if (text.indexOf('/') < 0) {
            assertThat(flat).containsExactly(text);
          }
          for (String each : flat) {
            assertThat(GlobPath.expand(each)).as("%s of %s", each, text).containsExactly(each);
          }
        });
  }

  private static String join(SplittableRandom random, String[] tokens, int most) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(most + 1); left > 0; left--) {
      text.append(tokens[random.nextInt(tokens.length)]);
    }
    return text.toString();
  }

  private static boolean matches(List<Element> glob, int from, int[] name, int at) {
    if (from == glob.size()) {
      return at == name.length;
    }
    Element first = glob.get(from);
    if (first.any) {
      return matches(glob, from + 1, name, at)
          || (at < name.length && matches(glob, from, name, at + 1));
    }
    return at < name.length && first.takes.test(name[at]) && matches(glob, from + 1, name, at + 1);
  }

  /** One letter, or any number of any. */
  private record Element(boolean any, IntPredicate takes) {}

  /** A glob as all that it is short for, without braces; null where it is none. */
  private static final class Model {
    private final int[] glob;
    private int at;

    private Model(String text) {
      glob = text.codePoints().toArray();
    }

    static List<List<Element>> of(String text) {
      Model model = new Model(text);
      try {
        return model.sequence(0);
      } catch (IllegalArgumentException e) {
        return null;
      }
    }

    /** Up to the comma or the brace that ends it, which is not taken. */
    private List<List<Element>> sequence(int depth) {
      List<List<Element>> all = new ArrayList<>();
      all.add(List.of());
      while (at < glob.length) {
        int letter = glob[at];
        if (depth > 0 && (letter == ',' || letter == '}')) {
          return all;
        }
        at++;
        all =
            switch (letter) {
              case '{' -> append(all, braces(depth));
              case '*' -> append(all, one(new Element(true, null)));
              case '?' -> append(all, one(new Element(false, each -> true)));
              case '[' -> append(all, one(new Element(false, brackets())));
              case '\\' -> append(all, one(letter(next())));
              default -> append(all, one(letter(letter)));
            };
      }
      if (depth > 0) {
        throw new IllegalArgumentException("unclosed brace");
      }
      return all;
    }

    private List<List<Element>> braces(int depth) {
      List<List<Element>> all = new ArrayList<>();
      while (true) {
        all.addAll(sequence(depth + 1));
        if (glob[at++] == '}') {
          return all;
        }
      }
    }

    private IntPredicate brackets() {
      boolean not = at < glob.length && (glob[at] == '^' || glob[at] == '!');
      at += not ? 1 : 0;
      IntPredicate any = each -> false;
      for (boolean first = true; first || peek() != ']'; first = false) {
        int from = inBrackets();
        int to = from;
        if (peek() == '-' && at + 1 < glob.length && glob[at + 1] != ']') {
          at++;
          to = inBrackets();
          if (to < from) {
            throw new IllegalArgumentException("illegal range");
          }
        }
        int least = from;
        int most = to;
        any = any.or(each -> least <= each && each <= most);
      }
      at++;
      return not ? any.negate() : any;
    }

    private int inBrackets() {
      int letter = next();
      if (letter == '[') {
        throw new IllegalArgumentException("bracket within brackets");
      }
      return letter == '\\' ? next() : letter;
    }

    private int peek() {
      if (at == glob.length) {
        throw new IllegalArgumentException("unclosed");
      }
      return glob[at];
    }

    private int next() {
      int letter = peek();
      at++;
      return letter;
    }

    private static Element letter(int letter) {
      return new Element(false, each -> each == letter);
    }

    private static List<List<Element>> one(Element element) {
      return List.of(List.of(element));
    }

    private static List<List<Element>> append(
        List<List<Element>> starts, List<List<Element>> ends) {
      List<List<Element>> all = new ArrayList<>();
      for (List<Element> start : starts) {
        for (List<Element> end : ends) {
          List<Element> whole = new ArrayList<>(start);
          whole.addAll(end);
          all.add(whole);
        }
      }
      return all;
    }
  }
}
