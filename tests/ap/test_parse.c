/* ap: what other servers send is read as it says; the recorded documents are read without failure. */
#include "harness/harness.h"

#include <dirent.h>
#include <sys/stat.h>

#include "ap/activity.h"
#include "ap/actor.h"
#include "ap/note.h"
#include "ap/value.h"

static struct json parse(struct arena *a, struct sv text)
{
    struct json out = { 0 };
    assert_ok(json_parse(a, text, &json_limits_strict, &out, NULL));
    return out;
}

/* JSON in C without the quotes' noise: ' stands for ". */
static struct json quoted(struct arena *a, const char *text)
{
    struct sv copy = sv_copy(a, sv_from(text));
    char *at = arena_copy(a, copy.ptr, copy.len);
    for (size_t i = 0; i < copy.len; i++)
        at[i] = at[i] == '\'' ? '"' : at[i];
    return parse(a, sv_make(at, copy.len));
}

struct tally {
    int actors;
    int notes;
    int activities;
    int others;
};

static void document_check(struct arena *a, struct json document, struct tally *t)
{
    enum ap_class class = ap_type_class(ap_type_of(document));
    if (class == AP_CLASS_ACTOR) {
        struct ap_actor actor;
        assert_ok(ap_actor_parse(a, document, &actor));
        assert_sv(actor.id, json_get_str(document, SV("id")));
        assert_sv(actor.username, json_get_str(document, SV("preferredUsername")));
        assert_true(actor.inbox.len > 0);
        /* GNU social's group gives the key of another actor, which cannot be its own. */
        struct sv owner = json_get_str(json_get(document, SV("publicKey")), SV("owner"));
        assert_int_equal(actor.key_pem.len > 0, sv_eq(owner, actor.id));
        t->actors++;

    } else if (class == AP_CLASS_STATUS || class == AP_CLASS_CONVERTED ||
               class == AP_CLASS_ATTACHMENT) {
        struct ap_note note;
        assert_ok(ap_note_parse(a, document, (struct json){ 0 }, &note));
        assert_sv(note.id, json_get_str(document, SV("id")));
        assert_true(note.content.bytes.len > 0 || note.attachment_count > 0);
        assert_true(note.published_ms > 0);
        t->notes++;

    } else if (class == AP_CLASS_ACTIVITY) {
        struct ap_activity activity;
        assert_ok(ap_activity_parse(a, document, &activity));
        assert_sv(activity.id, json_get_str(document, SV("id")));
        assert_true(activity.object_id.len > 0 || ap_type_of(document) == AP_ADD);
        t->activities++;
        if (activity.type == AP_CREATE || activity.type == AP_UPDATE)
            document_check(a, activity.object, t);
    } else {

        t->others++;
    }
}

static void folder_check(struct arena *a, const char *path, struct tally *t)
{
    size_t count = 0;
    struct sv *names = harness_list_folder(a, path, &count);
    for (size_t i = 0; i < count; i++) {
        const char *inner = sv_printf(a, "%s/%.*s", path, SV_ARG(names[i])).ptr;
        struct stat st;
        assert_int_equal(stat(inner, &st), 0);
        if (S_ISDIR(st.st_mode)) {
            folder_check(a, inner, t);
        } else if (sv_ends_with(names[i], SV(".json"))) {
            print_message("%s\n", inner);
            document_check(a, parse(a, harness_read_file(a, inner)), t);
        }
    }
}

static void test_recorded(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, (size_t)256 << 20);
    const char *path = harness_vector_path(&a, "activitypub-payloads");
    if (path == NULL)
        skip();
    struct tally t = { 0 };
    folder_check(&a, path, &t);
    assert_true(t.actors > 15);
    assert_true(t.notes > 40);
    assert_true(t.activities > 40);
    arena_done(&a);
}

/* The recorded answers of WordPress and Lemmy hold their document as text in a member. */
static void recorded_answer_check(struct arena *a, struct json answer, struct tally *t)
{
    struct sv body = json_get_str(answer, SV("body"));
    if (!sv_starts_with(body, SV("{")))
        return;
    struct json document = parse(a, body);
    if (ap_type_class(ap_type_of(document)) == AP_CLASS_ACTOR) {
        document_check(a, document, t);
        return;
    }
    assert_true(sv_starts_with(json_get_str(document, SV("subject")), SV("acct:")));
    t->others++;
}

static void test_wordpress(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    const char *path = harness_vector_path(&a, "wordpress-fixtures");
    if (path == NULL)
        skip();
    struct tally t = { 0 };
    size_t count = 0;
    struct sv *names = harness_list_folder(&a, path, &count);
    for (size_t i = 0; i < count; i++)
        if (sv_ends_with(names[i], SV(".json")))
            recorded_answer_check(
                &a,
                parse(&a,
                      harness_read_file(&a, sv_printf(&a, "%s/%.*s", path, SV_ARG(names[i])).ptr)),
                &t);
    assert_true(t.actors >= 1);
    arena_done(&a);
}

static void test_actor_shapes(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 4 << 20);
    struct ap_actor actor;
    assert_ok(ap_actor_parse(
        &a,
        quoted(&a,
               "{'type':['https://x/y','Service'],'id':'https://a.example/u',"
               "'preferredUsername':'u','inbox':{'id':'https://a.example/in'},"
               "'sharedInbox':'https://a.example/shared','followers':['https://a.example/f'],"
               "'publicKey':[{'id':'https://a.example/u#1','publicKeyPem':'P'}],"
               "'name':'A &lt;b&gt; <i>B</i>','summary':'<p onclick=x>hi<script>x</script></p>',"
               "'url':[{'type':'Link','href':'https://a.example/@u','mediaType':'text/html'}],"
               "'icon':['https://a.example/i.png'],'image':{'type':'Image','url':{'href':'https://"
               "c.example/h.png'}},"
               "'attachment':[{'type':'schema:PropertyValue','name':'site','value':'<a "
               "href=https://x.example/>x</a>'},"
               "{'type':'IdentityProof','name':'no'}],'as:manuallyApprovesFollowers':'true','"
               "indexable':null}"),
        &actor));
    assert_int_equal(actor.kind, ACCOUNT_SERVICE);
    assert_sv_lit(actor.inbox, "https://a.example/in");
    assert_sv_lit(actor.shared_inbox, "https://a.example/shared");
    assert_sv_lit(actor.followers, "https://a.example/f");
    assert_sv_lit(actor.key_id, "https://a.example/u#1");
    assert_sv_lit(actor.name, "A <b> B");
    assert_sv_lit(actor.note.bytes, "<p>hi</p>");
    assert_sv_lit(actor.url, "https://a.example/@u");
    assert_sv_lit(actor.avatar_url, "https://a.example/i.png");
    assert_sv_lit(actor.header_url, "https://c.example/h.png");
    assert_int_equal(actor.field_count, 1);
    assert_true(actor.is_locked);
    assert_false(actor.is_indexable);
    arena_done(&a);
}

static void test_actor_refused(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 4 << 20);
    const char *refused[] = {
        "[]",
        "{'type':'Note','id':'https://a.example/u','preferredUsername':'u','inbox':'https://"
        "a.example/i'}",
        "{'type':'Person','id':'https://a.example/u','inbox':'https://a.example/i'}",
        "{'type':'Person','id':'https://a.example/u','preferredUsername':'u'}",
        /* an inbox elsewhere would let somebody aim our deliveries at another */
        "{'type':'Person','id':'https://a.example/u','preferredUsername':'u','inbox':'https://"
        "b.example/i'}",
        "{'type':'Person','id':'javascript:1','preferredUsername':'u','inbox':'https://b.example/"
        "i'}",
        "{'type':'Person','id':'https://a.example/u','preferredUsername':'u "
        "v','inbox':'https://a.example/i'}",
    };
    struct ap_actor actor;
    for (size_t i = 0; i < ARRAY_COUNT(refused); i++)
        assert_err(ap_actor_parse(&a, quoted(&a, refused[i]), &actor), ERR_PARSE);
    /* A key that somebody else owns is none. */
    assert_ok(ap_actor_parse(
        &a,
        quoted(&a, "{'type':'Person','id':'https://a.example/u','preferredUsername':'u',"
                   "'inbox':'https://a.example/i','publicKey':{'id':'https://a.example/u#k',"
                   "'owner':'https://a.example/v','publicKeyPem':'P'}}"),
        &actor));
    assert_int_equal(actor.key_pem.len, 0);
    arena_done(&a);
}

struct audience_case {
    const char *object;
    enum visibility visibility;
};

static void test_visibility(void **state)
{
    (void)state;
    static const struct audience_case cases[] = {
        { "{'to':['https://www.w3.org/ns/activitystreams#Public'],'cc':['F']}", VISIBILITY_PUBLIC },
        { "{'to':'as:Public'}", VISIBILITY_PUBLIC },
        { "{'to':['F'],'cc':'Public'}", VISIBILITY_UNLISTED },
        { "{'to':['F']}", VISIBILITY_PRIVATE },
        { "{'to':['https://b.example/v']}", VISIBILITY_DIRECT },
        { "{'to':['https://a.example/some/collection']}", VISIBILITY_DIRECT },
        { "{'bto':['as:Public'],'to':[]}", VISIBILITY_DIRECT },
        { "{}", VISIBILITY_DIRECT },
    };
    struct arena a;
    arena_init(&a, 4 << 20);
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct ap_audience audience = { 0 };
        ap_audience_parse(&a, quoted(&a, cases[i].object), (struct json){ 0 }, &audience);
        assert_int_equal(ap_audience_visibility(&audience, SV("F")), cases[i].visibility);
    }
    arena_done(&a);
}

static void test_note_shapes(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 4 << 20);
    struct ap_note note;
    assert_ok(ap_note_parse(
        &a,
        quoted(
            &a,
            "{'type':'Note','id':'https://a.example/1','attributedTo':{'id':'https://a.example/u'},"
            "'contentMap':{'de':'<p>hallo</p>'},'summary':'<b>warn</b>','inReplyTo':[{'id':'https:/"
            "/b.example/2'}],"
            "'tag':{'type':'Mention','href':'https://b.example/"
            "v'},'published':'2025-11-01T10:00:00+01:00',"
            "'attachment':{'type':'Image','url':'https://a.example/"
            "p.png','summary':'alt','focalPoint':[0.5,-2],"
            "'blurhash':'abc','width':10.0,'height':'20'}}"),
        (struct json){ 0 }, &note));
    assert_sv_lit(note.content.bytes, "<p>hallo</p>");
    assert_sv_lit(note.language, "de");
    assert_sv_lit(note.spoiler, "warn");
    assert_true(note.is_sensitive);
    assert_sv_lit(note.in_reply_to, "https://b.example/2");
    assert_int_equal(note.mention_count, 1);
    assert_int_equal(note.attachment_count, 1);
    assert_int_equal(note.attachments[0].kind, MEDIA_IMAGE);
    assert_sv_lit(note.attachments[0].alt, "alt");
    assert_false(note.attachments[0].has_focus);
    assert_int_equal(note.attachments[0].height, 20);
    assert_int_equal(note.published_ms, 1761987600000);

    assert_ok(ap_note_parse(
        &a,
        quoted(&a,
               "{'type':'Article','id':'https://a.example/1','attributedTo':'https://a.example/u',"
               "'name':'<T>','content':'body','summary':'abstract','url':'https://a.example/p'}"),
        (struct json){ 0 }, &note));
    assert_int_equal(note.spoiler.len, 0);
    assert_true(sv_find(note.content.bytes, SV("body"), 0) != SIZE_MAX);
    assert_true(sv_find(note.content.bytes, SV("https://a.example/p"), 0) != SIZE_MAX);

    assert_ok(ap_note_parse(
        &a,
        quoted(&a, "{'type':'Note','id':'https://a.example/1','attributedTo':'https://a.example/u',"
                   "'name':'yes','inReplyTo':'https://b.example/q','to':'https://b.example/v'}"),
        (struct json){ 0 }, &note));
    assert_true(note.is_vote);
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded),     cmocka_unit_test(test_wordpress),
        cmocka_unit_test(test_actor_shapes), cmocka_unit_test(test_actor_refused),
        cmocka_unit_test(test_visibility),   cmocka_unit_test(test_note_shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
