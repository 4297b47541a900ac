package io.uring.connector.flink.enumerator;

import io.uring.connector.flink.split.FileSplit;
import java.util.List;
import org.apache.flink.annotation.Internal;

/**
 * What a checkpoint has of the files on one host, or of those that all hosts see. Immutable.
 *
 * @param host its name; empty where all hosts see the same files
 * @param pending splits that no subtask has
 * @param hasListed whether all files have been found
 * @param rest where the listing goes on; empty where it begins, or has ended
 * @param nextSplit the number of the next split
 */
@Internal
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record HostFiles(
    String host, List<FileSplit> pending, boolean hasListed, byte[] rest, long nextSplit) {}
