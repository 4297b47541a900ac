package io.uring.connector.flink;

import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.streaming.api.lineage.LineageDatasetFacet;
import org.apache.flink.streaming.api.lineage.SourceLineageVertex;

/**
 * Where a job's data come from, for catalogs of lineage.
 *
 * @param boundedness whether the source ends
 * @param datasets one for each path
 */
record SourceLineage(Boundedness boundedness, List<LineageDataset> datasets)
    implements SourceLineageVertex {

  static SourceLineage of(final Boundedness boundedness, final List<String> paths) {
    return new SourceLineage(
        boundedness, paths.stream().map(path -> (LineageDataset) new Folder(path)).toList());
  }

  /** Named as OpenLineage names local files: namespace {@code file}, and the path. */
  private record Folder(String name) implements LineageDataset {
    @Override
    public String namespace() {
      return "file";
    }

    @Override
    public Map<String, LineageDatasetFacet> facets() {
      return Map.of();
    }
  }
}
