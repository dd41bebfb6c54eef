/* What is wrong with an archive, and how much of one is taken. */
#include "archive/limits.h"

const struct archive_limits archive_limits_default = {
    .entries_max = 500000,
    .entry_bytes_max = INT64_C(8) << 30,
    .total_bytes_max = INT64_C(256) << 30,
    .ratio_max = 100,
    .ratio_free_bytes = INT64_C(64) << 20,
};

static const struct sv texts[ARCHIVE_PROBLEM_COUNT] = {
    [ARCHIVE_PROBLEM_NONE] = SV_INIT("The archive is fine"),
    [ARCHIVE_PROBLEM_UNKNOWN] = SV_INIT("This is neither a folder nor a zip or tar.gz archive"),
    [ARCHIVE_PROBLEM_BROKEN] = SV_INIT("The archive is damaged or cut off"),
    [ARCHIVE_PROBLEM_ENTRIES] = SV_INIT("The archive has too many entries"),
    [ARCHIVE_PROBLEM_SIZE] = SV_INIT("The archive unpacks to more than is accepted"),
    [ARCHIVE_PROBLEM_BOMB] = SV_INIT("The archive unpacks to far more than its size, as bombs do"),
    [ARCHIVE_PROBLEM_PATH] =
        SV_INIT("The archive has an entry whose name leads out of it, is too long or is no text"),
    [ARCHIVE_PROBLEM_LINK] =
        SV_INIT("The archive has an entry that is a link, a device or another special file"),
    [ARCHIVE_PROBLEM_DUPLICATE] = SV_INIT("The archive has two entries of the same name"),
    [ARCHIVE_PROBLEM_ENCRYPTED] = SV_INIT("The archive is encrypted"),
    [ARCHIVE_PROBLEM_DEPTH] = SV_INIT("The archive has folders too deep in each other"),
    [ARCHIVE_PROBLEM_UNREADABLE] = SV_INIT("A file of the archive cannot be read"),
    [ARCHIVE_PROBLEM_MANIFEST] =
        SV_INIT("There is no readable actor.json with an outbox.json beside "
                "it: this is no archive of a Mastodon account"),
    [ARCHIVE_PROBLEM_ACTORS] =
        SV_INIT("There is more than one actor.json: import the archives one by one"),
    [ARCHIVE_PROBLEM_OUTBOX] = SV_INIT("Its outbox.json is not a list of activities"),
};

struct sv archive_problem_text(enum archive_problem problem)
{
    assert(problem < ARCHIVE_PROBLEM_COUNT);
    return texts[problem];
}
