/* Documents of the instance in the store. */
#include "store/instance_document.h"

#include "store/queries.h"

static enum err found(enum err err, bool is_found, const struct instance_document_row *row,
                      bool *out_found, struct instance_document *out)
{
    TRY(err);
    if (is_found)
        *out = (struct instance_document){
            .kind = (enum instance_document_kind)row->kind,
            .day = row->day,
            .text = row->text,
            .updated_ms = row->updated_ms,
        };
    *out_found = is_found;
    return ERR_OK;
}

enum err store_instance_document_find(struct ctx *ctx, enum instance_document_kind kind,
                                      int64_t day, bool *out_found, struct instance_document *out)
{
    struct instance_document_row row;
    bool is_found = false;
    enum err err = q_instance_document_get(ctx, kind, day, &is_found, &row);
    return found(err, is_found, &row, out_found, out);
}

enum err store_instance_document_find_last(struct ctx *ctx, enum instance_document_kind kind,
                                           int64_t until_day, bool *out_found,
                                           struct instance_document *out)
{
    struct instance_document_row row;
    bool is_found = false;
    enum err err = q_instance_document_last(ctx, kind, until_day, &is_found, &row);
    return found(err, is_found, &row, out_found, out);
}

enum err store_instance_document_find_next(struct ctx *ctx, enum instance_document_kind kind,
                                           int64_t after_day, bool *out_found,
                                           struct instance_document *out)
{
    struct instance_document_row row;
    bool is_found = false;
    enum err err = q_instance_document_next(ctx, kind, after_day, &is_found, &row);
    return found(err, is_found, &row, out_found, out);
}

enum err store_instance_document_upsert(struct ctx *ctx, const struct instance_document *document)
{
    return q_instance_document_upsert(ctx, document->kind, document->day, document->text,
                                      document->updated_ms, NULL);
}

enum err store_instance_document_delete(struct ctx *ctx, enum instance_document_kind kind,
                                        int64_t day)
{
    int64_t changed = 0;
    TRY(q_instance_document_delete(ctx, kind, day, &changed));
    return changed > 0 ? ERR_OK : ERR_NOT_FOUND;
}
