/**
 * Lists of files on their way: from the job manager to the subtasks, and into checkpoints.
 *
 * <p>A {@link io.uring.connector.flink.split.FileSplit} is immutable. A {@link
 * io.uring.connector.flink.split.FileSplitState} belongs to its subtask's thread.
 */
@NullMarked
package io.uring.connector.flink.split;

import org.jspecify.annotations.NullMarked;
