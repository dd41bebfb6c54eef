/* Plain files that lose power together with cut_vfs: what was not synced is gone, whole files and names.
 *
 * For programs linked with --wrap=fsync,--wrap=rename,--wrap=unlink. Below one watched folder a file keeps the bytes of its
 * last fsync, a folder the names of its last fsync. At the cut all three calls fail; cut_files_power_on() then puts the
 * folder in order: each name that was not synced is there or not, as chance wants, and what was never synced is empty.
 */
#pragma once

#include <stdint.h>

/** Watch a folder: what is in it now is durable. `seed` decides what survives each cut. */
void cut_files_watch(const char *root, uint64_t seed);

/** After cut_vfs_power_on(). */
void cut_files_power_on(void);

/** Watch no more. */
void cut_files_forget(void);
