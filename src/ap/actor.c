/* Actor: somebody who can be followed. */
#include "ap/actor.h"

#include "ap/context.h"
#include "ap/value.h"
#include "ap/vocab.h"
#include "base/buf.h"
#include "text/acct.h"
#include "text/date.h"
#include "text/html_sanitize.h"
#include "text/html_to_text.h"
#include "text/url.h"
#include "text/utf8.h"

#define NAME_MAX_BYTES 2048
#define NOTE_MAX_BYTES (20u << 10)
#define FIELD_MAX_BYTES 2047
#define ALT_MAX_BYTES 2048
#define ATTRIBUTION_MAX 10

/* An address of the actor's own server, or nothing. */
static struct sv own_address(struct arena *a, struct json value, struct sv id)
{
    struct sv text = ap_id(value);
    return ap_same_origin(a, text, id) ? text : (struct sv){ NULL, 0 };
}

/* Plain text of a name, which some send as HTML. */
static struct sv plain_text(struct arena *a, struct sv text, size_t max_bytes)
{
    struct sv cut = utf8_cut_bytes(sv_trim(text), max_bytes);
    bool may_be_markup =
        sv_find_char(cut, '<', 0) != SIZE_MAX || sv_find_char(cut, '&', 0) != SIZE_MAX;
    return may_be_markup ? html_to_text(a, cut) : cut;
}

/* The picture of an Image object, a list of them, or a plain address. */
static struct sv picture(struct arena *a, struct json value)
{
    struct json_iter it = json_each_of(value);
    while (json_next(&it)) {
        struct sv link = ap_link(a, it.value);
        if (link.len > 0)
            return link;
    }
    return (struct sv){ NULL, 0 };
}

/* What the picture that is taken shows, in words. */
static struct sv picture_alt(struct arena *a, struct json value)
{
    struct json_iter it = json_each_of(value);
    while (json_next(&it)) {
        if (ap_link(a, it.value).len > 0)
            return plain_text(a, ap_get_text(it.value, SV("name")), ALT_MAX_BYTES);
    }
    return (struct sv){ NULL, 0 };
}

static void fields_parse(struct arena *a, struct json attachments, struct ap_actor *out)
{
    if (json_kind(attachments) != JSON_ARRAY)
        return;
    struct json_iter it = json_each(attachments);
    while (json_next(&it) && out->field_count < ACCOUNT_FIELDS_MAX) {
        if (ap_type_of(it.value) != AP_PROPERTY_VALUE)
            continue;
        struct sv name = plain_text(a, ap_get_text(it.value, SV("name")), FIELD_MAX_BYTES);
        struct sv value =
            utf8_cut_bytes(ap_get_text(it.value, SV("value")), (size_t)FIELD_MAX_BYTES);
        if (name.len == 0)
            continue;
        out->fields[out->field_count++] =
            (struct account_field){ .name = name, .value_html = html_sanitize(a, value) };
    }
}

/* One by one where there is one alone. */
static void attribution_add(struct arena *a, struct json domain, struct buf *b)
{
    struct url_host host;
    if (json_kind(domain) != JSON_STRING ||
        url_host_parse(a, sv_trim(json_str(domain)), &host) != ERR_OK || host.port != 0)
        return;
    if (b->len > 0)
        buf_char(b, '\n');
    buf_sv(b, host.name);
}

static struct sv attribution_parse(struct arena *a, struct json domains)
{
    size_t count = 0;
    struct buf b;
    buf_init(&b, a, (size_t)ATTRIBUTION_MAX * 256);
    struct json_iter it = json_each_of(domains);
    while (json_next(&it) && count++ < ATTRIBUTION_MAX)
        attribution_add(a, it.value, &b);
    return buf_view(&b);
}

static void addresses_parse(struct arena *a, struct json document, struct ap_actor *out)
{
    struct json endpoints = ap_get(document, SV("endpoints"));
    struct json shared = ap_get(endpoints, SV("sharedInbox"));
    if (json_is_none(shared))
        shared = ap_get(document, SV("sharedInbox"));
    out->inbox = own_address(a, ap_get(document, SV("inbox")), out->id);
    out->shared_inbox = own_address(a, shared, out->id);
    out->outbox = own_address(a, ap_get(document, SV("outbox")), out->id);
    out->followers = own_address(a, ap_get(document, SV("followers")), out->id);
    out->featured = own_address(a, ap_get(document, SV("featured")), out->id);
    /* A page elsewhere could make somebody take another's profile for this one. */
    struct sv url = ap_link(a, ap_get(document, SV("url")));
    out->url = ap_same_origin(a, url, out->id) ? url : (struct sv){ NULL, 0 };
}

static void words_parse(struct arena *a, struct json document, struct ap_actor *out)
{
    out->name = plain_text(a, ap_get_text(document, SV("name")), NAME_MAX_BYTES);
    out->note =
        html_sanitize(a, utf8_cut_bytes(ap_get_text(document, SV("summary")), NOTE_MAX_BYTES));
    out->avatar_url = picture(a, ap_get(document, SV("icon")));
    out->header_url = picture(a, ap_get(document, SV("image")));
    out->avatar_alt = picture_alt(a, ap_get(document, SV("icon")));
    out->header_alt = picture_alt(a, ap_get(document, SV("image")));
    fields_parse(a, ap_get(document, SV("attachment")), out);
    out->attribution = attribution_parse(a, ap_get(document, SV("attributionDomains")));
    out->is_locked = ap_bool(ap_get(document, SV("manuallyApprovesFollowers")), false);
    out->is_discoverable = ap_bool(ap_get(document, SV("discoverable")), false);
    out->is_indexable = ap_bool(ap_get(document, SV("indexable")), false);
    out->is_suspended = ap_bool(ap_get(document, SV("suspended")), false);
    (void)ap_time(ap_get(document, SV("published")), &out->created_ms);
}

enum err ap_actor_parse(struct arena *a, struct json document, struct ap_actor *out)
{
    struct ap_actor actor = { .id = ap_id(document) };
    struct sv type = ap_type_name(ap_type_of(document));
    if (json_kind(document) != JSON_OBJECT || !account_kind_parse(type, &actor.kind))
        return ERR_PARSE;
    actor.username = ap_get_text(document, SV("preferredUsername"));
    addresses_parse(a, document, &actor);
    if (!ap_is_address(a, actor.id) || actor.inbox.len == 0 || !acct_is_username(actor.username))
        return ERR_PARSE;
    struct ap_key key;
    if (ap_key_parse(a, document, SV(""), &key) == ERR_OK && sv_eq(key.owner, actor.id) &&
        ap_same_origin(a, key.id, actor.id)) {
        actor.key_id = key.id;
        actor.key_pem = key.pem;
    }
    words_parse(a, document, &actor);
    actor.emoji_count = ap_emojis_parse(a, ap_get(document, SV("tag")), &actor.emojis);
    *out = actor;
    return ERR_OK;
}

static struct ap_key key_of(struct json value)
{
    return (struct ap_key){ .id = ap_id(value),
                            .owner = ap_get_id(value, SV("owner")),
                            .pem = ap_get_text(value, SV("publicKeyPem")) };
}

enum err ap_key_parse(struct arena *a, struct json document, struct sv key_id, struct ap_key *out)
{
    (void)a;
    struct ap_key found = { 0 };
    struct json keys = ap_get(document, SV("publicKey"));
    struct json_iter it = json_each_of(json_is_none(keys) ? document : keys);
    while (json_next(&it)) {
        struct ap_key key = key_of(it.value);
        if (key.pem.len == 0)
            continue;
        if (key.owner.len == 0 && !json_is_none(keys))
            key.owner = ap_id(document);
        if (found.pem.len == 0 || sv_eq(key.id, key_id))
            found = key;
        if (sv_eq(key.id, key_id))
            break;
    }
    if (found.pem.len == 0 || found.id.len == 0 || found.owner.len == 0)
        return ERR_PARSE;
    *out = found;
    return ERR_OK;
}

static void key_write(struct json_writer *w, struct arena *a, const struct site *site,
                      struct account_id id, struct sv pem)
{
    json_w_key_object(w, SV("publicKey"));
    json_w_key_str(w, SV("id"), SUBJECT_NONE, site_key_uri(a, site, id));
    json_w_key_str(w, SV("owner"), SUBJECT_NONE, site_actor_uri(a, site, id));
    json_w_key_str(w, SV("publicKeyPem"), SUBJECT_NONE, pem);
    json_w_object_end(w);
}

static void endpoints_write(struct json_writer *w, struct arena *a, const struct site *site)
{
    json_w_key_object(w, SV("endpoints"));
    json_w_key_str(w, SV("sharedInbox"), SUBJECT_NONE,
                   sv_printf(a, "%" SV_FMT "/inbox", SV_ARG(site->base)));
    json_w_object_end(w);
}

/* The addresses below the actor's own. */
static void parts_write(struct json_writer *w, struct arena *a, const struct site *site,
                        struct account_id id)
{
    static const struct sv parts[] = { SV_INIT("inbox"), SV_INIT("outbox"), SV_INIT("followers"),
                                       SV_INIT("following"), SV_INIT("featured") };
    for (size_t i = 0; i < ARRAY_COUNT(parts); i++)
        json_w_key_str(w, parts[i], SUBJECT_NONE, site_actor_part_uri(a, site, id, parts[i]));
}

static void picture_write(struct json_writer *w, struct arena *a, const struct site *site,
                          struct sv key, struct media_id media, struct sv alt, struct subject about)
{
    if (media_id_is_none(media))
        return;
    json_w_key_object(w, key);
    json_w_key_str(w, SV("type"), SUBJECT_NONE, SV("Image"));
    json_w_key_str(w, SV("url"), about, site_media_url(a, site, media, MEDIA_VERSION_ORIGINAL));
    if (alt.len > 0)
        json_w_key_str(w, SV("name"), about, alt);
    json_w_object_end(w);
}

/* Sites that may name the account as the author of their pages. */
static void attribution_write(struct json_writer *w, const struct account *account,
                              struct subject about)
{
    struct sv rest = account->attribution;
    struct sv domain;
    if (rest.len == 0)
        return;
    json_w_key_array(w, SV("attributionDomains"));
    while (sv_split(&rest, '\n', &domain))
        json_w_str(w, about, domain);
    json_w_array_end(w);
}

static void fields_write(struct json_writer *w, const struct account *account, struct subject about)
{
    json_w_key_array(w, SV("attachment"));
    for (size_t i = 0; i < account->field_count; i++) {
        json_w_object_begin(w);
        json_w_key_str(w, SV("type"), SUBJECT_NONE, SV("PropertyValue"));
        json_w_key_str(w, SV("name"), about, account->fields[i].name);
        json_w_key_str(w, SV("value"), about, account->fields[i].value_html.bytes);
        json_w_object_end(w);
    }
    json_w_array_end(w);
}

static void person_write(struct json_writer *w, struct arena *a, const struct site *site,
                         const struct account *account)
{
    struct subject name = { account->id.v, CLASS_NAME_AVATAR };
    struct subject detail = { account->id.v, CLASS_PROFILE_DETAIL };
    struct sv display = account->display_name.len > 0 ? account->display_name : account->username;
    json_w_key_str(w, SV("preferredUsername"), name, account->username);
    json_w_key_str(w, SV("name"), name, display);
    json_w_key_str(w, SV("summary"), detail,
                   account->note_html.bytes.ptr == NULL ? SV("") : account->note_html.bytes);
    json_w_key_str(w, SV("url"), name, site_profile_url(a, site, account->username));
    picture_write(w, a, site, SV("icon"), account->avatar, account->avatar_alt, name);
    picture_write(w, a, site, SV("image"), account->header, account->header_alt, detail);
    fields_write(w, account, detail);
    json_w_key_array(w, SV("tag"));
    ap_emojis_write(w, a, site, &account->emojis, detail);
    json_w_array_end(w);
    attribution_write(w, account, detail);
    json_w_key_bool(w, SV("manuallyApprovesFollowers"), detail, account->is_locked);
    json_w_key_bool(w, SV("discoverable"), detail, account->is_discoverable);
    json_w_key_bool(w, SV("indexable"), detail, account->is_indexable);
    /* The day alone: the hour somebody joined is nobody's business. */
    int64_t day_ms = account->created_ms - account->created_ms % DATE_DAY_MS;
    json_w_key_str(w, SV("published"), detail, date_render_iso(a, day_ms));
}

enum err ap_actor_render(struct arena *a, const struct site *site, const struct account *account,
                         struct sv key_pem, bool has_context, struct json_fragment *out)
{
    struct json_writer w;
    json_w_init(&w, a, AP_DOCUMENT_BYTES_MAX);
    json_w_object_begin(&w);
    if (has_context)
        ap_context_render(&w);
    json_w_key_str(&w, SV("id"), SUBJECT_NONE, site_actor_uri(a, site, account->id));
    json_w_key_str(&w, SV("type"), SUBJECT_NONE, account_kind_type(account->kind));
    parts_write(&w, a, site, account->id);
    person_write(&w, a, site, account);
    key_write(&w, a, site, account->id, key_pem);
    endpoints_write(&w, a, site);
    json_w_object_end(&w);
    return json_w_finish(&w, out);
}

struct sv ap_instance_username(struct arena *a, const struct site *site)
{
    char *name = arena_copy(a, site->host.ptr, site->host.len);
    for (size_t i = 0; i < site->host.len; i++)
        name[i] = name[i] == ':' ? '.' : name[i];
    return sv_make(name, site->host.len);
}

enum err ap_instance_actor_render(struct arena *a, const struct site *site, struct sv key_pem,
                                  struct json_fragment *out)
{
    struct account_id self = { 0 };
    struct json_writer w;
    json_w_init(&w, a, AP_DOCUMENT_BYTES_MAX);
    json_w_object_begin(&w);
    ap_context_render(&w);
    json_w_key_str(&w, SV("id"), SUBJECT_NONE, site_actor_uri(a, site, self));
    json_w_key_str(&w, SV("type"), SUBJECT_NONE, SV("Application"));
    json_w_key_str(&w, SV("preferredUsername"), SUBJECT_NONE, ap_instance_username(a, site));
    json_w_key_str(&w, SV("inbox"), SUBJECT_NONE, site_actor_part_uri(a, site, self, SV("inbox")));
    json_w_key_str(&w, SV("outbox"), SUBJECT_NONE,
                   site_actor_part_uri(a, site, self, SV("outbox")));
    json_w_key_str(&w, SV("url"), SUBJECT_NONE, site->base);
    json_w_key_bool(&w, SV("manuallyApprovesFollowers"), SUBJECT_NONE, true);
    key_write(&w, a, site, self, key_pem);
    endpoints_write(&w, a, site);
    json_w_object_end(&w);
    return json_w_finish(&w, out);
}

enum err ap_key_render(struct arena *a, const struct site *site, struct account_id id,
                       struct sv key_pem, struct json_fragment *out)
{
    struct json_writer w;
    json_w_init(&w, a, AP_DOCUMENT_BYTES_MAX);
    json_w_object_begin(&w);
    ap_context_render_key(&w);
    json_w_key_str(&w, SV("id"), SUBJECT_NONE, site_key_uri(a, site, id));
    /* The name that the context knows; "Key" means nothing there, and Fedify then takes no key from it. */
    json_w_key_str(&w, SV("type"), SUBJECT_NONE, SV("CryptographicKey"));
    json_w_key_str(&w, SV("owner"), SUBJECT_NONE, site_actor_uri(a, site, id));
    json_w_key_str(&w, SV("publicKeyPem"), SUBJECT_NONE, key_pem);
    json_w_object_end(&w);
    return json_w_finish(&w, out);
}
