/* Tell conversations. */
#include "service/tell_conversations.h"

#include "base/buf.h"
#include "crypto/hash.h"
#include "db/db.h"
#include "service/domain_rule.h"
#include "service/engine.h"
#include "store/conversation.h"
#include "stream/stream.h"

#define ID_BYTES_MAX ((size_t)20)

/* What the after-commit callback needs; in the arena. */
struct told {
    struct stream *stream;
    struct account_id owner;
    struct account_id from;
    struct sv payload;
};

static int id_compare(const void *a, const void *b)
{
    const struct account_id *left = a;
    const struct account_id *right = b;
    return (left->v > right->v) - (left->v < right->v);
}

struct sv service_conversation_people(struct ctx *ctx, const struct status *status)
{
    if (status->visibility != VISIBILITY_DIRECT)
        return SV("");
    struct account_id *ids = ARENA_ARRAY(ctx->arena, struct account_id, status->mention_count + 1);
    size_t count = 0;
    ids[count++] = status->account;
    for (size_t i = 0; i < status->mention_count; i++)
        if (!status->mentions[i].is_silent)
            ids[count++] = status->mentions[i].account;
    qsort(ids, count, sizeof *ids, id_compare);
    struct buf b;
    buf_init(&b, ctx->arena, count * ID_BYTES_MAX);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && account_id_eq(ids[i], ids[i - 1]))
            continue;
        buf_i64(&b, ids[i].v);
        buf_char(&b, ' ');
    }
    struct hash16 hash = crypto_keyed_hash16(&ctx->engine->token_key, buf_view(&b));
    return sv_make(arena_copy(ctx->arena, hash.bytes, sizeof hash.bytes), sizeof hash.bytes);
}

static void told_publish(void *arg)
{
    const struct told *told = arg;
    struct stream_channel channel = { .kind = STREAM_CHANNEL_DIRECT, .id = told->owner.v };
    if (!stream_has_listener(told->stream, &channel))
        return;
    struct stream_event *event = stream_event_new(STREAM_EVENT_CONVERSATION, told->payload, SV(""),
                                                  told->from, account_id(0));
    stream_publish(told->stream, &channel, event);
    stream_event_unref(event);
}

static void publish(struct ctx *ctx, struct account_id owner, struct account_id from,
                    struct conversation_id id)
{
    struct told *told = ARENA_NEW(ctx->arena, struct told);
    *told = (struct told){ .stream = ctx->engine->stream,
                           .owner = owner,
                           .from = from,
                           .payload = sv_printf(ctx->arena, "%lld", (long long)id.v) };
    db_after_commit(ctx, told_publish, told);
}

/* Of silenced accounts, and of those of silenced servers, only who follows them hears. */
static enum err is_unheard(struct ctx *ctx, const struct conversation_doubt *doubt, bool *out)
{
    *out = doubt->is_refused;
    if (*out || doubt->is_followed)
        return ERR_OK;
    *out = doubt->is_silenced;
    return *out ? ERR_OK : service_domain_is_silenced(ctx, doubt->domain, out);
}

static enum conversation_mark mark_of(bool is_own, bool is_quiet)
{
    if (is_own)
        return CONVERSATION_READ;
    return is_quiet ? CONVERSATION_AS_IT_WAS : CONVERSATION_UNREAD;
}

static struct conversation_place place_of(struct ctx *ctx, const struct status *status,
                                          struct sv people, struct account_id owner)
{
    return (struct conversation_place){ .id = conversation_id(engine_next_id(ctx)),
                                        .owner = owner,
                                        .thread = status->thread,
                                        .people_hash = people };
}

enum err service_tell_conversation(struct ctx *ctx, const struct status *status, struct sv people,
                                   struct account_id account)
{
    assert(db_is_writing(ctx));
    if (status->visibility != VISIBILITY_DIRECT)
        return ERR_OK;
    struct conversation_doubt doubt;
    bool is_own = account_id_eq(account, status->account);
    bool is_refused = false;
    TRY(store_conversation_doubt(ctx, account, status->account, status->thread, &doubt));
    if (is_own)
        is_refused = doubt.is_refused;
    else
        TRY(is_unheard(ctx, &doubt, &is_refused));
    if (is_refused)
        return ERR_OK;
    struct conversation_place place = place_of(ctx, status, people, account);
    struct conversation_id id;
    bool is_new = false;
    TRY(store_conversation_add(ctx, &place, status->id, mark_of(is_own, doubt.is_quiet), &id,
                               &is_new));
    if (is_new && !doubt.is_quiet)
        publish(ctx, account, status->account, id);
    return ERR_OK;
}

enum err service_tell_conversations(struct ctx *ctx, const struct status *status, struct sv people)
{
    TRY(service_tell_conversation(ctx, status, people, status->account));
    for (size_t i = 0; i < status->mention_count; i++)
        TRY(service_tell_conversation(ctx, status, people, status->mentions[i].account));
    return ERR_OK;
}

static bool is_addressed(const struct status *status, struct account_id account)
{
    if (account_id_eq(account, status->account))
        return true;
    for (size_t i = 0; i < status->mention_count; i++)
        if (account_id_eq(status->mentions[i].account, account))
            return true;
    return false;
}

enum err service_retell_conversations(struct ctx *ctx, const struct status *before,
                                      const struct status *after, struct sv people)
{
    if (after->visibility != VISIBILITY_DIRECT)
        return ERR_OK;
    for (size_t i = 0; i < before->mention_count; i++) {
        struct conversation was;
        bool had_it = false;
        if (!is_addressed(after, before->mentions[i].account))
            TRY(store_conversation_take(ctx, before->mentions[i].account, after->id, &had_it,
                                        &was));
    }
    for (size_t i = 0; i < after->mention_count; i++)
        if (!is_addressed(before, after->mentions[i].account))
            TRY(service_tell_conversation(ctx, after, people, after->mentions[i].account));
    return ERR_OK;
}

enum err service_move_conversations(struct ctx *ctx, const struct status *status, struct sv people)
{
    struct account_id *owners = NULL;
    size_t count = 0;
    if (status->visibility != VISIBILITY_DIRECT)
        return ERR_OK;
    TRY(store_conversation_owners(ctx, status->id, &owners, &count));
    for (size_t i = 0; i < count; i++) {
        struct conversation was;
        bool had_it = false;
        TRY(store_conversation_take(ctx, owners[i], status->id, &had_it, &was));
        if (!had_it)
            continue;
        struct conversation_place place = place_of(ctx, status, people, owners[i]);
        struct conversation_id id;
        bool is_new = false;
        TRY(store_conversation_add(ctx, &place, status->id,
                                   was.is_unread ? CONVERSATION_UNREAD : CONVERSATION_AS_IT_WAS,
                                   &id, &is_new));
    }
    return ERR_OK;
}
