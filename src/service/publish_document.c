/* Publish documents of the instance. */
#include "service/publish_document.h"

#include "base/clock.h"
#include "db/db.h"
#include "service/permit.h"
#include "store/instance_document.h"
#include "text/utf8.h"

enum err service_find_document(struct ctx *ctx, enum instance_document_kind kind, bool *out_found,
                               struct instance_document *out)
{
    return store_instance_document_find(ctx, kind, 0, out_found, out);
}

static enum err terms_fill(struct ctx *ctx, const struct instance_document *document,
                           struct terms *out)
{
    struct instance_document next;
    bool has_next = false;
    TRY(store_instance_document_find_next(ctx, INSTANCE_DOCUMENT_TERMS, document->day, &has_next,
                                          &next));
    *out = (struct terms){
        .document = *document,
        .is_effective = document->day <= ctx->now_ms / MS_PER_DAY,
        .next_day = has_next ? next.day : 0,
    };
    return ERR_OK;
}

enum err service_get_terms(struct ctx *ctx, struct terms *out)
{
    struct instance_document document;
    bool is_found = false;
    int64_t today = ctx->now_ms / MS_PER_DAY;
    TRY(store_instance_document_find_last(ctx, INSTANCE_DOCUMENT_TERMS, today, &is_found,
                                          &document));
    if (!is_found)
        TRY(store_instance_document_find_next(ctx, INSTANCE_DOCUMENT_TERMS, today, &is_found,
                                              &document));
    return is_found ? terms_fill(ctx, &document, out) : ERR_NOT_FOUND;
}

enum err service_get_terms_of(struct ctx *ctx, int64_t day, struct terms *out)
{
    struct instance_document document;
    bool is_found = false;
    TRY(store_instance_document_find(ctx, INSTANCE_DOCUMENT_TERMS, day, &is_found, &document));
    return is_found ? terms_fill(ctx, &document, out) : ERR_NOT_FOUND;
}

static enum err publish_write(struct ctx *ctx, void *arg)
{
    return store_instance_document_upsert(ctx, arg);
}

enum err service_publish_document(struct ctx *ctx, enum instance_document_kind kind, int64_t day,
                                  struct sv text)
{
    struct instance_document document = { kind, day, sv_trim(text), ctx->now_ms };
    TRY(service_permit_role(ctx, USER_ROLE_ADMIN));
    if (kind == INSTANCE_DOCUMENT_TERMS ? day < 1 : day != 0)
        return fail(ctx, ERR_VALIDATION, "day of a document");
    if (document.text.len == 0 || document.text.len > INSTANCE_DOCUMENT_MAX_BYTES ||
        !utf8_is_valid(document.text))
        return fail(ctx, ERR_VALIDATION, "text of a document");
    return db_write(ctx, publish_write, &document);
}

static enum err withdraw_write(struct ctx *ctx, void *arg)
{
    const struct instance_document *document = arg;
    return store_instance_document_delete(ctx, document->kind, document->day);
}

enum err service_withdraw_document(struct ctx *ctx, enum instance_document_kind kind, int64_t day)
{
    struct instance_document document = { .kind = kind, .day = day };
    TRY(service_permit_role(ctx, USER_ROLE_ADMIN));
    return db_write(ctx, withdraw_write, &document);
}
