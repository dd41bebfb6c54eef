/* Ingest: activities received and verified, waiting to be worked. */
#include "store/ingest.h"

#include "store/box.h"
#include "store/keyring.h"
#include "store/queries.h"

static struct box_place place_of(int64_t id)
{
    return (
        struct box_place){ .column = COLUMN_INGEST_BODY_BOX, .row = id, .owner = KEYRING_INSTANCE };
}

enum err store_ingest_seal(struct ctx *ctx, const struct ingest *ingest, struct sv *out)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, KEYRING_INSTANCE, &key));
    *out = box_seal(ctx->arena, &key, place_of(ingest->id), ingest->body);
    return ERR_OK;
}

enum err store_ingest_insert(struct ctx *ctx, const struct ingest *ingest, struct sv body_box)
{
    return q_ingest_insert(ctx, ingest->id, ingest->signer, ingest->recipient, body_box,
                           ingest->received_ms, NULL);
}

enum err store_ingest_get(struct ctx *ctx, int64_t id, struct ingest *out)
{
    struct q_ingest_by_id_row row;
    bool is_found = false;
    TRY(q_ingest_by_id(ctx, id, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, KEYRING_INSTANCE, &key));
    struct sv body;
    TRY(box_open(ctx, &key, place_of(id), row.body_box, &body));
    *out = (struct ingest){ id, row.owner_id, row.recipient_id, body, row.received_ms };
    return ERR_OK;
}

enum err store_seen_has(struct ctx *ctx, struct sv hash, bool *out)
{
    struct q_seen_activity_find_row row;
    return q_seen_activity_find(ctx, hash, out, &row);
}

enum err store_seen_insert(struct ctx *ctx, struct sv hash, bool *out_is_new)
{
    int64_t changed = 0;
    TRY(q_seen_activity_insert(ctx, hash, ctx->now_ms, &changed));
    *out_is_new = changed > 0;
    return ERR_OK;
}

enum err store_seen_sweep(struct ctx *ctx, int64_t before_ms, int64_t count, int64_t *out_swept)
{
    return q_seen_activity_sweep(ctx, before_ms, count, out_swept);
}
