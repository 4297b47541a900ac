/**
 * On the job manager: hands out files in splits. All of it belongs to the coordinator's thread;
 * files are found on the worker thread that Flink gives to calls that block.
 */
@NullMarked
package io.uring.connector.flink.enumerator;

import org.jspecify.annotations.NullMarked;
