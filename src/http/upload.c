/* Uploads: the default sink. */
#include "http/upload.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static enum err memory_begin(struct http_upload *upload)
{
    upload->fd = memfd_create("upload", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return upload->fd >= 0 ? ERR_OK : fail(upload->ctx, ERR_BUSY, "memfd: errno %d", errno);
}

static enum err memory_data(struct http_upload *upload, struct sv bytes)
{
    while (bytes.len > 0) {
        ssize_t written = write(upload->fd, bytes.ptr, bytes.len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return fail(upload->ctx, ERR_BUSY, "memfd write: errno %d", errno);
        bytes = sv_from_offset(bytes, (size_t)written);
    }
    return ERR_OK;
}

/* Sealed, so that whoever gets the descriptor reads what was received. */
static enum err memory_end(struct http_upload *upload)
{
    int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
    if (fcntl(upload->fd, F_ADD_SEALS, seals) != 0 || lseek(upload->fd, 0, SEEK_SET) != 0)
        return fail(upload->ctx, ERR_IO, "memfd seal: errno %d", errno);
    return ERR_OK;
}

static void memory_done(struct http_upload *upload)
{
    if (upload->map != NULL)
        (void)munmap(upload->map, upload->size_bytes);
    if (upload->fd >= 0)
        (void)close(upload->fd);
    upload->map = NULL;
    upload->fd = -1;
}

const struct http_sink http_sink_memory = { memory_begin, memory_data, memory_end, memory_done };

struct http_upload *http_upload_find(const struct http_request *req, struct sv field)
{
    for (struct http_upload *upload = req->uploads; upload != NULL; upload = upload->next) {
        bool is_none = upload->size_bytes == 0 && upload->filename.len == 0;
        if (!is_none && sv_eq(upload->field, field))
            return upload;
    }
    return NULL;
}

enum err http_upload_view(struct http_upload *upload, struct sv *out)
{
    assert(upload->fd >= 0);
    if (upload->size_bytes == 0) {
        *out = SV("");
        return ERR_OK;
    }
    if (upload->map == NULL) {
        void *map = mmap(NULL, upload->size_bytes, PROT_READ, MAP_SHARED, upload->fd, 0);
        if (map == MAP_FAILED)
            return fail(upload->ctx, ERR_IO, "memfd map: errno %d", errno);
        upload->map = map;
    }
    *out = sv_make(upload->map, upload->size_bytes);
    return ERR_OK;
}

int http_upload_take(struct http_upload *upload)
{
    int fd = upload->fd;
    upload->fd = -1;
    return fd;
}
