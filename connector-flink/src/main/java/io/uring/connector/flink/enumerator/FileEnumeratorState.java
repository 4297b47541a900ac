package io.uring.connector.flink.enumerator;

import java.util.List;
import org.apache.flink.annotation.Internal;

/**
 * What the job manager remembers in a checkpoint. Immutable.
 *
 * @param hosts the files of each host, or one entry where all hosts see the same files
 * @param remembered the files that were found, as {@code FolderWatch} writes them; empty where
 *     nothing is monitored
 */
@Internal
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record FileEnumeratorState(List<HostFiles> hosts, byte[] remembered) {}
