/* Control socket, the client's side. */
#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/heap.h"
#include "http/control.h"
#include "http/control_wire.h"

struct control_client {
    struct control_wire wire;
};

enum err control_client_connect(struct ctx *ctx, const char *path, struct control_client **out)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    size_t len = strlen(path);
    if (len >= sizeof address.sun_path)
        return fail(ctx, ERR_IO, "the path of the control socket is too long");
    memcpy(address.sun_path, path, len);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0) {
        *out = heap_new(sizeof **out);
        control_wire_init(&(*out)->wire, fd);
        return ERR_OK;
    }
    int reason = errno;
    if (fd >= 0)
        (void)close(fd);
    if (reason == ENOENT || reason == ECONNREFUSED)
        return fail(ctx, ERR_NOT_FOUND, "no server is running");
    if (reason == EACCES || reason == EPERM)
        return fail(ctx, ERR_FORBIDDEN, "the control socket belongs to another user");
    return fail(ctx, ERR_IO, "control socket: errno %d", reason);
}

enum err control_client_send(struct ctx *ctx, struct control_client *client, struct sv json,
                             const int *files, size_t file_count)
{
    assert(file_count <= CONTROL_FILES_MAX);
    struct sv frame;
    TRY(control_frame_render(ctx->arena, CONTROL_REQUEST, json, &frame));
    enum err err = control_wire_send(client->wire.socket, frame, files, file_count);
    return err == ERR_OK ? ERR_OK : fail(ctx, err, "the server has closed the control socket");
}

enum err control_client_next(struct ctx *ctx, struct control_client *client,
                             struct control_frame *out)
{
    struct control_frame frame;
    enum err err = control_wire_receive(&client->wire, &frame);
    if (err != ERR_OK)
        return fail(ctx, err, "the server has closed the control socket");
    frame.json = sv_copy(ctx->arena, frame.json);
    control_wire_next(&client->wire);
    *out = frame;
    return ERR_OK;
}

void control_client_close(struct control_client *client)
{
    if (client == NULL)
        return;
    control_wire_close(&client->wire);
    heap_free(client);
}
