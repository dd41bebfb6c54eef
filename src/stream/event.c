/* Stream event: header, payload and spans in one allocation. */
#include "stream/event.h"

#include <assert.h>
#include <string.h>

#include "base/heap.h"

static struct sv store_copy(char *at, struct sv s)
{
    if (s.len > 0)
        memcpy(at, s.ptr, s.len);
    return sv_make(at, s.len);
}

struct stream_event *stream_event_new(enum stream_event_kind kind, struct sv payload,
                                      struct sv spans, struct account_id author,
                                      struct account_id second)
{
    assert(kind < STREAM_EVENT_COUNT);
    struct stream_event *e = heap_resize(NULL, sizeof *e + payload.len + spans.len);
    *e = (struct stream_event){ .kind = kind, .author = author, .second = second };
    atomic_init(&e->refs, 1);
    char *room = (char *)(e + 1);
    e->payload = store_copy(room, payload);
    e->spans = store_copy(room + payload.len, spans);
    return e;
}

struct stream_event *stream_event_ref(struct stream_event *e)
{
    unsigned before = atomic_fetch_add_explicit(&e->refs, 1, memory_order_relaxed);
    assert(before > 0 && before < UINT32_MAX / 2);
    return e;
}

void stream_event_unref(struct stream_event *e)
{
    if (e == NULL)
        return;
    unsigned before = atomic_fetch_sub_explicit(&e->refs, 1, memory_order_acq_rel);
    assert(before > 0);
    if (before == 1)
        heap_free(e);
}

struct sv stream_event_name(enum stream_event_kind kind)
{
    static const struct sv names[STREAM_EVENT_COUNT] = {
        [STREAM_EVENT_UPDATE] = SV_INIT("update"),
        [STREAM_EVENT_STATUS_UPDATE] = SV_INIT("status.update"),
        [STREAM_EVENT_DELETE] = SV_INIT("delete"),
        [STREAM_EVENT_NOTIFICATION] = SV_INIT("notification"),
        [STREAM_EVENT_CONVERSATION] = SV_INIT("conversation"),
        [STREAM_EVENT_FILTERS_CHANGED] = SV_INIT("filters_changed"),
        [STREAM_EVENT_ANNOUNCEMENT] = SV_INIT("announcement"),
        [STREAM_EVENT_ANNOUNCEMENT_REACTION] = SV_INIT("announcement.reaction"),
        [STREAM_EVENT_ANNOUNCEMENT_DELETE] = SV_INIT("announcement.delete"),
        [STREAM_EVENT_NOTIFICATIONS_MERGED] = SV_INIT("notifications_merged"),
    };
    assert(kind < STREAM_EVENT_COUNT);
    return names[kind];
}
