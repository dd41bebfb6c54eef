/* Intake: a body as it arrives.
 *
 * A multipart form is read while it comes: fields into the arena, files into the sink. Every other body is collected
 * and read when it is whole.
 */
#include "http/intake.h"

#include "base/buf.h"
#include "base/heap.h"
#include "http/route.h"
#include "http/state.h"
#include "http/upload.h"
#include "text/form.h"
#include "text/header.h"
#include "text/json.h"
#include "text/multipart.h"

#define BODY_FIRST_BYTES ((size_t)4096)
/* Query and body together. */
#define PARAMS_MAX_COUNT (FORM_QUERY_MAX_COUNT + FORM_BODY_MAX_COUNT)
#define FIELD_MAX_BYTES ((size_t)FORM_BODY_MAX_BYTES)
#define IGNORED_MAX_BYTES ((uint64_t)1 << 20)

/* A multipart form on its way in. */
struct upload_reader {
    struct multipart parts;
    struct exchange *ex;
    struct params fields;
    struct sv name;            /* of the field that is coming */
    struct buf value;          /* of it */
    struct http_upload *file;  /* the file that is coming; NULL in a field */
    struct http_upload **last; /* where the next file is linked */
    size_t file_count;
};

static bool is_json_type(struct sv type)
{
    return sv_eq(type, SV("application/json")) || sv_ends_with(type, SV("+json"));
}

static bool is_multipart_type(struct sv type)
{
    return sv_eq(type, SV("multipart/form-data"));
}

static bool is_form_type(struct sv type)
{
    return sv_eq(type, SV("application/x-www-form-urlencoded")) || is_multipart_type(type) ||
           is_json_type(type);
}

static bool has_fields(const struct route *route)
{
    return route->body == ROUTE_BODY_PARAMS || route->body == ROUTE_BODY_FILE;
}

/* Count bytes against the server's budget. */
static enum err budget_take(struct exchange *ex, size_t len)
{
    struct http_server *server = ex->loop->server;
    ex->body_counted_bytes += len;
    size_t before = atomic_fetch_add(&server->body_total_bytes, len);
    if (before + len <= server->config.body_total_max_bytes)
        return ERR_OK;
    return fail(&ex->ctx, ERR_BUSY, "too many bodies at one time");
}

static enum err file_begin(struct upload_reader *reader, const struct multipart_part *part)
{
    struct exchange *ex = reader->ex;
    const struct route *route = ex->request.route;
    if (route->body != ROUTE_BODY_FILE)
        return fail(&ex->ctx, ERR_MEDIA_TYPE, "a file where none is read");
    if (++reader->file_count > HTTP_UPLOADS_MAX)
        return fail(&ex->ctx, ERR_LIMIT, "too many files");
    struct http_upload *file = ARENA_NEW(&ex->arena, struct http_upload);
    *file = (struct http_upload){ .ctx = &ex->ctx,
                                  .field = part->name,
                                  .filename = part->filename,
                                  .content_type = part->content_type,
                                  .sink = route->sink != NULL ? route->sink : &http_sink_memory,
                                  .fd = -1 };
    reader->file = file;
    *reader->last = file;
    reader->last = &file->next;
    return file->sink->begin(file);
}

static enum err on_part_begin(void *arg, const struct multipart_part *part)
{
    struct upload_reader *reader = arg;
    if (part->filename.ptr != NULL)
        return file_begin(reader, part);
    reader->name = part->name;
    buf_init(&reader->value, &reader->ex->arena, FIELD_MAX_BYTES);
    return ERR_OK;
}

static enum err on_part_data(void *arg, struct sv data)
{
    struct upload_reader *reader = arg;
    if (reader->file != NULL) {
        TRY(budget_take(reader->ex, data.len));
        reader->file->size_bytes += data.len;
        return reader->file->sink->data(reader->file, data);
    }
    buf_sv(&reader->value, data);
    bool is_over = reader->value.is_overflown || arena_is_over(&reader->ex->arena);
    return is_over ? ERR_TOO_LARGE : ERR_OK;
}

static enum err on_part_end(void *arg)
{
    struct upload_reader *reader = arg;
    struct http_upload *file = reader->file;
    reader->file = NULL;
    if (file != NULL)
        return file->sink->end(file);
    struct sv value = reader->value.len > 0 ? buf_view(&reader->value) : SV("");
    return params_add(&reader->fields, reader->name, value);
}

/* Begin to read a multipart form. */
static enum err reader_new(struct exchange *ex)
{
    struct header_content_type type;
    struct sv header = http_request_header(&ex->request, SV("Content-Type"));
    TRY(header_parse_content_type(&ex->arena, header, &type));
    struct upload_reader *reader = ARENA_NEW(&ex->arena, struct upload_reader);
    reader->ex = ex;
    reader->last = &ex->request.uploads;
    params_init(&reader->fields, &ex->arena, FORM_BODY_MAX_COUNT);
    struct multipart_limits limits = { ex->request.route->max_bytes, FORM_BODY_MAX_COUNT };
    struct multipart_handler handler = { reader, on_part_begin, on_part_data, on_part_end };
    TRY(multipart_init(&reader->parts, &ex->arena, type.boundary, &limits, &handler));
    ex->reader = reader;
    return ERR_OK;
}

static enum err fields_check(struct exchange *ex, struct sv type)
{
    if (!is_form_type(type))
        return ERR_MEDIA_TYPE;
    return is_multipart_type(type) ? reader_new(ex) : ERR_OK;
}

/* No body is unpacked here: what came would be read as something else than what was meant. */
static bool is_packed(const struct http_request *req)
{
    struct sv coding = http_request_header(req, SV("Content-Encoding"));
    return coding.len > 0 && !sv_eq_nocase(coding, SV("identity"));
}

enum err intake_check(struct exchange *ex)
{
    const struct route *route = ex->request.route;
    bool is_read = route->body != ROUTE_BODY_NONE;
    if (is_read && is_packed(&ex->request))
        return ERR_MEDIA_TYPE;
    if (is_read && ex->content_length > (int64_t)route->max_bytes)
        return ERR_TOO_LARGE;
    struct sv type = http_request_media_type(&ex->request);
    switch (route->body) {
    case ROUTE_BODY_JSON:
        return is_json_type(type) ? ERR_OK : ERR_MEDIA_TYPE;
    case ROUTE_BODY_PARAMS:
    case ROUTE_BODY_FILE:
        return fields_check(ex, type);
    case ROUTE_BODY_NONE:
    case ROUTE_BODY_RAW:
        return ERR_OK;
    }
    return ERR_MEDIA_TYPE;
}

/* Keep the bytes on the heap; the block grows with what came. */
static enum err body_append(struct exchange *ex, struct sv bytes)
{
    size_t need = ex->body_len + bytes.len;
    if (need > ex->request.route->max_bytes)
        return ERR_TOO_LARGE;
    if (need > ex->body_cap) {
        size_t cap = ex->body_cap == 0 ? BODY_FIRST_BYTES : ex->body_cap * 2;
        cap = cap < need ? need : cap;
        TRY(budget_take(ex, cap - ex->body_cap));
        ex->body = heap_resize(ex->body, cap);
        ex->body_cap = cap;
    }
    memcpy(ex->body + ex->body_len, bytes.ptr, bytes.len);
    ex->body_len = need;
    return ERR_OK;
}

enum err intake_take(struct exchange *ex, struct sv bytes)
{
    if (ex->request.route->body == ROUTE_BODY_NONE)
        return ex->body_taken_bytes > IGNORED_MAX_BYTES ? ERR_TOO_LARGE : ERR_OK;
    return ex->reader != NULL ? multipart_feed(&ex->reader->parts, bytes) : body_append(ex, bytes);
}

static enum err json_fields_read(struct exchange *ex, struct sv body)
{
    struct json json;
    TRY(json_parse(&ex->arena, body, &json_limits_default, &json, NULL));
    return form_add_json(json, &ex->params);
}

static enum err multipart_fields_read(struct exchange *ex)
{
    const struct upload_reader *reader = ex->reader;
    TRY(multipart_end(&reader->parts));
    for (size_t i = 0; i < reader->fields.list.count; i++) {
        const struct param *field = &reader->fields.list.items[i];
        TRY(params_add(&ex->params, field->name, field->value));
    }
    return ERR_OK;
}

/* The body's fields, behind the query's, so that they win. */
static enum err body_fields_read(struct exchange *ex)
{
    struct sv body = sv_make(ex->body, ex->body_len);
    if (ex->reader != NULL)
        return multipart_fields_read(ex);
    if (body.len == 0)
        return ERR_OK;
    if (is_json_type(http_request_media_type(&ex->request)))
        return json_fields_read(ex, body);
    return form_parse_body(body, &ex->params);
}

enum err intake_finish(struct exchange *ex)
{
    struct http_request *req = &ex->request;
    req->params = &ex->params;
    TRY(form_parse_query(&ex->arena, req->parsed.query, &ex->params));
    ex->params.max_count = PARAMS_MAX_COUNT;
    if (has_fields(req->route))
        return body_fields_read(ex);
    req->body = ex->body_len == 0 ? SV("") : sv_make(ex->body, ex->body_len);
    return ERR_OK;
}

void intake_done(struct exchange *ex)
{
    for (struct http_upload *file = ex->request.uploads; file != NULL; file = file->next)
        file->sink->done(file);
    ex->request.uploads = NULL;
    ex->reader = NULL;
    heap_free(ex->body);
    ex->body = NULL;
    ex->body_cap = 0;
    ex->body_len = 0;
    atomic_fetch_sub(&ex->loop->server->body_total_bytes, ex->body_counted_bytes);
    ex->body_counted_bytes = 0;
}
