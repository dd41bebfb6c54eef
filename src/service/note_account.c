/* Note an account. */
#include "service/note_account.h"

#include "service/engine.h"
#include "service/permit.h"
#include "service/tie.h"
#include "store/account.h"
#include "store/account_note.h"
#include "store/relation.h"
#include "text/utf8.h"

struct noting {
    struct account_note_id id;
    struct account_id owner;
    struct account_id target;
    struct sv box; /* empty: the note goes */
};

static enum err note_write(struct ctx *ctx, void *arg)
{
    const struct noting *n = arg;
    if (n->box.len == 0)
        return store_account_note_delete(ctx, n->owner, n->target);
    return store_account_note_upsert(ctx, n->id, n->owner, n->target, n->box);
}

enum err service_note_account(struct ctx *ctx, struct account_id target, struct sv text,
                              struct relationship *out)
{
    struct account own;
    struct account other;
    struct noting n = { account_note_id(engine_next_id(ctx)), ctx->viewer.account, target, SV("") };
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    TRY(service_tie_load(ctx, n.owner, target, &own, &other));
    text = sv_trim(text);
    if (!utf8_is_valid(text) || utf8_count_chars(text) > ACCOUNT_NOTE_MAX_CHARS)
        return fail(ctx, ERR_VALIDATION, "a note of %zu bytes", text.len);
    if (text.len > 0)
        TRY(store_account_note_seal(ctx, n.id, n.owner, text, &n.box));
    TRY(service_tie_write(ctx, n.owner, target, note_write, &n));
    TRY(store_relationship_get(ctx, n.owner, target, out));
    out->note = text;
    return ERR_OK;
}

enum err service_hang_notes(struct ctx *ctx, struct relationship *relations, size_t count)
{
    for (size_t at = 0; at < count; at += STORE_LIST_MAX) {
        size_t page = count - at < STORE_LIST_MAX ? count - at : STORE_LIST_MAX;
        struct account_id ids[STORE_LIST_MAX];
        struct sv *notes = NULL;
        for (size_t i = 0; i < page; i++)
            ids[i] = relations[at + i].account;
        TRY(store_account_note_list(ctx, ctx->viewer.account, ids, page, &notes));
        for (size_t i = 0; i < page; i++)
            relations[at + i].note = notes[i];
    }
    return ERR_OK;
}
