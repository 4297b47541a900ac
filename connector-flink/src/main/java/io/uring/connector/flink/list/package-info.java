/**
 * What a source reads: finds files, in steps or again and again. Immutable, or for one thread at a
 * time, which waits for the file system: the worker thread of a job manager, or of a task manager
 * whose host has files of its own.
 */
@NullMarked
package io.uring.connector.flink.list;

import org.jspecify.annotations.NullMarked;
