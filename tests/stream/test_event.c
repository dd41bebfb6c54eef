/* stream/event: copies, counts, names. */
#include "harness/harness.h"

#include "stream/event.h"

static void holds_copies(void **state)
{
    UNUSED(state);
    char payload[] = "{}";
    struct stream_event *e = stream_event_new(STREAM_EVENT_UPDATE, sv_from(payload), SV("spans"),
                                              account_id(1), account_id(2));
    payload[0] = 'X';
    assert_sv_lit(e->payload, "{}");
    assert_sv_lit(e->spans, "spans");
    assert_ptr_equal(stream_event_ref(e), e);
    stream_event_unref(e);
    assert_int_equal(e->author.v, 1);
    stream_event_unref(e);
    stream_event_unref(NULL);
}

static void every_kind_has_a_name(void **state)
{
    UNUSED(state);
    for (int kind = 0; kind < STREAM_EVENT_COUNT; kind++)
        assert_true(stream_event_name((enum stream_event_kind)kind).len > 0);
    assert_sv_lit(stream_event_name(STREAM_EVENT_STATUS_UPDATE), "status.update");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_copies),
        cmocka_unit_test(every_kind_has_a_name),
    };
    return cmocka_run_group_tests_name("stream/event", tests, NULL, NULL);
}
