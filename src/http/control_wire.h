/* The bytes and descriptors of a control connection, for both sides. Private to http.
 *
 * Descriptors travel with the first byte of a frame, and the kernel never joins the bytes of two
 * such messages in one read, so those that came until a frame is whole are that frame's.
 */
#pragma once

#include <stddef.h>

#include "base/err.h"
#include "base/macros.h"
#include "http/control.h"

struct control_wire {
    int socket;
    char *bytes; /* heap, at most one frame and a read */
    size_t len;
    size_t cap;
    size_t used; /* of the frame given out last */
    int files[CONTROL_FILES_MAX];
    size_t file_count;
};

void control_wire_init(struct control_wire *wire, int socket);

/** Close the socket and what files nobody took. */
void control_wire_close(struct control_wire *wire);

/**
 * Wait for a frame.
 *
 * out      view that lives until control_wire_next
 *
 * Returns  ERR_IO         the other side is gone or silent
 *          ERR_TOO_LARGE, ERR_PARSE  no frame; too many files
 */
MUST_USE enum err control_wire_receive(struct control_wire *wire, struct control_frame *out);

/** Forget the frame given out last. */
void control_wire_next(struct control_wire *wire);

/** Hand the received files over. */
void control_wire_take_files(struct control_wire *wire, int *out_files, size_t *out_count);

/** Send bytes, with files beside the first of them. Returns ERR_IO. */
MUST_USE enum err control_wire_send(int socket, struct sv bytes, const int *files,
                                    size_t file_count);
