/**
 * Watching folders: which files of one listing after another are new and complete.
 *
 * <p><b>New.</b> Times cannot tell: {@code mv} brings old ones along, of a file as of a whole
 * folder, and a clock may go wrong. So {@link io.uring.connector.core.watch.SeenFiles} remembers
 * every file that is there and has been taken, 20 bytes each; what is not remembered is new,
 * whatever its times say. A file that has left its folder is forgotten {@code forgetAfter} later.
 * The state is therefore bounded by what is there now or was lately, and neither by the age of the
 * watch nor by the number of its listings.
 *
 * <p><b>Complete</b> is what was modified {@code minFileAge} ago or earlier. A file whose time is
 * ahead of our clock is complete once it has not changed for as long ({@code YoungFiles}).
 *
 * <p><b>Who uses what.</b> {@link io.uring.connector.core.watch.FolderWatch} takes what it finds at
 * once, so its owner keeps it in the same checkpoint. Who takes only a part now and logs it first
 * uses {@link io.uring.connector.core.watch.Arrivals} with a {@code SeenFiles} of its own. Each
 * belongs to one thread; a {@link io.uring.connector.core.watch.Sighting}, which holds the costly
 * part of a look through a listing, may be made on any.
 */
@NullMarked
package io.uring.connector.core.watch;

import org.jspecify.annotations.NullMarked;
