/* Notes in the store. */
#include "store/account_note.h"

#include "store/account.h"
#include "store/box.h"
#include "store/keyring.h"
#include "store/queries.h"

static struct box_place place_of(struct account_note_id id, struct account_id owner)
{
    return (
        struct box_place){ .column = COLUMN_ACCOUNT_NOTE_NOTE_BOX, .row = id.v, .owner = owner };
}

enum err store_account_note_list(struct ctx *ctx, struct account_id owner,
                                 const struct account_id *ids, size_t count, struct sv **out)
{
    assert(count <= STORE_LIST_MAX);
    struct sv *notes = ARENA_ARRAY(ctx->arena, struct sv, count);
    struct q_account_notes_of_row *rows = NULL;
    size_t row_count = 0;
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    if (count > 0)
        TRY(q_account_notes_of(ctx, owner, ids, count, &rows, &row_count));
    if (row_count > 0)
        TRY(keyring_account_key(ctx, owner, &key));
    for (size_t i = 0; i < row_count; i++) {
        struct sv note;
        TRY(box_open(ctx, &key, place_of(rows[i].id, owner), rows[i].note_box, &note));
        for (size_t j = 0; j < count; j++)
            if (account_id_eq(rows[i].target_id, ids[j]))
                notes[j] = note;
    }
    *out = notes;
    return ERR_OK;
}

enum err store_account_note_seal(struct ctx *ctx, struct account_note_id id,
                                 struct account_id owner, struct sv note, struct sv *out_box)
{
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, owner, &key));
    *out_box = box_seal(ctx->arena, &key, place_of(id, owner), note);
    return ERR_OK;
}

enum err store_account_note_upsert(struct ctx *ctx, struct account_note_id id,
                                   struct account_id owner, struct account_id target, struct sv box)
{
    return q_account_note_upsert(ctx, id, owner, target, box, NULL);
}

enum err store_account_note_delete(struct ctx *ctx, struct account_id owner,
                                   struct account_id target)
{
    return q_account_note_delete(ctx, owner, target, NULL);
}
