/* What server and helper say to each other: fixed structs over a SOCK_SEQPACKET pair, one message
 * each.
 *
 * The helper sends WIRE_READY once its cage is shut, then answers each job. A job carries two
 * descriptors: the sealed input and the output, a memory file of fixed size into which the helper
 * writes the versions. After it has decoded hostile bytes the helper is not believed:
 * media_answer_check() is the border.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/sv.h"

#include "media/blurhash.h"
#include "media/picture.h"

#define WIRE_READY UINT32_C(0x45464d52)
#define WIRE_JOB UINT32_C(0x45464d4a)
#define WIRE_ANSWER UINT32_C(0x45464d41)
#define WIRE_SOCKET 3          /* the helper's only descriptor beside the standard three */
#define WIRE_BLURHASH_BYTES 32 /* 28 characters of 4 x 3 components, NUL-filled */
#define WIRE_BLURHASH_X 4
#define WIRE_BLURHASH_Y 3
#define WIRE_DURATION_MS_MAX (UINT32_C(4) * 3600 * 1000)

struct wire_ready {
    uint32_t magic;        /* WIRE_READY */
    uint32_t landlock_abi; /* 0 when this kernel has none */
};

struct wire_job {
    uint32_t magic;        /* WIRE_JOB */
    uint32_t purpose;      /* enum picture_purpose */
    uint64_t number;       /* repeated in the answer */
    uint64_t input_bytes;  /* of the input descriptor */
    uint64_t output_bytes; /* of the output descriptor */
    uint32_t cpu_ms;       /* processor time after which the helper dies */
    uint32_t reserved;     /* 0 */
};

struct wire_version {
    uint32_t role;        /* enum media_role */
    uint32_t kind;        /* enum picture_kind */
    uint32_t width;       /* pixels */
    uint32_t height;      /* pixels, of one frame */
    uint32_t frames;      /* 1 unless moving */
    uint32_t duration_ms; /* 0 unless moving */
    uint64_t offset;      /* in the output descriptor */
    uint64_t length;      /* bytes, at least 1 */
};

struct wire_answer {
    uint32_t magic;   /* WIRE_ANSWER */
    uint32_t verdict; /* enum media_verdict; the rest counts only with MEDIA_VERDICT_OK */
    uint64_t number;  /* of the job */
    uint32_t source_kind;
    uint32_t has_alpha; /* 0 or 1 */
    uint32_t version_count;
    uint32_t reserved; /* 0 */
    char blurhash[WIRE_BLURHASH_BYTES];
    struct wire_version versions[MEDIA_VERSION_MAX];
};

_Static_assert(sizeof(struct wire_ready) == 8, "no padding on the wire");
_Static_assert(sizeof(struct wire_job) == 40, "no padding on the wire");
_Static_assert(sizeof(struct wire_version) == 40, "no padding on the wire");
_Static_assert(sizeof(struct wire_answer) == 64 + 40 * MEDIA_VERSION_MAX, "no padding on the wire");

/**
 * Read a job on the helper's side.
 *
 * message  what came over the socket
 * out      filled on success
 *
 * Returns  false on a wrong size, magic or purpose, or lengths out of bounds
 */
MUST_USE bool wire_job_parse(struct sv message, struct wire_job *out);

/**
 * Read an answer on the server's side and check all that can be checked without the output bytes.
 *
 * message  untrusted
 * job      what was asked
 * out      filled on success: the verdict is known; with MEDIA_VERDICT_OK the first version is the
 * main one, roles fit the purpose, kinds are such as we make, sizes are in bounds, ranges lie
 * inside the output and apart, and the blurhash is well-formed
 *
 * Returns  false when any of that does not hold
 */
MUST_USE bool wire_answer_parse(struct sv message, const struct wire_job *job,
                                struct wire_answer *out);

/**
 * Check the bytes of one version against what the answer says of them.
 *
 * bytes    untrusted; a copy that the helper cannot change any more
 *
 * Returns  false unless kind, size and frame count read from the bytes are those of `version`
 */
MUST_USE bool wire_version_matches(struct sv bytes, const struct wire_version *version);
