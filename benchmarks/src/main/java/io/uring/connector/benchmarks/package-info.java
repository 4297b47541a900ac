/**
 * Side-by-side runs of the whole: data sets, sides that read them, and what is printed and drawn of
 * it.
 *
 * <p>A run is believed only after its bytes were: every side's digest is checked before anything is
 * timed. Sides take turns within one run, because on a shared machine only neighbours in time can
 * be compared. One thread starts everything here; threads within a side belong to that side.
 */
@NullMarked
package io.uring.connector.benchmarks;

import org.jspecify.annotations.NullMarked;
