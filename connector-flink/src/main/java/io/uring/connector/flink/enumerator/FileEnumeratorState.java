package io.uring.connector.flink.enumerator;

import io.uring.connector.flink.split.FileSplit;
import java.util.List;
import org.apache.flink.annotation.Internal;

/**
 * What the job manager remembers in a checkpoint. Immutable.
 *
 * @param pending splits that no subtask has
 * @param hasListed whether the files have been found
 * @param nextSplit the number of the next split
 * @param remembered the files that were found, as {@code FolderWatch} writes them; empty where
 *     nothing is monitored
 */
@Internal
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record FileEnumeratorState(
    List<FileSplit> pending, boolean hasListed, long nextSplit, byte[] remembered) {}
