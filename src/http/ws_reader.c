/* What a client sends on a WebSocket. */
#include "http/ws_reader.h"

#include <assert.h>
#include <string.h>
#include <wslay/wslay.h>

#include "base/heap.h"
#include "base/macros.h"

#define MASK_BYTES 4

struct ws_reader {
    wslay_event_context_ptr wslay;
    uint64_t pending_bytes; /* taken, of frames that are not whole */
    uint64_t frame_bytes;   /* of the one that is coming, its head with it */
    bool is_in_message;     /* fragments came, the last one not */
    bool is_last;           /* the frame that is coming ends its message */
    bool is_control;

    /* Of the call. */
    struct sv input;
    void (*text)(void *arg, struct sv message);
    void *arg;
    char *room;
    size_t answer_bytes;
    unsigned frame_count;
    bool is_over;
};

static ssize_t on_recv(wslay_event_context_ptr wslay, uint8_t *out, size_t max, int flags,
                       void *arg)
{
    UNUSED(flags);
    struct ws_reader *r = arg;
    size_t len = r->input.len < max ? r->input.len : max;
    if (len == 0) {
        wslay_event_set_error(wslay, WSLAY_ERR_WOULDBLOCK);
        return -1;
    }
    memcpy(out, r->input.ptr, len);
    r->input = sv_from_offset(r->input, len);
    return (ssize_t)len;
}

static ssize_t on_send(wslay_event_context_ptr wslay, const uint8_t *bytes, size_t len, int flags,
                       void *arg)
{
    UNUSED(wslay);
    UNUSED(flags);
    struct ws_reader *r = arg;
    assert(r->answer_bytes + len <= WS_ANSWER_MAX_BYTES);
    memcpy(r->room + r->answer_bytes, bytes, len);
    r->answer_bytes += len;
    return (ssize_t)len;
}

static void on_frame_start(wslay_event_context_ptr wslay,
                           const struct wslay_event_on_frame_recv_start_arg *frame, void *arg)
{
    UNUSED(wslay);
    struct ws_reader *r = arg;
    uint64_t length_bytes = frame->payload_length <= 125     ? 0
                            : frame->payload_length <= 65535 ? 2
                                                             : 8;
    r->frame_bytes = 2 + length_bytes + MASK_BYTES + frame->payload_length;
    r->is_last = frame->fin != 0;
    r->is_control = wslay_is_ctrl_frame(frame->opcode);
}

static void on_frame_end(wslay_event_context_ptr wslay, void *arg)
{
    UNUSED(wslay);
    struct ws_reader *r = arg;
    r->pending_bytes -= r->frame_bytes;
    r->frame_count++;
    if (!r->is_control)
        r->is_in_message = !r->is_last;
}

static void on_message(wslay_event_context_ptr wslay, const struct wslay_event_on_msg_recv_arg *msg,
                       void *arg)
{
    struct ws_reader *r = arg;
    if (r->is_over)
        return;
    if (msg->opcode == WSLAY_TEXT_FRAME) {
        r->text(r->arg, sv_make(msg->msg, msg->msg_length));
    } else if (msg->opcode == WSLAY_BINARY_FRAME) {
        r->is_over = true;
        (void)wslay_event_queue_close(wslay, WSLAY_CODE_UNSUPPORTED_DATA, NULL, 0);
    }
}

static struct ws_reader *reader_new(void)
{
    static const struct wslay_event_callbacks callbacks = {
        .recv_callback = on_recv,
        .send_callback = on_send,
        .on_frame_recv_start_callback = on_frame_start,
        .on_frame_recv_end_callback = on_frame_end,
        .on_msg_recv_callback = on_message,
    };
    struct ws_reader *r = heap_new(sizeof *r);
    int failed = wslay_event_context_server_init(&r->wslay, &callbacks, r);
    assert(failed == 0);
    wslay_event_config_set_max_recv_msg_length(r->wslay, WS_MESSAGE_MAX_BYTES);
    return r;
}

/* wslay gives some faults of a frame's head no code: 1002. */
static size_t fault_write(char *room)
{
    static const char frame[] = { '\x88', 2, '\x03', '\xea' };
    memcpy(room, frame, sizeof frame);
    return sizeof frame;
}

void ws_reader_take(struct ws_reader **reader, struct sv bytes,
                    void (*text)(void *arg, struct sv message), void *arg, char *room,
                    struct ws_taken *out)
{
    assert(bytes.len <= WS_READ_MAX_BYTES);
    struct ws_reader *r = *reader != NULL ? *reader : reader_new();
    r->pending_bytes += bytes.len;
    r->input = bytes;
    r->text = text;
    r->arg = arg;
    r->room = room;
    r->answer_bytes = 0;
    r->frame_count = 0;
    bool is_good = wslay_event_recv(r->wslay) == 0;
    while (is_good && wslay_event_want_write(r->wslay))
        is_good = wslay_event_send(r->wslay) == 0;
    if (!is_good)
        r->answer_bytes = fault_write(room);
    /* A close frame is sent, in answer or for a fault. */
    r->is_over = r->is_over || !is_good || wslay_event_get_close_sent(r->wslay) != 0;
    *out = (struct ws_taken){
        .is_over = r->is_over,
        .frame_count = r->frame_count,
        .frames = sv_make(room, r->answer_bytes),
    };
    bool is_between = r->pending_bytes == 0 && !r->is_in_message;
    if (is_between || r->is_over) {
        ws_reader_free(r);
        r = NULL;
    }
    *reader = r;
}

void ws_reader_free(struct ws_reader *reader)
{
    if (reader == NULL)
        return;
    wslay_event_context_free(reader->wslay);
    heap_free(reader);
}
