/**
 * On the job manager: finds files and hands them out in splits.
 *
 * <p>All of it belongs to the coordinator's thread, but for {@code FileFinder}, which lists on the
 * worker thread that Flink gives to calls that block.
 */
@NullMarked
package io.uring.connector.flink.enumerator;

import org.jspecify.annotations.NullMarked;
