/* NodeInfo: what this server is, in numbers that name nobody.
 *
 * Spec: NodeInfo 2.0 and 2.1; FEP-2677 (the third link)
 */
#include "api/wellknown/handlers.h"

#include "base/subject.h"
#include "conf/settings.h"
#include "service/engine.h"
#include "service/view_instance.h"
#include "text/json_write.h"

#define ANSWER_BYTES 16384
#define SCHEMA "http://nodeinfo.diaspora.software/ns/schema/"

static void link_write(struct ctx *ctx, struct json_writer *w, const char *rel, const char *path)
{
    json_w_object_begin(w);
    json_w_key_str(w, SV("rel"), SUBJECT_NONE, sv_from(rel));
    json_w_key_str(w, SV("href"), SUBJECT_NONE,
                   sv_printf(ctx->arena, "%" SV_FMT "%s", SV_ARG(ctx->engine->site.base), path));
    json_w_object_end(w);
}

enum err wellknown_nodeinfo_list(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    UNUSED(req);
    struct json_writer w;
    json_w_init(&w, ctx->arena, ANSWER_BYTES);
    json_w_object_begin(&w);
    json_w_key_array(&w, SV("links"));
    link_write(ctx, &w, SCHEMA "2.0", "/nodeinfo/2.0");
    link_write(ctx, &w, SCHEMA "2.1", "/nodeinfo/2.1");
    link_write(ctx, &w, "https://www.w3.org/ns/activitystreams#Application", "/actor");
    json_w_array_end(&w);
    json_w_object_end(&w);
    struct json_fragment fragment;
    TRY(json_w_finish(&w, &fragment));
    http_response_json(res, fragment.bytes);
    return ERR_OK;
}

static void software_write(struct json_writer *w)
{
    json_w_key_object(w, SV("software"));
    json_w_key_str(w, SV("name"), SUBJECT_NONE, SV("efface"));
    json_w_key_str(w, SV("version"), SUBJECT_NONE, SV(EFFACE_VERSION));
    json_w_object_end(w);
    json_w_key_array(w, SV("protocols"));
    json_w_str(w, SUBJECT_NONE, SV("activitypub"));
    json_w_array_end(w);
    json_w_key_object(w, SV("services"));
    json_w_key_array(w, SV("inbound"));
    json_w_array_end(w);
    json_w_key_array(w, SV("outbound"));
    json_w_array_end(w);
    json_w_object_end(w);
}

static void usage_write(struct json_writer *w, const struct instance_totals *counts)
{
    json_w_key_object(w, SV("usage"));
    json_w_key_object(w, SV("users"));
    json_w_key_i64(w, SV("total"), SUBJECT_NONE, counts->users.total);
    json_w_key_i64(w, SV("activeMonth"), SUBJECT_NONE, counts->users.active_month);
    json_w_key_i64(w, SV("activeHalfyear"), SUBJECT_NONE, counts->users.active_half_year);
    json_w_object_end(w);
    json_w_key_i64(w, SV("localPosts"), SUBJECT_NONE, counts->statuses);
    json_w_object_end(w);
}

enum err wellknown_nodeinfo_show(struct ctx *ctx, struct http_request *req,
                                 struct http_response *res)
{
    struct sv version = http_request_value(req, SV("version"));
    bool is_20 = sv_eq(version, SV("2.0"));
    if (!is_20 && !sv_eq(version, SV("2.1")))
        return ERR_NOT_FOUND;
    struct instance_totals counts;
    TRY(service_total_instance(ctx, &counts));
    const struct conf *conf = ctx->engine->conf;
    struct json_writer w;
    json_w_init(&w, ctx->arena, ANSWER_BYTES);
    json_w_object_begin(&w);
    json_w_key_str(&w, SV("version"), SUBJECT_NONE, version);
    software_write(&w);
    json_w_key_bool(&w, SV("openRegistrations"), SUBJECT_NONE,
                    conf_enum(conf, CONF_REGISTRATION) != CONF_REGISTRATION_CLOSED);
    usage_write(&w, &counts);
    json_w_key_object(&w, SV("metadata"));
    json_w_key_str(&w, SV("nodeName"), SUBJECT_NONE, conf_sv(conf, CONF_SERVER_NAME));
    json_w_key_str(&w, SV("nodeDescription"), SUBJECT_NONE, conf_sv(conf, CONF_SERVER_DESCRIPTION));
    json_w_object_end(&w);
    json_w_object_end(&w);
    struct json_fragment fragment;
    TRY(json_w_finish(&w, &fragment));
    http_response_header(res, "Cache-Control", SV("public, max-age=1800"));
    http_response_bytes(res,
                        is_20 ? "application/json; profile=\"" SCHEMA "2.0#\"; charset=utf-8"
                              : "application/json; profile=\"" SCHEMA "2.1#\"; charset=utf-8",
                        fragment.bytes);
    return ERR_OK;
}
