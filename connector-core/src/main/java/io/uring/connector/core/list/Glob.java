package io.uring.connector.core.list;

import java.io.Serializable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for one name, in the syntax of Hadoop's {@code FileSystem.globStatus}: {@code ?},
 * {@code *}, {@code [abc]}, {@code [a-b]}, {@code [^a]} or {@code [!a]}, {@code {ab,c{de,fh}}}, and
 * a backslash before what means itself. Immutable; safe on any thread.
 *
 * <p>Where Hadoop's translation lets a regular expression shine through, this does what its
 * documentation says: in brackets all but {@code ^ ! - ] \} means itself, and so does a letter
 * behind a backslash.
 */
public final class Glob implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String text;
  private final Pattern regex;
  private final boolean wildcard;

  private Glob(final String text, final Pattern regex, final boolean wildcard) {
    this.text = text;
    this.regex = regex;
    this.wildcard = wildcard;
  }

  /**
   * Reads a pattern.
   *
   * @param text the pattern
   * @return the glob
   * @throws PatternSyntaxException if a bracket or a brace is not closed, or nothing stands behind
   *     the last backslash
   */
  public static Glob of(final String text) {
    final Reader reader = new Reader(text);
    final Pattern regex = Pattern.compile(reader.read(), Pattern.DOTALL);
    return new Glob(text, regex, reader.wildcard);
  }

  /**
   * Whether the whole of a name matches.
   *
   * @param name a file's name, without folders
   * @return true where it does
   */
  public boolean matches(final String name) {
    return regex.matcher(name).matches();
  }

  /** Whether this can match more than one name. */
  boolean isWildcard() {
    return wildcard;
  }

  /** The only name that a glob without wildcards matches. */
  String literal() {
    final StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      }
      plain.append(text.charAt(i));
    }
    return plain.toString();
  }

  @Override
  public String toString() {
    return text;
  }

  /** Turns a glob into a regular expression. */
  private static final class Reader {
    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private int braces;
    private boolean wildcard;

    Reader(final String glob) {
      this.glob = glob;
    }

    String read() {
      while (at < glob.length()) {
        final char each = glob.charAt(at++);
        switch (each) {
          case '*' -> wildcard(".*");
          case '?' -> wildcard(".");
          case '[' -> {
            wildcard("[");
            brackets();
          }
          case '{' -> {
            wildcard("(?:");
            braces++;
          }
          case '}' -> {
            if (braces > 0) {
              braces--;
              regex.append(')');
            } else {
              literal(each);
            }
          }
          case ',' -> regex.append(braces > 0 ? '|' : ',');
          case '\\' -> literal(escaped());
          default -> literal(each);
        }
      }
      if (braces > 0) {
        throw error("unclosed brace");
      }
      return regex.toString();
    }

    private void brackets() {
      if (at < glob.length() && (glob.charAt(at) == '^' || glob.charAt(at) == '!')) {
        regex.append('^');
        at++;
      }
      for (boolean first = true; at < glob.length(); first = false) {
        final char each = glob.charAt(at++);
        if (each == ']' && !first) {
          regex.append(']');
          return;
        }
        switch (each) {
          case '[' -> throw error("bracket within brackets");
          case '\\' -> literal(escaped());
          case '-' -> regex.append('-');
          default -> literal(each);
        }
      }
      throw error("unclosed bracket");
    }

    private char escaped() {
      if (at == glob.length()) {
        throw error("nothing behind the backslash");
      }
      return glob.charAt(at++);
    }

    private void wildcard(final String with) {
      wildcard = true;
      regex.append(with);
    }

    private void literal(final char each) {
      // A backslash before a letter or a digit would mean something to the regular expression.
      if (each < 128 && !Character.isLetterOrDigit(each)) {
        regex.append('\\');
      }
      regex.append(each);
    }

    private PatternSyntaxException error(final String what) {
      return new PatternSyntaxException(what, glob, at);
    }
  }
}
