/* Bytes with many holders: the body of one activity on its way to many inboxes.
 *
 * On the heap, never changed after their birth, freed by the last holder. Thread: any.
 */
#pragma once

#include "base/sv.h"

struct net_bytes;

/** A copy of `bytes`, with one holder. */
struct net_bytes *net_bytes_new(struct sv bytes);

/** One holder more. */
struct net_bytes *net_bytes_hold(struct net_bytes *b);

/** One holder less; the last one frees. Accepts NULL. */
void net_bytes_free(struct net_bytes *b);

/** The bytes, borrowed. */
struct sv net_bytes_view(const struct net_bytes *b);
