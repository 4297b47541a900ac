package io.uring.connector.flink.table;

import java.util.Set;
import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;
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
    final FileTableDefinition table =
        FileTableDefinition.of(
            helper.getOptions(),
            context.getPhysicalRowDataType(),
            context.getCatalogTable().getPartitionKeys());
    return table.isContinuous() ? new UringTableSource(table) : new BoundedUringTableSource(table);
  }
}
