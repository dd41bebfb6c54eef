/* A file layer for SQLite that loses power: what was not synced at the cut is gone, in part or as a whole.
 *
 * Everything written lies in the real file, so that readers see it, and beside it as a change that waits. A sync makes
 * the waiting changes of its file durable; the first sync of a new journal or log also makes the names in the folder
 * durable, as SQLite's own layer syncs the folder then. At the cut every call fails; cut_vfs_power_on() then writes the
 * files as a disk would give them back: nothing unsynced, or the first part of it, or any sectors of it, or all.
 * One layer for the process; a lock makes it usable from several threads.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define CUT_VFS_NAME "cut"

/** Register the layer as SQLite's default, before any store is opened. `seed` decides what survives each cut. */
void cut_vfs_register(uint64_t seed);

/** Forget every file; call after their folder is gone. */
void cut_vfs_forget(void);

/** The power fails at the n-th change, sync or removal from now; 0 = never. */
void cut_vfs_arm(uint64_t calls);

/** The power fails now. */
void cut_vfs_now(void);

/** Syncs answer well and do nothing: what PRAGMA synchronous=OFF, or a disk that lies, amounts to. */
void cut_vfs_lie(bool is_lying);

bool cut_vfs_is_dead(void);

/** For a layer beside this one: count a call that changes something. */
enum cut_call {
    CUT_CALL_PASSES,
    CUT_CALL_LIES, /* a sync answers well and does nothing */
    CUT_CALL_FAILS,
};

enum cut_call cut_vfs_call(void);

/** After everything is closed: write what survived, and work again. */
void cut_vfs_power_on(void);
