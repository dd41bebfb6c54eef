/* Tombstones: a hash under a key of the instance. */
#include "store/tombstone.h"

#include "crypto/hash.h"
#include "store/keyring.h"
#include "store/queries.h"

static struct sv hash_of(struct ctx *ctx, enum tombstone_kind kind, struct sv key)
{
    CLEANUP(crypto_key_wipe) struct crypto_key tombstone_key = { 0 };
    keyring_derive(ctx->keyring, SV("tombstone"), &tombstone_key);
    struct sv named = sv_printf(ctx->arena, "%d:%" SV_FMT, (int)kind, SV_ARG(key));
    struct hash32 hash = crypto_keyed_hash32(&tombstone_key, named);
    return sv_copy(ctx->arena, sv_make(hash.bytes, sizeof hash.bytes));
}

static struct sv decimal(struct ctx *ctx, int64_t id)
{
    return sv_printf(ctx->arena, "%lld", (long long)id);
}

enum err store_tombstone_has_hash(struct ctx *ctx, struct sv hash, bool *out)
{
    struct q_tombstone_find_row row;
    return q_tombstone_find(ctx, hash, out, &row);
}

enum err store_tombstone_has(struct ctx *ctx, enum tombstone_kind kind, struct sv key, bool *out)
{
    return store_tombstone_has_hash(ctx, hash_of(ctx, kind, key), out);
}

enum err store_tombstone_has_id(struct ctx *ctx, enum tombstone_kind kind, int64_t id, bool *out)
{
    return store_tombstone_has(ctx, kind, decimal(ctx, id), out);
}

enum err store_tombstone_insert(struct ctx *ctx, enum tombstone_kind kind, struct sv key)
{
    const struct keyring_tombstone tombstone = { .hash = hash_of(ctx, kind, key),
                                                 .kind = kind,
                                                 .erased_ms = ctx->now_ms };
    keyring_attach_tombstone(ctx, &tombstone);
    return q_tombstone_insert(ctx, tombstone.hash, kind, tombstone.erased_ms, NULL);
}

enum err store_tombstone_insert_id(struct ctx *ctx, enum tombstone_kind kind, int64_t id)
{
    return store_tombstone_insert(ctx, kind, decimal(ctx, id));
}

enum err store_tombstone_restore(struct ctx *ctx, const struct keyring_tombstone *entry,
                                 bool *out_is_new)
{
    int64_t changed = 0;
    TRY(q_tombstone_insert(ctx, entry->hash, entry->kind, entry->erased_ms, &changed));
    *out_is_new = changed > 0;
    return ERR_OK;
}

enum err store_tombstone_list(struct ctx *ctx, struct sv after, int64_t count, struct sv **out,
                              size_t *out_count)
{
    struct q_tombstones_after_row *rows = NULL;
    TRY(q_tombstones_after(ctx, after, count, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct sv, *out_count);
    for (size_t i = 0; i < *out_count; i++)
        (*out)[i] = rows[i].hash;
    return ERR_OK;
}
