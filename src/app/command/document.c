/* efface document. */
#include "app/command/document.h"

#include "base/clock.h"

#include "service/publish_document.h"
#include "text/date.h"

/* Terms are of a day, today unless one is named; the others are of none. */
static enum err which_read(struct ctx *ctx, const struct app_call *call,
                           enum instance_document_kind *out_kind, int64_t *out_day)
{
    struct sv date = app_call_find(call, SV("date"));
    int64_t day_ms = ctx->now_ms;
    if (!instance_document_parse(app_call_find(call, SV("name")), out_kind))
        return fail(ctx, ERR_BAD_PARAM, "a document is description, privacy or terms");
    *out_day = 0;
    if (*out_kind != INSTANCE_DOCUMENT_TERMS)
        return date.ptr == NULL ? ERR_OK : fail(ctx, ERR_BAD_PARAM, "only terms have a date");
    if (date.ptr != NULL && !date_parse_day(date, &day_ms))
        return fail(ctx, ERR_BAD_PARAM, "a date is YYYY-MM-DD");
    *out_day = day_ms / MS_PER_DAY;
    return ERR_OK;
}

enum err command_document_publish(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    enum instance_document_kind kind;
    int64_t day = 0;
    TRY(which_read(ctx, call, &kind, &day));
    enum err err = service_publish_document(ctx, kind, day, app_call_find(call, SV("text")));
    if (err == ERR_VALIDATION)
        return fail(ctx, ERR_BAD_REQUEST, "a document is UTF-8 text of 1 byte to 64 KiB");
    *out_text = SV("");
    return err;
}

enum err command_document_withdraw(struct ctx *ctx, struct app_call *call, struct sv *out_text)
{
    enum instance_document_kind kind;
    int64_t day = 0;
    TRY(which_read(ctx, call, &kind, &day));
    enum err err = service_withdraw_document(ctx, kind, day);
    *out_text = SV("");
    return err == ERR_NOT_FOUND ? fail(ctx, err, "there is no such document") : err;
}
