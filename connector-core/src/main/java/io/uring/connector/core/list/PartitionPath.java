package io.uring.connector.core.list;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The partition columns in one folder's path, found from the innermost folder outwards as Spark's
 * {@code PartitioningUtils.parsePartition} does.
 *
 * @param columns names, outermost first; empty where the path has none
 * @param values what stands behind {@code =}, still escaped
 * @param base the folder that the columns are below, or null for a temporary folder, which does not
 *     count
 */
record PartitionPath(List<String> columns, List<String> values, @Nullable String base) {
  static final String NULL_VALUE = "__HIVE_DEFAULT_PARTITION__";

  static PartitionPath parse(final String folder, final Set<String> bases) throws ListException {
    final List<String> columns = new ArrayList<>();
    final List<String> values = new ArrayList<>();
    String at = folder;
    while (!at.equals("/")) {
      final int slash = at.lastIndexOf('/');
      final String name = at.substring(slash + 1);
      if (name.equalsIgnoreCase("_temporary")) {
        return new PartitionPath(List.of(), List.of(), null);
      }
      if (bases.contains(at)) {
        break;
      }
      final int equals = name.indexOf('=');
      if (equals >= 0) {
        columns.add(column(name, equals));
        values.add(value(name, equals));
      } else if (!columns.isEmpty()) {
        break;
      }
      at = slash == 0 ? "/" : at.substring(0, slash);
    }
    if (columns.isEmpty()) {
      return new PartitionPath(List.of(), List.of(), folder);
    }
    Collections.reverse(columns);
    Collections.reverse(values);
    return new PartitionPath(columns, values, at);
  }

  private static String column(final String name, final int equals) throws ListException {
    final String column = unescape(name.substring(0, equals));
    if (column.isEmpty()) {
      throw new ListException(
          ListException.Reason.EMPTY_PARTITION_COLUMN_NAME,
          name,
          "partition column without a name: folder=" + name);
    }
    return column;
  }

  private static String value(final String name, final int equals) throws ListException {
    if (equals == name.length() - 1) {
      throw new ListException(
          ListException.Reason.EMPTY_PARTITION_COLUMN_VALUE,
          name,
          "partition column without a value: folder=" + name);
    }
    return name.substring(equals + 1);
  }

  /** Undoes {@code %xx}, which Hive writes for one character up to U+00FF, not for a UTF-8 byte. */
  static String unescape(final String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    final StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      final char each = text.charAt(i);
      final int code = each == '%' && i + 2 < text.length() ? hex(text, i + 1) : -1;
      if (code < 0) {
        plain.append(each);
      } else {
        plain.append((char) code);
        i += 2;
      }
    }
    return plain.toString();
  }

  private static int hex(final String text, final int at) {
    final char high = text.charAt(at);
    final char low = text.charAt(at + 1);
    // Only ASCII digits: Character.digit alone would take those of other scripts.
    if (high > 127 || low > 127) {
      return -1;
    }
    final int highDigit = Character.digit(high, 16);
    final int lowDigit = Character.digit(low, 16);
    return highDigit < 0 || lowDigit < 0 ? -1 : highDigit << 4 | lowDigit;
  }
}
