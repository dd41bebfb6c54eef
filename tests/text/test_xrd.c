/* text/xrd: the template is found in what servers write; anything declared is refused. */
#include "harness/harness.h"

#include "text/xrd.h"

struct row {
    const char *xml;
    enum err err;
    const char *template;
};

#define HEAD "<?xml version=\"1.0\"?><XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">"

static const struct row rows[] = {
    { HEAD "<Link rel=\"lrdd\" template=\"https://s.example/w?resource={uri}\"/></XRD>", ERR_OK,
      "https://s.example/w?resource={uri}" },
    { "<X:XRD><X:Link\n template='https://s.example/?a=1&amp;r={uri}' type='x' rel = "
      "'lrdd'></X:Link>",
      ERR_OK, "https://s.example/?a=1&r={uri}" },
    { "<XRD><!-- <Link rel=\"lrdd\" template=\"no\"/> --><Link rel=\"lrdd\" template=\"yes\"/>",
      ERR_OK, "yes" },
    { "<XRD><Link rel=\"other\" template=\"a\"/><Link rel=\"lrdd\"/><Link rel=\"lrdd\" "
      "template=\"b\"/>",
      ERR_OK, "b" },
    { "<XRD></XRD>", ERR_NOT_FOUND, NULL },
    { "", ERR_NOT_FOUND, NULL },
    { "{\"links\":[]}", ERR_NOT_FOUND, NULL },
    { "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><XRD><Link rel=\"lrdd\" "
      "template=\"&e;\"/>",
      ERR_PARSE, NULL },
    { "<XRD><Link rel=\"lrdd\" template=\"&e;\"/>", ERR_PARSE, NULL },
    { "<XRD><![CDATA[<Link rel=\"lrdd\" template=\"a\"/>]]>", ERR_PARSE, NULL },
    { "<XRD><Link rel=\"lrdd\" template=\"a", ERR_PARSE, NULL },
    { "<XRD><Link rel=lrdd template=a/>", ERR_PARSE, NULL },
    { "<XRD><Link rel=\"lrdd\" template=\"<\"/>", ERR_PARSE, NULL },
    { "<", ERR_PARSE, NULL },
};

static void templates(void **state)
{
    UNUSED(state);
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct sv out = SV("untouched");
        enum err err = xrd_find_template(&a, sv_from(rows[i].xml), SV("lrdd"), &out);
        print_message("%s\n", rows[i].xml);
        assert_err(err, rows[i].err);
        assert_true(sv_eq(out, sv_from(rows[i].template == NULL ? "untouched" : rows[i].template)));
    }
    arena_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(templates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
