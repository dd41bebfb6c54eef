/* efface-seed: fill an instance with people, follows and posts, for measuring.
 *
 * The instance is one that `efface init` made, with its page and its readers; nothing serves it meanwhile. Local posts are
 * sealed as the store seals them, under keys that stand in the keyring; counters and memberships agree with the rows. What
 * other servers' accounts would need to be written to (remote_actor) is left out: their inboxes are known by membership.
 */
#include "seed.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <time.h>

#include "base/clock.h"
#include "crypto/secret.h"
#include "store/keyring.h"

#define ARENA_BYTES ((size_t)64 << 20)
#define PAST_DAYS 400
#define SMALL_FOLLOWERS 10

static const char usage[] =
    "usage: efface-seed --data DIR [--accounts N] [--posts N] [--local-share 0.5] [--page HANDLE] "
    "[--small-page HANDLE]\n"
    "                   [--page-followers N] [--page-posts N] [--hosts N] [--inbox-port PORT] "
    "[--follows N]\n";

int64_t seed_pick(int64_t number, int64_t salt, int64_t below)
{
    uint64_t x = (uint64_t)number * UINT64_C(0x9E3779B97F4A7C15) + (uint64_t)salt;
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (int64_t)((x ^ (x >> 31)) % (uint64_t)below);
}

int64_t seed_host_end(const struct seed *s, int64_t host)
{
    return ((host + 1) * s->remote_count + s->options.hosts - 1) / s->options.hosts;
}

int64_t seed_page_followers(const struct seed *s)
{
    return s->page_id == 0 ? 0 : s->options.page_followers;
}

int64_t seed_small_page_followers(const struct seed *s)
{
    if (s->small_page_id == 0)
        return 0;
    return s->remote_count < SMALL_FOLLOWERS ? s->remote_count : SMALL_FOLLOWERS;
}

static int64_t number(const char *text)
{
    char *end = NULL;
    long long value = strtoll(text, &end, 10);
    if (*text == '\0' || *end != '\0' || value < 0)
        bulk_die("%s is no count", text);
    return value;
}

static struct seed_options options_parse(int argc, char **argv)
{
    struct seed_options o = { .accounts = 1000,
                              .posts = 10000,
                              .local_share = 0.5,
                              .hosts = 1000,
                              .inbox_port = 9,
                              .follows = 500 };
    static const struct option names[] = {
        { "data", required_argument, NULL, 'd' },
        { "accounts", required_argument, NULL, 'a' },
        { "posts", required_argument, NULL, 'p' },
        { "local-share", required_argument, NULL, 'l' },
        { "page", required_argument, NULL, 'g' },
        { "page-followers", required_argument, NULL, 'f' },
        { "page-posts", required_argument, NULL, 'o' },
        { "hosts", required_argument, NULL, 'h' },
        { "inbox-port", required_argument, NULL, 'i' },
        { "follows", required_argument, NULL, 'w' },
        { "small-page", required_argument, NULL, 's' },
        { NULL, 0, NULL, 0 },
    };
    int c = 0;
    while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
        switch (c) {
        case 'd':
            o.data = optarg;
            break;
        case 'a':
            o.accounts = number(optarg);
            break;
        case 'p':
            o.posts = number(optarg);
            break;
        case 'l':
            o.local_share = strtod(optarg, NULL);
            break;
        case 'g':
            o.page = optarg;
            break;
        case 'f':
            o.page_followers = number(optarg);
            break;
        case 'o':
            o.page_posts = number(optarg);
            break;
        case 'h':
            o.hosts = number(optarg);
            break;
        case 'i':
            o.inbox_port = number(optarg);
            break;
        case 'w':
            o.follows = number(optarg);
            break;
        case 's':
            o.small_page = optarg;
            break;
        default:
            bulk_die("%s", usage);
        }
    }
    if (o.data == NULL || optind < argc || o.hosts == 0 ||
        !(o.local_share >= 0 && o.local_share <= 1))
        bulk_die("%s", usage);
    return o;
}

/* The lock that `efface serve` holds: never two writers. */
static void lock_take(struct seed *s)
{
    const char *path = sv_printf(s->ctx.arena, "%s/lock", s->options.data).ptr;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0)
        bulk_die("%s is no instance, or something serves it", s->options.data);
}

static int64_t page_find(struct seed *s, const char *handle)
{
    if (handle == NULL)
        return 0;
    char *sql =
        sqlite3_mprintf("SELECT id FROM account WHERE username_key = %Q AND domain = ''", handle);
    int64_t id = bulk_get(&s->main, sql);
    sqlite3_free(sql);
    if (id == 0)
        bulk_die("there is no page %s", handle);
    return id;
}

static void files_open(struct seed *s)
{
    struct arena *a = s->ctx.arena;
    if (crypto_init() != ERR_OK ||
        keyring_open(&s->ctx, sv_printf(a, "%s.keys", s->options.data).ptr, &s->ctx.keyring) !=
            ERR_OK)
        bulk_die("the keyring does not open: %s", s->ctx.error.detail);
    bulk_open_alone(&s->main, sv_printf(a, "%s/main.db", s->options.data).ptr);
    bulk_open(&s->keys, sv_printf(a, "%s.keys/keyring.db", s->options.data).ptr);
    if (bulk_get(&s->main, "SELECT count(*) FROM account WHERE domain <> ''") != 0)
        bulk_die("%s was seeded before", s->options.data);
    s->page_id = page_find(s, s->options.page);
    s->small_page_id = page_find(s, s->options.small_page);
}

static double cpu_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Both times, since a part's wall clock says little on a machine that does other things. */
static void run(struct seed *s, const char *name, void (*part)(struct seed *))
{
    int64_t start_us = clock_monotonic_us();
    double start_cpu = cpu_seconds();
    part(s);
    printf("%-10s %8.1f s %8.1f s CPU\n", name, (double)(clock_monotonic_us() - start_us) / 1e6,
           cpu_seconds() - start_cpu);
    (void)fflush(stdout);
}

/* As the store counts; statuses and servers are what was made here. */
static void totals_count(struct seed *s)
{
    bulk_exec(&s->main, "DELETE FROM instance_count WHERE kind IN (3, 4)");
    bulk_exec(&s->main, "INSERT INTO instance_count (kind, day, slot, value) "
                        "SELECT 3, 0, 0, coalesce(sum(n.statuses), 0) FROM account a "
                        "JOIN account_count n ON n.owner_id = a.id WHERE a.host_id IS NULL");
    bulk_exec(&s->main, "INSERT INTO instance_count (kind, day, slot, value) "
                        "SELECT 4, 0, 0, count(*) FROM host");
}

/* As on an instance that has been running: its sweep has looked at every key, and does not begin with five million. */
static void keys_sweep_note(struct seed *s)
{
    sqlite3_stmt *stmt = bulk_prepare(
        &s->main, "INSERT INTO instance_meta (name, value) VALUES ('keys_swept_ms', ?)");
    struct sv now = sv_printf(s->ctx.arena, "%lld", (long long)s->ctx.now_ms);
    bulk_run(&s->main, stmt, "b", now);
}

static void files_close(struct seed *s)
{
    keys_sweep_note(s);
    bulk_close(&s->main);
    bulk_close(&s->keys);
    keyring_close(s->ctx.keyring);
}

int main(int argc, char **argv)
{
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    struct seed s = { .options = options_parse(argc, argv),
                      .ctx = { .arena = &arena, .now_ms = clock_now_ms() } };
    s.start_ms = s.ctx.now_ms - PAST_DAYS * SEED_DAY_MS;
    lock_take(&s);
    files_open(&s);
    run(&s, "people", seed_people);
    run(&s, "follows", seed_follows);
    run(&s, "posts", seed_posts);
    run(&s, "totals", totals_count);
    run(&s, "durable", files_close);
    arena_done(&arena);
    return 0;
}
