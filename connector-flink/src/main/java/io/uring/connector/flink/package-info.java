/**
 * Files for Flink: {@link io.uring.connector.flink.UringSource} reads folders, globs or a manifest,
 * once or for as long as the job runs.
 *
 * <p>The job manager finds the files ({@code enumerator}) and hands them out in lists ({@code
 * split}); each subtask reads its lists through the core ({@code reader}). What reads is shared by
 * all subtasks of a task manager whose jobs have the same class loader.
 */
@NullMarked
package io.uring.connector.flink;

import org.jspecify.annotations.NullMarked;
