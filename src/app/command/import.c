/* efface import. */
#include "app/command/import.h"

#include "base/buf.h"

#include "service/import_archive.h"
#include "store/account.h"

#define REPORT_MAX_BYTES ((size_t)16 << 10)

/* What is counted: of one, of several. */
struct words {
    const char *one;
    const char *many;
};

static const struct words skip_words[ARCHIVE_SKIP_COUNT] = {
    [ARCHIVE_SKIP_BOOST] = { "boost: other people's words", "boosts: other people's words" },
    [ARCHIVE_SKIP_DIRECT] = { "direct message: other people's conversation too",
                              "direct messages: other people's conversations too" },
    [ARCHIVE_SKIP_FOREIGN] = { "post by somebody else", "posts by somebody else" },
    [ARCHIVE_SKIP_OTHER] = { "activity that is no post", "activities that are no posts" },
    [ARCHIVE_SKIP_BROKEN] = { "unreadable entry", "unreadable entries" },
};

struct reporter {
    struct ctx *ctx;
    struct app_call *call;
};

static void report_progress(void *arg, int64_t done, int64_t total)
{
    struct reporter *r = arg;
    r->call->progress(r->call->arg, r->ctx, done, total);
}

static void counted(struct buf *b, int64_t count, const struct words *words)
{
    buf_printf(b, "%lld %s", (long long)count, count == 1 ? words->one : words->many);
}

static void totals(struct buf *b, const char *what, int64_t posts, int64_t pictures)
{
    buf_printf(b, "%s: ", what);
    counted(b, posts, &(struct words){ "post", "posts" });
    buf_lit(b, ", ");
    counted(b, pictures, &(struct words){ "picture", "pictures" });
    buf_lit(b, ".\n");
}

static void line(struct buf *b, int64_t count, const struct words *words)
{
    if (count == 0)
        return;
    buf_lit(b, "  ");
    counted(b, count, words);
    buf_char(b, '\n');
}

static void skipped_print(struct buf *b, const struct import_report *r)
{
    const struct {
        int64_t count;
        struct words words;
    } rest[] = {
        { r->posts_erased,
          { "post that was erased here: it does not come back",
            "posts that were erased here: they do not come back" } },
        { r->posts_twice,
          { "post that the archive has twice", "posts that the archive has twice" } },
        { r->items_oversized, { "entry that is too large", "entries that are too large" } },
        { r->media_missing,
          { "picture that the archive does not have", "pictures that the archive does not have" } },
        { r->media_refused,
          { "attachment that is no picture this server takes",
            "attachments that are no pictures this server takes" } },
        { r->media_extra, { "picture beyond four of a post", "pictures beyond four of a post" } },
        { r->likes, { "like of another's post", "likes of others' posts" } },
        { r->bookmarks, { "bookmark of another's post", "bookmarks of others' posts" } },
    };

    for (size_t i = 1; i < ARCHIVE_SKIP_COUNT; i++)
        line(b, r->posts_skipped[i], &skip_words[i]);
    for (size_t i = 0; i < ARRAY_COUNT(rest); i++)
        line(b, rest[i].count, &rest[i].words);
}

static struct sv report_print(struct arena *a, const struct import_report *r)
{
    struct buf b;
    struct buf skipped;
    buf_init(&b, a, REPORT_MAX_BYTES);
    buf_init(&skipped, a, REPORT_MAX_BYTES);
    totals(&b, "Taken", r->posts_taken, r->media_taken);
    if (r->posts_known > 0 || r->media_known > 0)
        totals(&b, "Here before", r->posts_known, r->media_known);
    skipped_print(&skipped, r);
    buf_printf(&b, "Skipped:%s\n", skipped.len > 0 ? "" : " nothing.");
    buf_sv(&b, buf_view(&skipped));
    return buf_view(&b);
}

/* Why it ended; what it took before is said, since that stays. */
static enum err failed(struct ctx *ctx, enum err err, struct sv handle,
                       const struct import_report *r)
{
    if (err == ERR_KEY_GONE) {
        ctx->error.err = ERR_OK;
        return fail(ctx, err, "@%" SV_FMT " was erased meanwhile: nothing of the import stays",
                    SV_ARG(handle));
    }
    if (err != ERR_VALIDATION && err != ERR_LIMIT)
        return err;
    struct sv why = err == ERR_VALIDATION ? archive_problem_text(r->problem)
                                          : SV("The archive has more in it than is accepted");
    struct buf taken;
    buf_init(&taken, ctx->arena, 64);
    buf_lit(&taken, "nothing was taken");
    if (r->posts_taken > 0) {
        buf_init(&taken, ctx->arena, 64);
        counted(&taken, r->posts_taken,
                &(struct words){ "post was taken before", "posts were taken before" });
    }
    ctx->error.err = ERR_OK;
    return fail(ctx, err, "%" SV_FMT "; %" SV_FMT, SV_ARG(why), SV_ARG(buf_view(&taken)));
}

enum err command_import(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    struct sv handle = app_call_find(call, SV("as"));
    if (sv_starts_with(handle, SV("@")))
        handle = sv_from_offset(handle, 1);
    struct account account;
    TRY(app_call_account(ctx, handle, SV(""), &account));
    if (call->file_count != 1)
        return fail(ctx, ERR_BAD_PARAM, "no archive was passed along");
    struct reporter reporter = { ctx, call };
    struct import_order order = { .fd = call->files[0],
                                  .owner = account.id,
                                  .progress = report_progress,
                                  .progress_arg = &reporter };
    struct import_report report = { 0 };
    enum err err = service_import_archive(ctx, &order, &report);
    if (err != ERR_OK)
        return failed(ctx, err, handle, &report);
    *out_text = report_print(ctx->arena, &report);
    return ERR_OK;
}
