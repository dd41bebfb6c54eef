/* efface announcement. */
#include "app/command/announcement.h"

#include "base/buf.h"
#include "base/num.h"

#include "service/announce.h"
#include "text/date.h"

#define LIST_MAX_BYTES ((size_t)4 << 20)

/* A day, or a time; an end that is a day is the end of that day. */
static enum err time_read(struct ctx *ctx, const struct app_call *call, struct sv name,
                          int64_t *out_ms, bool *out_is_day)
{
    struct sv text = app_call_find(call, name);
    *out_ms = 0;
    if (text.ptr == NULL)
        return ERR_OK;
    *out_is_day = date_parse_day(text, out_ms);
    if (!*out_is_day && !date_parse_iso(text, out_ms))
        return fail(ctx, ERR_BAD_PARAM, "a time is YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ");
    return ERR_OK;
}

static enum err draft_read(struct ctx *ctx, const struct app_call *call,
                           struct announcement_draft *out)
{
    bool starts_on_day = true;
    bool ends_on_day = true;
    struct sv text = app_call_find(call, SV("text"));
    *out = (struct announcement_draft){ .text = text.ptr == NULL ? SV("") : text };
    TRY(time_read(ctx, call, SV("starts"), &out->starts_ms, &starts_on_day));
    TRY(time_read(ctx, call, SV("ends"), &out->ends_ms, &ends_on_day));
    if (out->ends_ms != 0 && ends_on_day)
        out->ends_ms += DATE_DAY_MS - 1;
    out->is_all_day = starts_on_day && ends_on_day;
    return ERR_OK;
}

static enum err refusal(struct ctx *ctx, enum err err)
{
    if (err == ERR_VALIDATION)
        return fail(ctx, ERR_BAD_REQUEST,
                    "an announcement has 1 to %d characters and ends after it starts, and there "
                    "are at most %d",
                    ANNOUNCEMENT_MAX_CHARS, ANNOUNCEMENTS_MAX);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_NOT_FOUND,
                    "there is no such announcement; see efface announcement list");
    return err;
}

static enum err id_read(struct ctx *ctx, const struct app_call *call, int64_t *out)
{
    if (!sv_to_i64(app_call_find(call, SV("id")), out))
        return fail(ctx, ERR_BAD_PARAM,
                    "an announcement is named by its number; see efface announcement list");
    return ERR_OK;
}

enum err command_announcement_add(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    struct announcement_draft draft;
    struct announcement what;
    TRY(draft_read(ctx, call, &draft));
    TRY(refusal(ctx, service_announce(ctx, &draft, &what)));
    *out_text = sv_printf(ctx->arena, "%lld\n", (long long)what.id.v);
    return ERR_OK;
}

enum err command_announcement_edit(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    int64_t id = 0;
    struct announcement_draft draft;
    TRY(id_read(ctx, call, &id));
    TRY(draft_read(ctx, call, &draft));
    *out_text = SV("");
    return refusal(ctx, service_edit_announcement(ctx, announcement_id(id), &draft));
}

static void announcement_print(struct ctx *ctx, struct buf *b, const struct announcement *what)
{
    buf_printf(b, "%lld", (long long)what->id.v);
    if (what->starts_ms != 0)
        buf_printf(b, "  from %" SV_FMT, SV_ARG(date_render_iso(ctx->arena, what->starts_ms)));
    if (what->ends_ms != 0)
        buf_printf(b, "  until %" SV_FMT, SV_ARG(date_render_iso(ctx->arena, what->ends_ms)));
    buf_printf(b, "\n%" SV_FMT "\n\n", SV_ARG(what->text));
}

enum err command_announcement_list(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    UNUSED(call);
    struct buf b;
    struct announcement *list = NULL;
    size_t count = 0;
    buf_init(&b, ctx->arena, LIST_MAX_BYTES);
    TRY(service_list_all_announcements(ctx, &list, &count));
    for (size_t i = 0; i < count; i++)
        announcement_print(ctx, &b, &list[i]);
    *out_text = buf_view(&b);
    return b.is_overflown ? fail(ctx, ERR_LIMIT, "too many announcements to list") : ERR_OK;
}

enum err command_announcement_remove(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    int64_t id = 0;
    TRY(id_read(ctx, call, &id));
    *out_text = SV("");
    return refusal(ctx, service_delete_announcement(ctx, announcement_id(id)));
}
