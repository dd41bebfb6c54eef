/* The directory at the end of a zip file. */
#include "archive/zip_directory.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/num.h"

#define END_BYTES 22
#define COMMENT_BYTES_MAX 65535
#define LOCATOR_BYTES 20
#define END64_BYTES 56
#define RECORD_BYTES 46
#define TAIL_BYTES (END_BYTES + COMMENT_BYTES_MAX)
#define PIECE_BYTES 65536

#define SIGNATURE_END 0x06054b50u
#define SIGNATURE_LOCATOR 0x07064b50u
#define SIGNATURE_END64 0x06064b50u
#define SIGNATURE_RECORD 0x02014b50u

#define FLAG_ENCRYPTED 1u
#define SIZE_IN_EXTRA 0xffffffffu

static uint64_t le(const unsigned char *at, size_t bytes)
{
    uint64_t v = 0;
    for (size_t i = bytes; i > 0; i--)
        v = v << 8 | at[i - 1];
    return v;
}

static bool read_at(int fd, int64_t offset, unsigned char *out, size_t len)
{
    while (len > 0) {
        ssize_t n = pread(fd, out, len, offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        out += n;
        len -= (size_t)n;
        offset += n;
    }
    return true;
}

static bool is_within(uint64_t begin, uint64_t size, int64_t end)
{
    return end >= 0 && begin <= (uint64_t)end && size <= (uint64_t)end - begin;
}

/* The larger form's end record, when the locator before the small one leads to it. */
static bool end64_find(int fd, int64_t end_at, int64_t *out_begin)
{
    unsigned char locator[LOCATOR_BYTES];
    unsigned char record[END64_BYTES];
    if (end_at < LOCATOR_BYTES || !read_at(fd, end_at - LOCATOR_BYTES, locator, sizeof locator) ||
        le(locator, 4) != SIGNATURE_LOCATOR)
        return false;
    uint64_t at = le(locator + 8, 8);
    if (!is_within(at, END64_BYTES, end_at) || !read_at(fd, (int64_t)at, record, sizeof record) ||
        le(record, 4) != SIGNATURE_END64)
        return false;
    uint64_t begin = le(record + 48, 8);
    uint64_t size = le(record + 40, 8);
    if (!is_within(begin, size, (int64_t)at))
        return false;
    *out_begin = (int64_t)begin;
    return true;
}

/* Where the directory begins. */
static bool end_find(int fd, int64_t file_bytes, int64_t *out_begin)
{
    static const size_t longest = TAIL_BYTES;
    unsigned char tail[TAIL_BYTES];
    size_t len = file_bytes < (int64_t)longest ? (size_t)file_bytes : longest;
    int64_t tail_at = file_bytes - (int64_t)len;
    if (len < END_BYTES || !read_at(fd, tail_at, tail, len))
        return false;
    for (size_t at = len - END_BYTES + 1; at > 0; at--) {
        const unsigned char *end = tail + at - 1;
        if (le(end, 4) != SIGNATURE_END)
            continue;
        int64_t end_at = tail_at + (int64_t)at - 1;
        if (end64_find(fd, end_at, out_begin))
            return true;
        uint64_t begin = le(end + 16, 4);
        uint64_t size = le(end + 12, 4);
        if (!is_within(begin, size, end_at))
            continue;
        *out_begin = (int64_t)begin;
        return true;
    }
    return false;
}

/* The directory in pieces. */
struct window {
    int fd;
    int64_t at; /* in the file */
    int64_t end;
    size_t begin; /* what is left of the piece */
    size_t len;
    unsigned char bytes[PIECE_BYTES];
};

/* At least `need` bytes at hand; false at the end. */
static bool window_need(struct window *w, size_t need)
{
    if (w->len - w->begin >= need)
        return true;
    size_t left = w->len - w->begin;
    memmove(w->bytes, w->bytes + w->begin, left);
    int64_t more = w->end - w->at;
    size_t take = more < (int64_t)(sizeof w->bytes - left) ? (size_t)more : sizeof w->bytes - left;
    if (!read_at(w->fd, w->at, w->bytes + left, take))
        return false;
    w->at += (int64_t)take;
    w->begin = 0;
    w->len = left + take;
    return w->len >= need;
}

static void window_skip(struct window *w, size_t bytes)
{
    size_t left = w->len - w->begin;
    if (bytes <= left) {
        w->begin += bytes;
        return;
    }
    int64_t target = w->at + (int64_t)(bytes - left);
    w->at = target < w->end ? target : w->end;
    w->begin = 0;
    w->len = 0;
}

struct totals {
    int64_t count;
    int64_t packed;
    int64_t unpacked;
};

static enum archive_problem record_add(const unsigned char *record, struct totals *t)
{
    if (le(record + 8, 2) & FLAG_ENCRYPTED)
        return ARCHIVE_PROBLEM_ENCRYPTED;
    uint64_t packed = le(record + 20, 4);
    uint64_t unpacked = le(record + 24, 4);
    /* Sizes of 4 GiB and more stand elsewhere; what is read of such an entry is counted by the reader. */
    if (packed != SIZE_IN_EXTRA && !num_add(t->packed, (int64_t)packed, &t->packed))
        return ARCHIVE_PROBLEM_BOMB;
    if (unpacked != SIZE_IN_EXTRA && !num_add(t->unpacked, (int64_t)unpacked, &t->unpacked))
        return ARCHIVE_PROBLEM_BOMB;
    t->count += 1;
    return ARCHIVE_PROBLEM_NONE;
}

static enum archive_problem records_walk(struct window *w, const struct archive_limits *limits,
                                         struct totals *t)
{
    while (window_need(w, RECORD_BYTES) && le(w->bytes + w->begin, 4) == SIGNATURE_RECORD) {
        const unsigned char *record = w->bytes + w->begin;
        size_t whole = RECORD_BYTES + (size_t)le(record + 28, 2) + (size_t)le(record + 30, 2) +
                       (size_t)le(record + 32, 2);
        enum archive_problem problem = record_add(record, t);
        if (problem != ARCHIVE_PROBLEM_NONE)
            return problem;
        if (t->count > limits->entries_max)
            return ARCHIVE_PROBLEM_ENTRIES;
        window_skip(w, whole);
    }
    return ARCHIVE_PROBLEM_NONE;
}

/* It begins like a zip file: what is missing is its end. */
static bool is_begun(int fd)
{
    unsigned char head[2];
    return read_at(fd, 0, head, sizeof head) && head[0] == 'P' && head[1] == 'K';
}

enum archive_problem archive_zip_check(int fd, const struct archive_limits *limits)
{
    struct stat st;
    int64_t begin = 0;
    if (fstat(fd, &st) != 0)
        return ARCHIVE_PROBLEM_UNREADABLE;
    if (!end_find(fd, st.st_size, &begin))
        return is_begun(fd) ? ARCHIVE_PROBLEM_BROKEN : ARCHIVE_PROBLEM_UNKNOWN;
    /* The library reads records as long as they follow each other, whatever the end record says. */
    struct window w = { .fd = fd, .at = begin, .end = st.st_size };
    struct totals t = { 0 };
    enum archive_problem problem = records_walk(&w, limits, &t);
    if (problem != ARCHIVE_PROBLEM_NONE)
        return problem;
    bool is_bomb = t.packed > st.st_size || (t.unpacked > limits->ratio_free_bytes &&
                                             t.unpacked / limits->ratio_max > st.st_size);
    return is_bomb ? ARCHIVE_PROBLEM_BOMB : ARCHIVE_PROBLEM_NONE;
}
