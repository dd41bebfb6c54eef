/* The border between server and helper: everything that crosses it is checked here, in both
 * directions. */
#include "media/wire.h"

static bool job_is_valid(const struct wire_job *job)
{
    return job->magic == WIRE_JOB && job->purpose < PICTURE_PURPOSE_COUNT && job->reserved == 0 &&
           job->input_bytes > 0 && job->input_bytes <= MEDIA_INPUT_BYTES_MAX &&
           job->output_bytes > 0 && job->output_bytes <= MEDIA_OUTPUT_BYTES_MAX && job->cpu_ms > 0;
}

bool wire_job_parse(struct sv message, struct wire_job *out)
{
    struct wire_job job;
    if (message.len != sizeof job)
        return false;
    memcpy(&job, message.ptr, sizeof job);
    if (!job_is_valid(&job))
        return false;
    *out = job;
    return true;
}

/* The roles each purpose may have, in order. */
static bool role_fits(uint32_t purpose, size_t index, uint32_t role)
{
    if (index == 0)
        return role == MEDIA_ROLE_MAIN;
    return role == (purpose == PICTURE_PURPOSE_ATTACHMENT ? MEDIA_ROLE_SMALL : MEDIA_ROLE_STILL);
}

/* The largest area a version of this role may have. Boxes of rounded sides may pass an area by a
 * row or a column. */
static uint64_t area_max(uint32_t purpose, uint32_t role)
{
    uint64_t slack = 2 * MEDIA_SIDE_MAX;
    if (role == MEDIA_ROLE_SMALL)
        return MEDIA_SMALL_PIXELS_MAX + slack;
    if (purpose == PICTURE_PURPOSE_AVATAR)
        return MEDIA_AVATAR_SIDE * MEDIA_AVATAR_SIDE;
    if (purpose == PICTURE_PURPOSE_HEADER)
        return MEDIA_HEADER_WIDTH * MEDIA_HEADER_HEIGHT;
    if (purpose == PICTURE_PURPOSE_EMOJI)
        return MEDIA_EMOJI_PIXELS_MAX + slack;
    return MEDIA_MAIN_PIXELS_MAX + slack;
}

/* We make JPEG, PNG and WebP; only WebP moves, and only as a main version. */
static bool kind_fits(const struct wire_version *v)
{
    if (v->frames > 1 && (v->kind != PICTURE_KIND_WEBP || v->role != MEDIA_ROLE_MAIN))
        return false;
    return v->kind == PICTURE_KIND_JPEG || v->kind == PICTURE_KIND_PNG ||
           v->kind == PICTURE_KIND_WEBP;
}

static bool size_fits(uint32_t purpose, const struct wire_version *v)
{
    return media_picture_check(v->width, v->height, v->frames) == MEDIA_VERDICT_OK &&
           (uint64_t)v->width * v->height <= area_max(purpose, v->role) &&
           v->duration_ms <= WIRE_DURATION_MS_MAX && (v->frames > 1 || v->duration_ms == 0);
}

static bool version_is_valid(const struct wire_job *job, const struct wire_version *v, size_t index,
                             uint64_t from)
{
    return role_fits(job->purpose, index, v->role) && kind_fits(v) && size_fits(job->purpose, v) &&
           v->offset >= from && v->offset <= job->output_bytes && v->length > 0 &&
           v->length <= job->output_bytes - v->offset;
}

static bool versions_are_valid(const struct wire_job *job, const struct wire_answer *answer)
{
    if (answer->version_count < 1 || answer->version_count > MEDIA_VERSION_MAX)
        return false;
    uint64_t from = 0;
    for (size_t i = 0; i < answer->version_count; i++) {
        const struct wire_version *v = &answer->versions[i];
        if (!version_is_valid(job, v, i, from))
            return false;
        from = v->offset + v->length;
    }
    /* An attachment always has its small version, a moving avatar, header or emoji its still one, and
     * nothing else has two. */
    bool needs_two = job->purpose == PICTURE_PURPOSE_ATTACHMENT || answer->versions[0].frames > 1;
    return answer->version_count == (needs_two ? 2u : 1u);
}

static bool blurhash_fits(const char text[WIRE_BLURHASH_BYTES])
{
    size_t len = strnlen(text, WIRE_BLURHASH_BYTES);
    for (size_t i = len; i < WIRE_BLURHASH_BYTES; i++) {
        if (text[i] != 0)
            return false;
    }
    return len < WIRE_BLURHASH_BYTES && media_blurhash_is_valid(sv_make(text, len));
}

bool wire_answer_parse(struct sv message, const struct wire_job *job, struct wire_answer *out)
{
    struct wire_answer answer;
    if (message.len != sizeof answer)
        return false;
    memcpy(&answer, message.ptr, sizeof answer);
    if (answer.magic != WIRE_ANSWER || answer.number != job->number ||
        answer.verdict >= MEDIA_VERDICT_COUNT)
        return false;
    if (answer.verdict == MEDIA_VERDICT_OK) {
        bool is_known =
            answer.source_kind > PICTURE_KIND_NONE && answer.source_kind < PICTURE_KIND_COUNT;
        if (!is_known || answer.has_alpha > 1 || answer.reserved != 0)
            return false;
        if (!versions_are_valid(job, &answer) || !blurhash_fits(answer.blurhash))
            return false;
    }
    *out = answer;
    return true;
}

bool wire_version_matches(struct sv bytes, const struct wire_version *version)
{
    struct media_probe probe;
    return media_picture_probe(bytes, &probe) == MEDIA_VERDICT_OK && probe.kind == version->kind &&
           probe.width == version->width && probe.height == version->height &&
           probe.frames == version->frames;
}
