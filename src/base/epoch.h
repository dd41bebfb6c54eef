/* Epochs: how a value read before an invalidation is kept from being stored after it.
 *
 * A reader takes epoch_now() before its transaction begins. Whoever changes a thing calls
 * epoch_stamp() after the commit. Before the reader's result is kept, epoch_is_stamped_after()
 * tells whether the thing was changed meanwhile. Stamps stand in a table of fixed size under the
 * hash of the key: memory never grows, nothing is ever forgotten, and two keys in one slot only
 * make a keeper refuse once too often.
 *
 * Thread: all functions but init and done, any; no locks.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct epoch_table {
    _Atomic uint64_t now;
    _Atomic uint64_t *stamps;
    size_t slot_count;
};

/**
 * A table at epoch 1 with nothing stamped.
 *
 * slot_count  power of two; 8 bytes each, on the heap
 */
void epoch_init(struct epoch_table *t, size_t slot_count);

/** Free the table; accepts a zeroed struct. */
void epoch_done(struct epoch_table *t);

/** The epoch of a reader that begins now. */
uint64_t epoch_now(const struct epoch_table *t);

/** The thing under this key has changed; call after the change is committed. */
void epoch_stamp(struct epoch_table *t, uint64_t key);

/** True when the key may have been stamped after `epoch` was taken: what was read then must not be
 * kept. */
bool epoch_is_stamped_after(const struct epoch_table *t, uint64_t key, uint64_t epoch);
