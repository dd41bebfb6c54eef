/* Parameters stay within their bounds; a value encoded and decoded is the same. */
#include <assert.h>
#include <stdint.h>

#include "text/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct arena *a, const struct params *p)
{
    for (size_t i = 0; i < p->list.count; i++) {
        struct param param = p->list.items[i];
        assert(param.name.len <= PARAMS_NAME_MAX_BYTES && param.value.ptr != NULL);
        assert(params_has(p, param.name));
        struct sv *values;
        struct sv value;
        (void)params_list(p, param.name, &values);
        (void)params_nested(p, sv_sub(param.name, 0, 1), i, SV("b"), &value);
        struct buf b;
        buf_init(&b, a, param.value.len * 3 + 1);
        form_encode_to(&b, param.value);
        assert(sv_eq(form_decode(a, buf_view(&b), true), param.value));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    struct params p;
    (void)!form_parse_query(&a, sv_make(data, size), &p);
    check(&a, &p);
    params_init(&p, &a, FORM_BODY_MAX_COUNT);
    (void)!form_parse_body(sv_make(data, size), &p);
    struct json json;
    if (json_parse(&a, sv_make(data, size), &json_limits_default, &json, NULL) == ERR_OK) {
        params_init(&p, &a, FORM_BODY_MAX_COUNT);
        (void)!form_add_json(json, &p);
        check(&a, &p);
    }
    arena_done(&a);
    return 0;
}
