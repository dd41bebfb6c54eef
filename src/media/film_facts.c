/* What ffprobe says of a film. */
#include "media/film_facts.h"

#include "base/num.h"

#define SIDE_MAX 65535
#define NUMBER_MAX INT64_C(1000000000000)

/* One stream while its lines are read. */
struct stream {
    bool is_video;
    bool is_audio;
    bool is_attached;
    bool is_turned; /* by a quarter */
    struct sv codec;
    int64_t width;
    int64_t height;
    int64_t rate_count;
    int64_t rate_seconds;
    int64_t sample_rate;
    int64_t channels;
};

static int64_t number(struct sv text, int64_t max)
{
    int64_t value = 0;
    return sv_to_i64_in(text, 0, max, &value) ? value : 0;
}

/* "12.345678" seconds. */
static int64_t milliseconds(struct sv text)
{
    size_t dot = sv_find_char(text, '.', 0);
    int64_t ms = number(sv_sub(text, 0, dot), NUMBER_MAX / 1000) * 1000;
    struct sv digits = dot == SIZE_MAX ? sv_make(NULL, 0) : sv_sub(text, dot + 1, 3);
    int64_t unit = 100;
    for (size_t i = 0; i < digits.len && digits.ptr[i] >= '0' && digits.ptr[i] <= '9'; i++) {
        ms += (digits.ptr[i] - '0') * unit;
        unit /= 10;
    }
    return ms;
}

/* "30000/1001". */
static void rate_read(struct sv text, struct stream *s)
{
    size_t slash = sv_find_char(text, '/', 0);
    int64_t count = number(sv_sub(text, 0, slash), FILM_RATE_MAX);
    int64_t seconds =
        slash == SIZE_MAX ? 0 : number(sv_from_offset(text, slash + 1), FILM_RATE_MAX);
    s->rate_count = seconds > 0 ? count : 0;
    s->rate_seconds = count > 0 ? seconds : 0;
}

static void stream_line(struct stream *s, struct sv key, struct sv value)
{
    if (sv_eq(key, SV("codec_type"))) {
        s->is_video = sv_eq(value, SV("video"));
        s->is_audio = sv_eq(value, SV("audio"));
    } else if (sv_eq(key, SV("codec_name"))) {
        s->codec = value;
    } else if (sv_eq(key, SV("width"))) {
        s->width = number(value, SIDE_MAX);
    } else if (sv_eq(key, SV("height"))) {
        s->height = number(value, SIDE_MAX);
    } else if (sv_eq(key, SV("avg_frame_rate"))) {
        rate_read(value, s);
    } else if (sv_eq(key, SV("sample_rate"))) {
        s->sample_rate = number(value, NUMBER_MAX);
    } else if (sv_eq(key, SV("channels"))) {
        s->channels = number(value, 1024);
    } else if (sv_eq(key, SV("DISPOSITION:attached_pic"))) {
        s->is_attached = sv_eq(value, SV("1"));
    } else if (sv_eq(key, SV("rotation"))) {
        struct sv angle = sv_starts_with(value, SV("-")) ? sv_from_offset(value, 1) : value;
        s->is_turned = sv_eq(angle, SV("90")) || sv_eq(angle, SV("270"));
    }
}

static bool is_word(struct sv text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return text.len > 0 && text.len < FILM_CODEC_BYTES;
}

/* The first of each sort counts, as the encoder takes it. */
static void stream_take(const struct stream *s, struct film_facts *out)
{
    if (s->is_video && s->is_attached) {
        out->has_cover = true;
    } else if (s->is_video && !out->has_video) {
        out->has_video = true;
        out->width = s->is_turned ? s->height : s->width;
        out->height = s->is_turned ? s->width : s->height;
        out->rate_count = s->rate_count;
        out->rate_seconds = s->rate_seconds;
    } else if (s->is_audio && !out->has_audio) {
        out->has_audio = true;
        out->sample_rate = s->sample_rate;
        out->channels = s->channels;
        if (is_word(s->codec))
            memcpy(out->audio_codec, s->codec.ptr, s->codec.len);
    }
}

static void format_line(struct film_facts *out, struct sv key, struct sv value)
{
    if (sv_eq(key, SV("duration")))
        out->duration_ms = milliseconds(value);
    else if (sv_eq(key, SV("bit_rate")))
        out->bit_rate = number(value, NUMBER_MAX);
}

bool film_facts_parse(struct sv text, struct film_facts *out)
{
    struct film_facts facts = { 0 };
    struct stream stream = { 0 };
    bool is_in_stream = false;
    bool is_in_format = false;
    struct sv line;
    while (sv_split(&text, '\n', &line)) {
        size_t at = sv_find_char(line, '=', 0);
        if (sv_eq(line, SV("[STREAM]"))) {
            stream = (struct stream){ 0 };
            is_in_stream = true;
        } else if (sv_eq(line, SV("[/STREAM]"))) {
            if (is_in_stream)
                stream_take(&stream, &facts);
            is_in_stream = false;
        } else if (sv_eq(line, SV("[FORMAT]"))) {
            is_in_format = true;
        } else if (is_in_stream && at != SIZE_MAX) {
            stream_line(&stream, sv_sub(line, 0, at), sv_from_offset(line, at + 1));
        } else if (is_in_format && at != SIZE_MAX) {
            format_line(&facts, sv_sub(line, 0, at), sv_from_offset(line, at + 1));
        }
    }
    if ((!facts.has_video && !facts.has_audio) ||
        (facts.has_video && (facts.width == 0 || facts.height == 0)))
        return false;
    *out = facts;
    return true;
}
