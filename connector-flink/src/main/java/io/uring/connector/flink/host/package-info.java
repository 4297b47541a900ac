/**
 * Where each host has files of its own: what readers and the job manager tell each other. One
 * reader of each host lists its disk; the job manager makes splits, which only that host reads.
 *
 * <p>{@code HostFolders} is for the subtask's thread, and lists on one of its own; what it and the
 * job manager send is immutable.
 */
@NullMarked
package io.uring.connector.flink.host;

import org.jspecify.annotations.NullMarked;
