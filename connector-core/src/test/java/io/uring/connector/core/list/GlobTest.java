package io.uring.connector.core.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "* a.png",
        "* ''",
        "*.png .png",
        "*.png a.png",
        "?.png a.png",
        "? \u00fc",
        "? \ud83d\ude00",
        "a*c abc",
        "a*c ac",
        "[abc] b",
        "[a-c]x bx",
        "[^a]x bx",
        "[!a]x bx",
        "[a^] ^",
        "[a!] !",
        "[-a] -",
        "[a-] -",
        "[]a] ]",
        "[^]a] b",
        "[.] .",
        "[*] *",
        "[?] ?",
        "[{] {",
        "[&&a] &",
        "[\\]] ]",
        "{ab,cd} cd",
        "{ab,c{de,fh}} cfh",
        "{ab,c{de,fh}} ab",
        "{,a}b b",
        "{a} a",
        "{[ab],c}d ad",
        "{a*,?}x yx",
        "\\* *",
        "\\d d",
        "\\{a,b} {a,b}",
        "a,b a,b",
        "} }",
        "] ]",
        "a.c a.c",
        "(a|b)+$ (a|b)+$",
        "^a ^a",
        "a\\\\b a\\b"
      })
  void shouldMatch(final String glob, final String name) {
    assertThat(Glob.of(glob).matches(name)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "*.png a.PNG", "*.png a.png2", "? ''", "? ab", "[abc] d", "[a-c]x dx", "[^a]x ax", "[!a] a",
        "[*] a", "[?] a", "{ab,c{de,fh}} c", "{ab,cd} abcd", "\\d 1", "\\* a", "a.c abc", "a|b a",
        "(a) a", "[a&&b] c"
      })
  void shouldNotMatch(final String glob, final String name) {
    assertThat(Glob.of(glob).matches(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[", "[a", "[]", "[^]", "[a[b]", "[b-a]", "{", "{a", "{a,{b}", "a\\", "[\\"})
  void shouldRefuseWhatIsNotClosed(final String glob) {
    assertThatThrownBy(() -> Glob.of(glob)).isInstanceOf(PatternSyntaxException.class);
  }

  @Test
  void shouldMatchLineBreaksAndControlCharacters() {
    assertThat(Glob.of("a*b").matches("a\n\r\tb")).isTrue();
  }

  @Test
  void shouldTellWildcardsFromLiterals() {
    assertThat(Glob.of("a\\*\\{b").isWildcard()).isFalse();
    assertThat(Glob.of("a\\*\\{b").literal()).isEqualTo("a*{b");
    assertThat(Glob.of("a?").isWildcard()).isTrue();
    assertThat(Glob.of("{a}").isWildcard()).isTrue();
    assertThat(Glob.of("[a]").isWildcard()).isTrue();
  }

  @Test
  void shouldWriteOutBracesThatHoldASlash() {
    assertThat(GlobPath.expand("/{a/b}")).containsExactly("/a/b");
    assertThat(GlobPath.expand("/p{a/b,c/d}s")).containsExactly("/pa/bs", "/pc/ds");
    assertThat(GlobPath.expand("/{a/b,{e,f}}")).containsExactly("/a/b", "/{e,f}");
    assertThat(GlobPath.expand("{a/b,c/d}{e,f}")).containsExactly("a/b{e,f}", "c/d{e,f}");
    assertThat(GlobPath.expand("{a,b}/{b,{c/d,e/f}}"))
        .containsExactly("{a,b}/b", "{a,b}/c/d", "{a,b}/e/f");
    assertThat(GlobPath.expand("/\\{a/b\\}")).containsExactly("/\\{a/b\\}");
    assertThat(GlobPath.expand("/}{a/b}")).containsExactly("/}a/b");
    assertThat(GlobPath.expand("/{a/b")).containsExactly("/{a/b");
  }
}
