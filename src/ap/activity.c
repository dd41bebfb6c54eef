/* Activity: what somebody did to an object. */
#include "ap/activity.h"

#include "ap/context.h"
#include "ap/value.h"
#include "text/date.h"
#include "text/utf8.h"

#define COMMENT_MAX_BYTES 5000

enum err ap_activity_parse(struct arena *a, struct json document, struct ap_activity *out)
{
    struct ap_activity activity = { .type = ap_type_of(document) };
    if (json_kind(document) != JSON_OBJECT || ap_type_class(activity.type) != AP_CLASS_ACTIVITY)
        return ERR_PARSE;
    activity.id = ap_id(document);
    activity.actor = ap_get_id(document, SV("actor"));
    if (activity.actor.len == 0)
        return ERR_PARSE;
    struct json_iter it = json_each_of(ap_get(document, SV("object")));
    if (json_next(&it))
        activity.object = it.value;
    activity.object_id = ap_id(activity.object);
    activity.object_type = ap_type_of(activity.object);
    activity.target = ap_get_id(document, SV("target"));
    activity.content = utf8_cut_bytes(ap_get_text(document, SV("content")), COMMENT_MAX_BYTES);
    (void)ap_time(ap_get(document, SV("published")), &activity.published_ms);
    ap_audience_parse(a, document, (struct json){ 0 }, &activity.audience);
    *out = activity;
    return ERR_OK;
}

static enum ap_type type_of(enum activity_kind kind)
{
    switch (kind) {
    case ACTIVITY_CREATE:
    case ACTIVITY_VOTE:
        return AP_CREATE;
    case ACTIVITY_UPDATE:
    case ACTIVITY_UPDATE_ACTOR:
        return AP_UPDATE;
    case ACTIVITY_DELETE:
    case ACTIVITY_DELETE_ACTOR:
        return AP_DELETE;
    case ACTIVITY_ANNOUNCE:
        return AP_ANNOUNCE;
    case ACTIVITY_LIKE:
        return AP_LIKE;
    case ACTIVITY_FOLLOW:
        return AP_FOLLOW;
    case ACTIVITY_BLOCK:
        return AP_BLOCK;
    case ACTIVITY_ACCEPT_FOLLOW:
        return AP_ACCEPT;
    case ACTIVITY_REJECT_FOLLOW:
        return AP_REJECT;
    case ACTIVITY_FLAG:
        return AP_FLAG;
    case ACTIVITY_UNDO_ANNOUNCE:
    case ACTIVITY_UNDO_LIKE:
    case ACTIVITY_UNDO_FOLLOW:
    case ACTIVITY_UNDO_BLOCK:
        return AP_UNDO;
    case ACTIVITY_KIND_COUNT:
        break;
    }
    return AP_UNKNOWN;
}

/* What an Undo takes back. */
static enum activity_kind undone(enum activity_kind kind)
{
    assert(type_of(kind) == AP_UNDO);
    return (enum activity_kind)(kind - 1);
}

static struct sv vote_id(struct arena *a, const struct ap_outgoing *o)
{
    return sv_printf(a, "%" SV_FMT "#votes/%lld", SV_ARG(o->actor), (long long)o->id);
}

/* Something that is repeated needs an id of its own each time, or receivers drop the second as a duplicate. */
static struct sv id_of(struct arena *a, const struct site *site, const struct ap_outgoing *o)
{
    /* Many choose one option. */
    if (o->kind == ACTIVITY_VOTE)
        return sv_printf(a, "%" SV_FMT "/activity", SV_ARG(vote_id(a, o)));
    struct sv id = site_activity_uri(a, site, o->kind, o->id);
    if (o->kind != ACTIVITY_UPDATE && o->kind != ACTIVITY_UPDATE_ACTOR)
        return id;
    return sv_printf(a, "%" SV_FMT "#%lld", SV_ARG(id), (long long)o->at_ms);
}

static void head_write(struct json_writer *w, struct sv id, enum ap_type type,
                       const struct ap_outgoing *o)
{
    json_w_key_str(w, SV("id"), SUBJECT_NONE, id);
    json_w_key_str(w, SV("type"), SUBJECT_NONE, ap_type_name(type));
    json_w_key_str(w, SV("actor"), o->about, o->actor);
}

/* An activity inside another: id, type, actor, object. */
static void inner_write(struct json_writer *w, struct sv id, enum ap_type type, struct sv actor,
                        struct sv object, struct subject about)
{
    json_w_key_object(w, SV("object"));
    json_w_key_str(w, SV("id"), about, id);
    json_w_key_str(w, SV("type"), SUBJECT_NONE, ap_type_name(type));
    json_w_key_str(w, SV("actor"), about, actor);
    if (object.len > 0)
        json_w_key_str(w, SV("object"), about, object);
    json_w_object_end(w);
}

static void audience_write(struct json_writer *w, const struct ap_outgoing *o)
{
    ap_audience_render(w, o->visibility, o->followers, o->named, o->named_count, o->about);
}

static void public_write(struct json_writer *w)
{
    json_w_key_array(w, SV("to"));
    json_w_str(w, SUBJECT_NONE, SV(AP_PUBLIC));
    json_w_array_end(w);
}

static void delete_write(struct json_writer *w, const struct ap_outgoing *o)
{
    public_write(w);
    json_w_key_object(w, SV("object"));
    json_w_key_str(w, SV("id"), SUBJECT_NONE, o->object);
    json_w_key_str(w, SV("type"), SUBJECT_NONE, SV("Tombstone"));
    json_w_object_end(w);
}

static void flag_write(struct json_writer *w, const struct ap_outgoing *o)
{
    json_w_key_str(w, SV("content"), o->about, o->comment.ptr == NULL ? SV("") : o->comment);
    json_w_key_array(w, SV("object"));
    json_w_str(w, o->about, o->object);
    for (size_t i = 0; i < o->reported_count; i++)
        json_w_str(w, o->about, o->reported[i]);
    json_w_array_end(w);
    json_w_key_str(w, SV("to"), o->about, o->object);
}

static void undo_write(struct json_writer *w, struct arena *a, const struct site *site,
                       const struct ap_outgoing *o)
{
    struct ap_outgoing before = *o;
    before.kind = undone(o->kind);
    if (o->kind == ACTIVITY_UNDO_ANNOUNCE)
        audience_write(w, o);
    inner_write(w, id_of(a, site, &before), type_of(before.kind), o->actor, o->object, o->about);
}

/* For the author of the poll and nobody else. */
static void vote_write(struct json_writer *w, struct arena *a, const struct ap_outgoing *o)
{
    struct sv author = o->named_count > 0 ? o->named[0] : (struct sv){ NULL, 0 };
    json_w_key_str(w, SV("to"), o->about, author);
    json_w_key_object(w, SV("object"));
    json_w_key_str(w, SV("id"), SUBJECT_NONE, vote_id(a, o));
    json_w_key_str(w, SV("type"), SUBJECT_NONE, SV("Note"));
    json_w_key_str(w, SV("name"), o->about, o->choice);
    json_w_key_str(w, SV("attributedTo"), o->about, o->actor);
    json_w_key_str(w, SV("to"), o->about, author);
    json_w_key_str(w, SV("inReplyTo"), o->about, o->object);
    json_w_object_end(w);
}

static void published_write(struct json_writer *w, struct arena *a, const struct ap_outgoing *o)
{
    if (o->at_ms > 0)
        json_w_key_str(w, SV("published"), o->about, date_render_iso(a, o->at_ms));
}

static void body_write(struct json_writer *w, struct arena *a, const struct site *site,
                       const struct ap_outgoing *o)
{
    switch (o->kind) {
    case ACTIVITY_CREATE:
    case ACTIVITY_UPDATE:
        published_write(w, a, o);
        audience_write(w, o);
        json_w_key_fragment(w, SV("object"), o->embedded);
        break;
    case ACTIVITY_UPDATE_ACTOR:
        public_write(w);
        json_w_key_fragment(w, SV("object"), o->embedded);
        break;
    case ACTIVITY_DELETE:
        delete_write(w, o);
        break;
    case ACTIVITY_DELETE_ACTOR:
        public_write(w);
        json_w_key_str(w, SV("object"), SUBJECT_NONE, o->actor);
        break;
    case ACTIVITY_ANNOUNCE:
        published_write(w, a, o);
        audience_write(w, o);
        json_w_key_str(w, SV("object"), o->about, o->object);
        break;
    case ACTIVITY_LIKE:
    case ACTIVITY_FOLLOW:
    case ACTIVITY_BLOCK:
        json_w_key_str(w, SV("object"), o->about, o->object);
        break;
    case ACTIVITY_ACCEPT_FOLLOW:
    case ACTIVITY_REJECT_FOLLOW:
        inner_write(w, o->follow, AP_FOLLOW, o->follower, o->actor, o->about);
        break;
    case ACTIVITY_FLAG:
        flag_write(w, o);
        break;
    case ACTIVITY_VOTE:
        vote_write(w, a, o);
        break;
    case ACTIVITY_UNDO_ANNOUNCE:
    case ACTIVITY_UNDO_LIKE:
    case ACTIVITY_UNDO_FOLLOW:
    case ACTIVITY_UNDO_BLOCK:
        undo_write(w, a, site, o);
        break;
    case ACTIVITY_KIND_COUNT:
        assert(o->kind != ACTIVITY_KIND_COUNT);
    }
}

static enum err render(struct arena *a, const struct site *site, const struct ap_outgoing *o,
                       bool has_context, struct json_fragment *out)
{
    assert(o->kind < ACTIVITY_KIND_COUNT);
    struct json_writer w;
    json_w_init(&w, a, AP_DOCUMENT_BYTES_MAX);
    json_w_object_begin(&w);
    if (has_context && o->embedded != NULL)
        ap_context_render(&w);
    else if (has_context)
        ap_context_render_plain(&w);
    head_write(&w, id_of(a, site, o), type_of(o->kind), o);
    body_write(&w, a, site, o);
    json_w_object_end(&w);
    return json_w_finish(&w, out);
}

enum err ap_activity_render(struct arena *a, const struct site *site,
                            const struct ap_outgoing *activity, struct json_fragment *out)
{
    return render(a, site, activity, true, out);
}

enum err ap_activity_render_bare(struct arena *a, const struct site *site,
                                 const struct ap_outgoing *activity, struct json_fragment *out)
{
    return render(a, site, activity, false, out);
}
