/* Announce. */
#include "service/announce.h"

#include "db/db.h"
#include "service/compose_status.h"
#include "service/custom_emoji.h"
#include "service/engine.h"
#include "service/permit.h"
#include "store/announcement.h"
#include "store/job.h"
#include "stream/stream.h"
#include "text/emoji.h"
#include "text/json_write.h"
#include "text/utf8.h"

#define FORGET_ROWS 1000
#define REACTION_EVENT_BYTES 2048

/* What the after-commit callback needs; in the arena. */
struct told {
    struct stream *stream;
    struct arena *arena;
    enum stream_event_kind kind;
    struct sv payload;
};

static void told_publish(void *arg)
{
    const struct told *told = arg;
    int64_t *ids = NULL;
    size_t count = 0;
    stream_list_ids(told->stream, told->arena, STREAM_CHANNEL_USER, &ids, &count);
    struct stream_event *event =
        stream_event_new(told->kind, told->payload, SV(""), account_id(0), account_id(0));
    for (size_t i = 0; i < count; i++) {
        struct stream_channel channel = { .kind = STREAM_CHANNEL_USER, .id = ids[i] };
        stream_publish(told->stream, &channel, event);
    }
    stream_event_unref(event);
}

/* Inside db_write: everybody who listens hears it once this is committed. */
static void tell(struct ctx *ctx, enum stream_event_kind kind, struct sv payload)
{
    struct told *told = ARENA_NEW(ctx->arena, struct told);
    *told = (struct told){ ctx->engine->stream, ctx->arena, kind, payload };
    if (told->stream != NULL)
        db_after_commit(ctx, told_publish, told);
}

static struct sv id_text(struct ctx *ctx, struct announcement_id id)
{
    return sv_printf(ctx->arena, "%lld", (long long)id.v);
}

static enum err draft_take(struct ctx *ctx, const struct announcement_draft *draft,
                           struct announcement *out)
{
    *out = (struct announcement){
        .id = out->id,
        .text = sv_trim(draft->text),
        .starts_ms = draft->starts_ms,
        .ends_ms = draft->ends_ms,
        .is_all_day = draft->is_all_day && (draft->starts_ms != 0 || draft->ends_ms != 0),
        .updated_ms = ctx->now_ms,
    };
    if (out->text.len == 0 || !utf8_is_valid(out->text) ||
        utf8_count_chars(out->text) > ANNOUNCEMENT_MAX_CHARS)
        return fail(ctx, ERR_VALIDATION, "text of an announcement");
    if (out->ends_ms != 0 && out->ends_ms < out->starts_ms)
        return fail(ctx, ERR_VALIDATION, "an announcement ends before it begins");
    return ERR_OK;
}

static enum err announce_write(struct ctx *ctx, void *arg)
{
    const struct announcement *what = arg;
    struct announcement *list = NULL;
    size_t count = 0;
    TRY(store_announcement_list(ctx, &list, &count));
    if (count >= ANNOUNCEMENTS_MAX)
        return fail(ctx, ERR_VALIDATION, "%d announcements", ANNOUNCEMENTS_MAX);
    tell(ctx, STREAM_EVENT_ANNOUNCEMENT, id_text(ctx, what->id));
    return store_announcement_insert(ctx, what);
}

enum err service_announce(struct ctx *ctx, const struct announcement_draft *draft,
                          struct announcement *out)
{
    struct announcement what = { .id = announcement_id(engine_next_id(ctx)) };
    TRY(service_permit_role(ctx, USER_ROLE_ADMIN));
    TRY(draft_take(ctx, draft, &what));
    TRY(db_write(ctx, announce_write, &what));
    *out = what;
    return ERR_OK;
}

static enum err edit_write(struct ctx *ctx, void *arg)
{
    const struct announcement *what = arg;
    tell(ctx, STREAM_EVENT_ANNOUNCEMENT, id_text(ctx, what->id));
    return store_announcement_update(ctx, what);
}

enum err service_edit_announcement(struct ctx *ctx, struct announcement_id id,
                                   const struct announcement_draft *draft)
{
    struct announcement what = { .id = id };
    TRY(service_permit_role(ctx, USER_ROLE_ADMIN));
    TRY(draft_take(ctx, draft, &what));
    return db_write(ctx, edit_write, &what);
}

static enum err delete_write(struct ctx *ctx, void *arg)
{
    const struct announcement_id *id = arg;
    TRY(store_announcement_delete(ctx, *id));
    tell(ctx, STREAM_EVENT_ANNOUNCEMENT_DELETE, id_text(ctx, *id));
    engine_wake_jobs(ctx);
    return store_job_insert(ctx, job_id(engine_next_id(ctx)), JOB_FORGET_ANNOUNCEMENT,
                            account_id(0), id->v, 0, ctx->now_ms);
}

enum err service_delete_announcement(struct ctx *ctx, struct announcement_id id)
{
    TRY(service_permit_role(ctx, USER_ROLE_ADMIN));
    return db_write(ctx, delete_write, &id);
}

struct forgetting {
    struct announcement_id id;
    int64_t deleted;
};

static enum err forget_write(struct ctx *ctx, void *arg)
{
    struct forgetting *f = arg;
    return store_announcement_forget(ctx, f->id, FORGET_ROWS, &f->deleted);
}

enum err service_forget_announcement(struct ctx *ctx, const struct job *job)
{
    struct forgetting f = { announcement_id(job->subject), FORGET_ROWS };
    while (f.deleted == FORGET_ROWS)
        TRY(db_write(ctx, forget_write, &f));
    return ERR_OK;
}

enum err service_list_all_announcements(struct ctx *ctx, struct announcement **out,
                                        size_t *out_count)
{
    TRY(service_permit_role(ctx, USER_ROLE_ADMIN));
    return store_announcement_list(ctx, out, out_count);
}

static bool has_ended(const struct ctx *ctx, const struct announcement *what)
{
    return what->ends_ms != 0 && what->ends_ms <= ctx->now_ms;
}

/* What the viewer did with all of them. */
struct marks {
    struct announcement_mark *list;
    size_t count;
};

static enum err view_make(struct ctx *ctx, const struct announcement *what,
                          const struct marks *marks, struct announcement_view *out)
{
    struct announcement_view view = { .announcement = *what };
    TRY(service_compose_text(ctx, what->text, &view.words));
    TRY(store_announcement_reactions(ctx, what->id, &view.reactions, &view.reaction_count));
    for (size_t i = 0; i < marks->count; i++) {
        const struct announcement_mark *mark = &marks->list[i];
        if (!announcement_id_eq(mark->announcement, what->id))
            continue;
        view.is_read |= mark->name.len == 0;
        for (size_t j = 0; j < view.reaction_count; j++)
            view.reactions[j].is_mine |= sv_eq(view.reactions[j].name, mark->name);
    }
    *out = view;
    return ERR_OK;
}

enum err service_list_announcements(struct ctx *ctx, struct announcement_view **out,
                                    size_t *out_count)
{
    struct announcement *list = NULL;
    size_t count = 0;
    size_t shown = 0;
    struct marks marks;
    TRY(service_permit_acting(ctx, PAGE_ROLE_ANALYST));
    TRY(store_announcement_list(ctx, &list, &count));
    TRY(store_announcement_marks(ctx, ctx->viewer.account, &marks.list, &marks.count));
    struct announcement_view *views = ARENA_ARRAY(ctx->arena, struct announcement_view, count);
    for (size_t i = 0; i < count; i++)
        if (!has_ended(ctx, &list[i]))
            TRY(view_make(ctx, &list[i], &marks, &views[shown++]));
    *out = views;
    *out_count = shown;
    return ERR_OK;
}

static enum err live_get(struct ctx *ctx, struct announcement_id id, struct announcement *out)
{
    TRY(store_announcement_get(ctx, id, out));
    return has_ended(ctx, out) ? ERR_NOT_FOUND : ERR_OK;
}

enum err service_get_announcement(struct ctx *ctx, struct announcement_id id,
                                  struct announcement_view *out)
{
    struct announcement what;
    struct marks marks;
    TRY(service_permit_acting(ctx, PAGE_ROLE_ANALYST));
    TRY(live_get(ctx, id, &what));
    TRY(store_announcement_marks(ctx, ctx->viewer.account, &marks.list, &marks.count));
    return view_make(ctx, &what, &marks, out);
}

static enum err dismiss_write(struct ctx *ctx, void *arg)
{
    const struct announcement_mark *mark = arg;
    TRY(store_announcement_hold(ctx, mark->announcement));
    return store_announcement_mark_insert(ctx, ctx->viewer.account, mark, engine_next_id(ctx));
}

static enum err permit(struct ctx *ctx, struct announcement_id id)
{
    struct announcement what;
    TRY(service_permit_acting(ctx, PAGE_ROLE_EDITOR));
    return live_get(ctx, id, &what);
}

enum err service_dismiss_announcement(struct ctx *ctx, struct announcement_id id)
{
    struct announcement_mark mark = { id, SV("") };
    TRY(permit(ctx, id));
    return service_write_acting(ctx, dismiss_write, &mark);
}

/* Tell how many there are now; it says nothing of who. */
static enum err reaction_tell(struct ctx *ctx, const struct announcement_mark *mark)
{
    int64_t count = 0;
    struct json_writer w;
    struct json_fragment event;
    struct custom_emoji emoji;
    TRY(store_announcement_reaction_count(ctx, mark, &count));
    json_w_init(&w, ctx->arena, REACTION_EVENT_BYTES);
    json_w_object_begin(&w);
    json_w_key_str(&w, SV("name"), SUBJECT_NONE, mark->name);
    json_w_key_i64(&w, SV("count"), SUBJECT_NONE, count);
    json_w_key_id(&w, SV("announcement_id"), SUBJECT_NONE, mark->announcement.v);
    if (service_find_emoji(ctx, mark->name, &emoji)) {
        const struct site *site = &ctx->engine->site;
        json_w_key_str(&w, SV("url"), SUBJECT_NONE,
                       site_url_of_emoji(ctx->arena, site, &emoji, MEDIA_VERSION_ORIGINAL));
        json_w_key_str(&w, SV("static_url"), SUBJECT_NONE,
                       site_url_of_emoji(ctx->arena, site, &emoji, MEDIA_VERSION_STATIC));
    }
    json_w_object_end(&w);
    TRY(json_w_finish(&w, &event));
    tell(ctx, STREAM_EVENT_ANNOUNCEMENT_REACTION, event.bytes);
    return ERR_OK;
}

static enum err react_write(struct ctx *ctx, void *arg)
{
    const struct announcement_mark *mark = arg;
    struct announcement_reaction *reactions = NULL;
    size_t count = 0;
    bool is_known = false;
    TRY(store_announcement_hold(ctx, mark->announcement));
    TRY(store_announcement_reactions(ctx, mark->announcement, &reactions, &count));
    for (size_t i = 0; i < count; i++)
        is_known |= sv_eq(reactions[i].name, mark->name);
    if (!is_known && count >= ANNOUNCEMENT_REACTIONS_MAX)
        return fail(ctx, ERR_VALIDATION, "%zu different reactions", count);
    TRY(store_announcement_mark_insert(ctx, ctx->viewer.account, mark, engine_next_id(ctx)));
    return reaction_tell(ctx, mark);
}

enum err service_react_to_announcement(struct ctx *ctx, struct announcement_id id, struct sv name)
{
    struct announcement_mark mark = { id, name };
    TRY(permit(ctx, id));
    if (!emoji_is_one(name) && !service_find_emoji(ctx, name, NULL))
        return fail(ctx, ERR_VALIDATION, "no emoji");
    return service_write_acting(ctx, react_write, &mark);
}

static enum err unreact_write(struct ctx *ctx, void *arg)
{
    const struct announcement_mark *mark = arg;
    TRY(store_announcement_mark_delete(ctx, ctx->viewer.account, mark));
    return reaction_tell(ctx, mark);
}

enum err service_unreact_to_announcement(struct ctx *ctx, struct announcement_id id, struct sv name)
{
    struct announcement_mark mark = { id, name };
    TRY(permit(ctx, id));
    if (name.len == 0)
        return ERR_NOT_FOUND;
    return service_write_acting(ctx, unreact_write, &mark);
}
