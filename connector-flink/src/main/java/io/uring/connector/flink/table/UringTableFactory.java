package io.uring.connector.flink.table;

import java.time.ZoneId;
import java.util.Set;
import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.config.TableConfigOptions;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;

/** Makes tables {@code WITH ('connector' = 'uring', …)}. Flink finds it by its name. */
@Internal
public final class UringTableFactory implements DynamicTableSourceFactory {
  /** Made by Flink. */
  public UringTableFactory() {}

  @Override
  public String factoryIdentifier() {
    return "uring";
  }

  /** Either a path or a manifest, which is checked later. */
  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return UringTableOptions.all();
  }

  @Override
  public DynamicTableSource createDynamicTableSource(final Context context) {
    final FactoryUtil.TableFactoryHelper helper =
        FactoryUtil.createTableFactoryHelper(this, context);
    helper.validate();
    final DeclaredOptions options =
        new DeclaredOptions(helper.getOptions(), zone(context.getConfiguration()));
    final FileTableDefinition table =
        FileTableDefinition.of(
            options,
            context.getPhysicalRowDataType(),
            context.getCatalogTable().getPartitionKeys());
    return options.isContinuous()
        ? new UringTableSource(table)
        : new BoundedUringTableSource(table);
  }

  private static ZoneId zone(final ReadableConfig session) {
    final String zone = session.get(TableConfigOptions.LOCAL_TIME_ZONE);
    return TableConfigOptions.LOCAL_TIME_ZONE.defaultValue().equals(zone)
        ? ZoneId.systemDefault()
        : ZoneId.of(zone);
  }
}
