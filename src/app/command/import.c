/* efface import. */
#include "app/command/import.h"

#include "base/buf.h"

#include "service/import_archive.h"
#include "store/account.h"

#define REPORT_MAX_BYTES ((size_t)16 << 10)

static const char *const skip_words[ARCHIVE_SKIP_COUNT] = {
    [ARCHIVE_SKIP_NONE] = "",
    [ARCHIVE_SKIP_BOOST] = "boosts: the words are other people's",
    [ARCHIVE_SKIP_DIRECT] = "direct messages: other people's conversation too",
    [ARCHIVE_SKIP_FOREIGN] = "by somebody else",
    [ARCHIVE_SKIP_OTHER] = "other activities than posts",
    [ARCHIVE_SKIP_BROKEN] = "unreadable",
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

static void line(struct buf *b, int64_t count, const char *what)
{
    if (count > 0)
        buf_printf(b, "  %lld %s\n", (long long)count, what);
}

static int64_t skipped_total(const struct import_report *r)
{
    int64_t total = r->posts_twice + r->posts_erased + r->items_oversized;
    for (size_t i = 0; i < ARCHIVE_SKIP_COUNT; i++)
        total += r->posts_skipped[i];
    return total;
}

static struct sv report_print(struct arena *a, const struct import_report *r)
{
    struct buf b;
    buf_init(&b, a, REPORT_MAX_BYTES);
    buf_printf(&b, "Taken: %lld posts, %lld pictures. Here before: %lld posts, %lld pictures.\n",
               (long long)r->posts_taken, (long long)r->media_taken, (long long)r->posts_known,
               (long long)r->media_known);
    buf_printf(&b, "Skipped: %lld posts\n", (long long)skipped_total(r));
    for (size_t i = 1; i < ARCHIVE_SKIP_COUNT; i++)
        line(&b, r->posts_skipped[i], skip_words[i]);
    line(&b, r->posts_erased, "were imported before and erased since: they do not come back");
    line(&b, r->posts_twice, "stood in the archive twice");
    line(&b, r->items_oversized, "were too large");
    line(&b, r->media_missing, "pictures are not in the archive");
    line(&b, r->media_refused, "attachments are no picture this server takes");
    line(&b, r->media_extra, "pictures beyond four of one post");
    line(&b, r->likes, "likes: those are other people's posts");
    line(&b, r->bookmarks, "bookmarks: those are other people's posts");
    return buf_view(&b);
}

enum err command_import(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    struct sv handle = app_call_find(call, SV("as"));
    if (sv_starts_with(handle, SV("@")))
        handle = sv_from_offset(handle, 1);
    struct account account;
    bool is_found = false;
    TRY(store_account_find_handle(ctx, handle, SV(""), &is_found, &account));
    if (!is_found)
        return fail(ctx, ERR_NOT_FOUND, "there is no @%" SV_FMT " here", SV_ARG(handle));
    if (call->file_count != 1)
        return fail(ctx, ERR_BAD_PARAM, "no archive was passed along");
    struct reporter reporter = { ctx, call };
    struct import_order order = { .fd = call->files[0],
                                  .owner = account.id,
                                  .progress = report_progress,
                                  .progress_arg = &reporter };
    struct import_report report = { 0 };
    enum err err = service_import_archive(ctx, &order, &report);
    if (err == ERR_VALIDATION) {
        struct sv why = archive_problem_text(report.problem);
        ctx->error.err = ERR_OK;
        return fail(ctx, ERR_BAD_REQUEST, "%" SV_FMT " (%lld posts taken before)", SV_ARG(why),
                    (long long)report.posts_taken);
    }
    TRY(err);
    *out_text = report_print(ctx->arena, &report);
    return ERR_OK;
}
