/* Resolve: statuses of other servers, and what they answer. */
#include "fed/resolve.h"

#include "ap/note.h"
#include "ap/value.h"
#include "fed/fetch.h"
#include "fed/inbox/handlers.h"
#include "fed/jobs.h"
#include "service/engine.h"
#include "service/receive_status.h"
#include "store/account.h"
#include "store/status.h"
#include "store/timeline.h"

/* A conversation is fetched upwards so far from where we came in. */
#define PARENTS_MAX 60

enum err fed_resolve_status(struct ctx *ctx, struct sv uri, struct status_id *out)
{
    struct status status;
    struct fed_document document;
    enum err err = service_find_status_uri(ctx, uri, &status);
    if (err == ERR_OK) {
        *out = status.id;
        return ERR_OK;
    }
    if (err != ERR_NOT_FOUND || site_is_local(&ctx->engine->site, uri))
        return err;
    TRY(fed_fetch_document(ctx, uri, &document));
    err = fed_status_store(ctx, document.root, (struct json){ 0 }, account_id(0), true, out);
    if (err == ERR_PARSE || (err == ERR_OK && status_id_is_none(*out)))
        return ERR_NOT_FOUND;
    return err;
}

enum err fed_dereference_parent(struct ctx *ctx, const struct job *job)
{
    struct status status;
    struct fed_document document;
    struct ap_note note;
    struct status_id parent;
    struct thread_reply *below = NULL;
    size_t count = 0;
    enum err err = store_status_get(ctx, status_id(job->subject), &status);
    if (err != ERR_OK || status.is_local)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    TRY(store_thread_descendants(ctx, status.id, PARENTS_MAX, PARENTS_MAX, &below, &count));
    if (count >= PARENTS_MAX)
        return ERR_OK;
    TRY(fed_fetch_document(ctx, status.uri, &document));
    if (ap_note_parse(ctx->arena, document.root, (struct json){ 0 }, &note) != ERR_OK ||
        note.in_reply_to.len == 0)
        return ERR_OK;
    TRY(fed_resolve_status(ctx, note.in_reply_to, &parent));
    err = service_receive_parent(ctx, status.id, parent);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err fed_refresh_actor(struct ctx *ctx, const struct job *job)
{
    struct account account;
    struct account_id id;
    enum err err = store_account_get(ctx, account_id(job->subject), &account);
    if (err != ERR_OK || account_is_local(&account))
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    return fed_resolve_actor(ctx, account.uri, FED_ACTOR_FRESH_MS, &id);
}
