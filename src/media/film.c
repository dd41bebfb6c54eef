/* Films, by ffmpeg in the cage. */
#include "media/film.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"

#include "media/program.h"

#define PROBE_TEXT_BYTES 16384
#define PROBE_SECONDS 10
#define PICTURE_SECONDS 30
#define PICTURE_BYTES_MAX ((size_t)48 << 20)
#define PATH_BYTES 256

/* Containers and codecs by ffmpeg's names: those that phones, browsers and recorders make. Anything that opens other files,
 * such as playlists, is not among them. */
#define DEMUXERS "mov,matroska,ogg,wav,mp3,flac,aac,asf,gif"
#define DECODERS                                                                                   \
    "h264,hevc,vp8,vp9,libvpx,libvpx-vp9,libdav1d,libaom-av1,av1,mpeg4,h263,theora,mjpeg,png,gif," \
    "bmp,wmv1,wmv2,wmv3,vc1,prores,aac,aac_latm,mp3float,mp3,vorbis,opus,libopus,flac,alac,"       \
    "pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_u8,pcm_s16be,pcm_s24be,pcm_mulaw,pcm_alaw,"       \
    "adpcm_ms,adpcm_ima_wav,wmav1,wmav2,wmapro,amrnb,amrwb,ac3,eac3"
#define GUARDS                                                                                     \
    "-v", "quiet", "-protocol_whitelist", "file", "-format_whitelist", DEMUXERS,                   \
        "-codec_whitelist", DECODERS
#define ENTRIES                                                                                    \
    "format=duration,bit_rate:stream=codec_type,codec_name,width,height,avg_frame_rate,"           \
    "sample_rate,channels:stream_disposition=attached_pic:stream_side_data=rotation"
/* What a container or a stream could say of its maker goes; bit-exact output names no program either. */
#define BARE                                                                                       \
    "-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn", "-fflags", "+bitexact",            \
        "-flags:v", "+bitexact", "-flags:a", "+bitexact"
#define EVEN "scale=w='max(2,trunc(iw/2)*2)':h='max(2,trunc(ih/2)*2)',setsar=1"
#define H264                                                                                       \
    "-vf", EVEN, "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-maxrate", "6M",         \
        "-bufsize", "12M", "-pix_fmt", "yuv420p"
#define MP4 "-movflags", "+faststart", "-f", "mp4", PROGRAM_OUTPUT

static void fd_done(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

static bool has_at(struct sv s, size_t at, struct sv word)
{
    return sv_eq(sv_sub(s, at, word.len), word);
}

/* The header of a frame of MPEG audio or of AAC in ADTS form, which have no other mark. */
static bool is_audio_frame(struct sv s)
{
    if (s.len < 4 || (unsigned char)s.ptr[0] != 0xff)
        return false;
    unsigned second = (unsigned char)s.ptr[1];
    return (second & 0xf6) == 0xf0 || ((second & 0xe0) == 0xe0 && (second & 0x06) != 0);
}

bool media_film_sniff(struct sv head)
{
    bool is_avif = has_at(head, 8, SV("avif")) || has_at(head, 8, SV("avis"));
    return (has_at(head, 4, SV("ftyp")) && !is_avif) || has_at(head, 4, SV("moov")) ||
           has_at(head, 4, SV("mdat")) || has_at(head, 4, SV("wide")) ||
           has_at(head, 0, SV("\x1a\x45\xdf\xa3")) || has_at(head, 0, SV("OggS")) ||
           (has_at(head, 0, SV("RIFF")) && has_at(head, 8, SV("WAVE"))) ||
           has_at(head, 0, SV("ID3")) || has_at(head, 0, SV("fLaC")) ||
           has_at(head, 0, SV("\x30\x26\xb2\x75\x8e\x66\xcf\x11")) || is_audio_frame(head);
}

struct sv media_film_mime(enum film_kind kind)
{
    return kind == FILM_AUDIO ? SV("audio/mpeg") : SV("video/mp4");
}

static const char *program_path(const struct media_options *o, const char *name,
                                char out[PATH_BYTES])
{
    int used = snprintf(out, PATH_BYTES, "%s/%s", o->program_dir, name);
    return used > 0 && used < PATH_BYTES && access(out, X_OK) == 0 ? out : NULL;
}

bool media_takes_films(const struct media_pool *pool)
{
    char path[PATH_BYTES];
    if (pool == NULL)
        return false;
    const struct media_options *o = media_pool_options(pool);
    return program_path(o, "ffmpeg", path) != NULL && program_path(o, "ffprobe", path) != NULL;
}

static enum err facts_check(const struct film_facts *f)
{
    if (f->has_video && (f->width * f->height > FILM_PIXELS_MAX ||
                         f->rate_count > FILM_RATE_LIMIT * f->rate_seconds))
        return ERR_TOO_LARGE;
    return ERR_OK;
}

enum err media_film_probe(const struct media_pool *pool, int input, struct film_facts *out)
{
    char path[PATH_BYTES];
    const struct media_options *o = media_pool_options(pool);
    CLEANUP(fd_done) int text = memfd_create("efface-film", MFD_CLOEXEC);
    const char *const arguments[] = { program_path(o, "ffprobe", path),
                                      GUARDS,
                                      "-show_entries",
                                      ENTRIES,
                                      "-of",
                                      "default",
                                      PROGRAM_INPUT,
                                      NULL };
    if (arguments[0] == NULL)
        return ERR_MEDIA_TYPE;
    if (text < 0)
        return ERR_IO;
    TRY(media_program_run(o->helper_path, &(struct media_program){
                                              .arguments = arguments,
                                              .input = input,
                                              .output = -1,
                                              .text = text,
                                              .cpu_seconds = PROBE_SECONDS,
                                              .file_bytes = PROBE_TEXT_BYTES,
                                              .deadline_ms = clock_monotonic_ms() + o->deadline_ms,
                                              .is_cancelled = media_pool_is_cancelled(pool) }));
    char said[PROBE_TEXT_BYTES];
    ssize_t len = pread(text, said, sizeof said, 0);
    if (len <= 0 || !film_facts_parse(sv_make(said, (size_t)len), out))
        return ERR_VALIDATION;
    return facts_check(out);
}

/* Run ffmpeg; what it wrote is a file of its own. */
static enum err encode(const struct media_pool *pool, const char *const *arguments, int input,
                       int64_t seconds, size_t bytes_max, int *out)
{
    const struct media_options *o = media_pool_options(pool);
    int output = memfd_create("efface-film", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    struct stat st;
    if (output < 0)
        return ERR_IO;
    enum err err = media_program_run(
        o->helper_path,
        &(struct media_program){ .arguments = arguments,
                                 .input = input,
                                 .output = output,
                                 .text = -1,
                                 .cpu_seconds = (uint32_t)seconds,
                                 .file_bytes = bytes_max,
                                 .deadline_ms = clock_monotonic_ms() + seconds * MS_PER_SECOND,
                                 .is_cancelled = media_pool_is_cancelled(pool) });
    if (err == ERR_OK && (fstat(output, &st) != 0 || st.st_size == 0))
        err = ERR_VALIDATION;
    if (err == ERR_OK)
        *out = output;
    else
        (void)close(output);
    return err;
}

static enum err encode_kind(const struct media_pool *pool, enum film_kind kind, int input, int *out)
{
    char path[PATH_BYTES];
    const struct media_options *o = media_pool_options(pool);
    const char *ffmpeg = program_path(o, "ffmpeg", path);
    const char *const video[] = { ffmpeg, "-nostdin",    "-y",   GUARDS,  "-threads", "2",
                                  "-i",   PROGRAM_INPUT, "-map", "0:V:0", "-map",     "0:a:0?",
                                  BARE,   H264,          "-c:a", "aac",   "-b:a",     "128k",
                                  "-ac",  "2",           MP4,    NULL };
    const char *const moving[] = { ffmpeg, "-nostdin", "-y",          GUARDS, "-threads",
                                   "2",    "-i",       PROGRAM_INPUT, "-map", "0:V:0",
                                   "-an",  BARE,       H264,          MP4,    NULL };
    const char *const audio[] = { ffmpeg,
                                  "-nostdin",
                                  "-y",
                                  GUARDS,
                                  "-i",
                                  PROGRAM_INPUT,
                                  "-map",
                                  "0:a:0",
                                  "-vn",
                                  BARE,
                                  "-c:a",
                                  "libmp3lame",
                                  "-q:a",
                                  "2",
                                  "-ac",
                                  "2",
                                  "-id3v2_version",
                                  "0",
                                  "-f",
                                  "mp3",
                                  PROGRAM_OUTPUT,
                                  NULL };
    const char *const *const all[] = {
        [FILM_VIDEO] = video, [FILM_MOVING] = moving, [FILM_AUDIO] = audio
    };
    if (ffmpeg == NULL)
        return ERR_MEDIA_TYPE;
    return encode(pool, all[kind], input, o->film_deadline_ms / MS_PER_SECOND,
                  FILM_OUTPUT_BYTES_MAX, out);
}

enum err media_film_encode(const struct media_pool *pool, enum film_kind kind, int input, int *out,
                           struct film_facts *out_facts)
{
    int made = -1;
    TRY(encode_kind(pool, kind, input, &made));
    enum err err = media_film_probe(pool, made, out_facts);
    if (err == ERR_OK)
        *out = made;
    else
        (void)close(made);
    return err;
}

enum err media_film_picture(const struct media_pool *pool, bool is_cover, int input, int *out)
{
    char path[PATH_BYTES];
    const char *const arguments[] = { program_path(media_pool_options(pool), "ffmpeg", path),
                                      "-nostdin",
                                      "-y",
                                      GUARDS,
                                      "-i",
                                      PROGRAM_INPUT,
                                      "-map",
                                      is_cover ? "0:v:0" : "0:V:0",
                                      "-frames:v",
                                      "1",
                                      BARE,
                                      "-vf",
                                      "scale=w='min(1920,iw)':h=-1",
                                      "-c:v",
                                      "png",
                                      "-f",
                                      "image2pipe",
                                      PROGRAM_OUTPUT,
                                      NULL };
    if (arguments[0] == NULL)
        return ERR_MEDIA_TYPE;
    return encode(pool, arguments, input, PICTURE_SECONDS, PICTURE_BYTES_MAX, out);
}

enum err media_memory_file(struct sv bytes, int *out)
{
    int fd = memfd_create("efface-film", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    while (fd >= 0 && bytes.len > 0) {
        ssize_t len = write(fd, bytes.ptr, bytes.len);
        if (len <= 0) {
            (void)close(fd);
            return ERR_IO;
        }
        bytes = sv_from_offset(bytes, (size_t)len);
    }
    *out = fd;
    return fd < 0 ? ERR_IO : ERR_OK;
}
