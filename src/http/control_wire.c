/* The bytes and descriptors of a control connection. */
#include "http/control_wire.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/heap.h"

#define READ_BYTES ((size_t)16 << 10)

/* Room for the descriptors of one message, aligned as the kernel wants it. */
union files_space {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(CONTROL_FILES_MAX * sizeof(int))];
};

void control_wire_init(struct control_wire *wire, int socket)
{
    *wire = (struct control_wire){ .socket = socket };
}

static void files_close(struct control_wire *wire)
{
    for (size_t i = 0; i < wire->file_count; i++)
        (void)close(wire->files[i]);
    wire->file_count = 0;
}

void control_wire_close(struct control_wire *wire)
{
    files_close(wire);
    if (wire->socket >= 0)
        (void)close(wire->socket);
    heap_free(wire->bytes);
    *wire = (struct control_wire){ .socket = -1 };
}

/* Keep what came; whatever is too much is closed, for it is ours already. */
static bool files_keep(struct control_wire *wire, const struct cmsghdr *header)
{
    bool is_files = header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS;
    size_t count = is_files ? (header->cmsg_len - CMSG_LEN(0)) / sizeof(int) : 0;
    bool has_room = true;
    for (size_t i = 0; i < count; i++) {
        int fd;
        memcpy(&fd, CMSG_DATA(header) + i * sizeof fd, sizeof fd);
        has_room = wire->file_count < CONTROL_FILES_MAX;
        if (has_room)
            wire->files[wire->file_count++] = fd;
        else
            (void)close(fd);
    }
    return has_room;
}

/* Read once, bytes and files. */
static enum err wire_read(struct control_wire *wire)
{
    if (wire->cap - wire->len < READ_BYTES) {
        wire->cap = wire->cap == 0 ? READ_BYTES : wire->cap * 2 + READ_BYTES;
        wire->bytes = heap_resize(wire->bytes, wire->cap);
    }
    union files_space space;
    struct iovec part = { wire->bytes + wire->len, wire->cap - wire->len };
    struct msghdr message = { .msg_iov = &part,
                              .msg_iovlen = 1,
                              .msg_control = space.bytes,
                              .msg_controllen = sizeof space.bytes };
    ssize_t got;
    do {
        got = recvmsg(wire->socket, &message, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    if (got <= 0)
        return ERR_IO;
    wire->len += (size_t)got;
    bool is_whole = (message.msg_flags & MSG_CTRUNC) == 0;
    for (struct cmsghdr *h = CMSG_FIRSTHDR(&message); h != NULL; h = CMSG_NXTHDR(&message, h))
        is_whole = files_keep(wire, h) && is_whole;
    return is_whole ? ERR_OK : ERR_TOO_LARGE;
}

enum err control_wire_receive(struct control_wire *wire, struct control_frame *out)
{
    for (;;) {
        TRY(control_frame_parse(sv_make(wire->bytes, wire->len), out, &wire->used));
        if (wire->used > 0)
            return ERR_OK;
        TRY(wire_read(wire));
    }
}

void control_wire_next(struct control_wire *wire)
{
    files_close(wire);
    wire->len -= wire->used;
    if (wire->len > 0)
        memmove(wire->bytes, wire->bytes + wire->used, wire->len);
    wire->used = 0;
}

void control_wire_take_files(struct control_wire *wire, int *out_files, size_t *out_count)
{
    memcpy(out_files, wire->files, wire->file_count * sizeof *out_files);
    *out_count = wire->file_count;
    wire->file_count = 0;
}

enum err control_wire_send(int socket, struct sv bytes, const int *files, size_t file_count)
{
    union files_space space = { 0 };
    while (bytes.len > 0) {
        union {
            const char *in;
            void *out;
        } unconst = { .in = bytes.ptr };
        struct iovec part = { unconst.out, bytes.len };
        struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
        if (file_count > 0) {
            message.msg_control = space.bytes;
            message.msg_controllen = CMSG_SPACE(file_count * sizeof(int));
            struct cmsghdr *header = CMSG_FIRSTHDR(&message);
            header->cmsg_level = SOL_SOCKET;
            header->cmsg_type = SCM_RIGHTS;
            header->cmsg_len = CMSG_LEN(file_count * sizeof(int));
            memcpy(CMSG_DATA(header), files, file_count * sizeof(int));
        }
        ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return ERR_IO;
        file_count = 0;
        bytes = sv_from_offset(bytes, (size_t)sent);
    }
    return ERR_OK;
}
