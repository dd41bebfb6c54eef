/* Power cuts while people post, upload and erase, deliveries are recorded and erasures run; under the keyring, the store
 * and the media folder at once.
 *
 * After each cut: what was answered well is there and opens, asking again gives no second one, what was sent is recorded
 * or sent again, an erasure goes on where it was, and once it is physical nothing of it comes back with the power. The
 * negative control runs the same with syncs that do nothing. EFFACE_CUT_SEED repeats a run, EFFACE_CUT_ROUNDS makes it
 * longer.
 */
#include "harness/cut_files.h"
#include "harness/cut_vfs.h"
#include "harness/harness.h"
#include "harness/service_fixture.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "crypto/wrap.h"
#include "model/scope.h"
#include "service/erase_account.h"
#include "service/erase_status.h"
#include "service/post_status.h"
#include "service/record_delivery.h"
#include "service/run_erasure.h"
#include "service/timeline.h"
#include "store/account.h"
#include "store/erasure.h"
#include "store/media.h"
#include "store/media_file.h"
#include "store/outbound.h"
#include "store/status.h"

#define PEOPLE 3
#define INBOXES 3
#define ITEMS_MAX 400 /* of one person */
#define OPERATIONS 24 /* of one person in one round, should the cut never come */
#define CALLS_MAX 500
#define MANY 100 /* rounds after which a cut came in the middle of everything */
#define SENT_MAX 40000
#define FANOUTS 8
#define DUE 20

enum item_state {
    ITEM_TRIED,   /* posting it had no good answer */
    ITEM_STORED,  /* it had */
    ITEM_ERASING, /* erasing it had no good answer */
    ITEM_ERASED,  /* it had */
};

/* A status, with or without a picture. */
struct item {
    enum item_state state;
    struct status_id id;
    struct media_id picture; /* none: without */
    char word[32];           /* its text, and its idempotency key */
    char file[MEDIA_FILE_NAME_BYTES + 1];
    unsigned char wrapped[CRYPTO_WRAPPED_BYTES]; /* its key, as it lies in the keyring */
    bool has_wrapped;
    bool is_settled; /* gone, looked at, nothing more to see */
};

struct person {
    struct account_id account;
    uint64_t random;
    struct item items[ITEMS_MAX];
    size_t count;
    size_t old_count; /* of rounds before: only these are erased */
    bool is_erasing;
    bool is_erased;
};

/* An activity that reached an inbox. */
struct sent {
    int64_t object;
    enum activity_kind kind;
    struct inbox_id inbox;
};

static struct {
    struct service_fixture f;
    struct person people[PEOPLE];
    struct account_id followers[INBOXES];
    struct inbox_id inboxes[INBOXES];
    struct sent sent[SENT_MAX]; /* written by the delivering thread, read between rounds */
    size_t sent_count;
    int64_t next_account;
    int64_t next_word;
    int faults;
    int seen[4]; /* items by the state in which a cut left them */
    int erased_accounts;
} w;

static uint64_t seed;

static int64_t setting(const char *name, int64_t otherwise)
{
    const char *text = getenv(name);
    return text == NULL ? otherwise : atoll(text);
}

static uint64_t random_below(uint64_t *state, uint64_t bound)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (*state >> 33) % bound;
}

static void fault(const char *what, const struct item *item, enum err err)
{
    w.faults++;
    print_message("%s: %s (%s)\n", item == NULL ? "instance" : item->word, what,
                  err_row(err)->name);
}

/* A ctx of a thread's own, as a server's worker has. */
static struct ctx worker_ctx(struct arena *arena)
{
    struct ctx ctx = fixture_ctx(&w.f.keyed.store, arena);
    ctx.keyring = w.f.keyed.store.ctx.keyring;
    ctx.engine = &w.f.engine;
    return ctx;
}

static void become(struct ctx *ctx, const struct person *p)
{
    db_release(ctx);
    ctx->now_ms = clock_now_ms();
    ctx->error = (struct ctx_error){ 0 };
    ctx->viewer = (struct viewer){ .account = p->account,
                                   .user_account = p->account,
                                   .scopes = SCOPE_ALL,
                                   .role = USER_ROLE_USER };
}

/* What people do */

struct picture_write {
    struct media media;
    struct media_sealed sealed;
    struct keyring_new key;
    struct sv wrapped;
};

static enum err picture_insert(struct ctx *ctx, void *arg)
{
    struct picture_write *write = arg;
    keyring_attach(ctx, &write->key, write->wrapped);
    return store_media_insert(ctx, &write->media, &write->sealed);
}

/* As an upload leaves it, without the cage. */
static enum err picture_upload(struct ctx *ctx, const struct person *p, struct item *item)
{
    struct picture_write write = { .media = { .id = media_id(engine_next_id(ctx)),
                                              .owner = p->account,
                                              .kind = MEDIA_IMAGE,
                                              .file = media_file_new_name(ctx->arena),
                                              .alt = sv_from(item->word),
                                              .created_ms = ctx->now_ms } };
    struct media *media = &write.media;
    media->versions[MEDIA_VERSION_ORIGINAL] = (struct media_file_meta){ .mime = SV("image/png") };
    keyring_new_key(p->account, media->id.v, &write.key);
    TRY(keyring_wrap(ctx, &write.key, NULL, &write.wrapped));
    TRY(store_media_seal(ctx, media, &write.key.key, &write.sealed));
    TRY(store_media_file_write(ctx, w.f.engine.data_dir, media->file, MEDIA_VERSION_ORIGINAL,
                               &write.key.key, sv_from(item->word)));
    TRY(db_write(ctx, picture_insert, &write));
    item->picture = media->id;
    memcpy(item->file, media->file.ptr, MEDIA_FILE_NAME_BYTES);
    return ERR_OK;
}

static enum err item_post(struct ctx *ctx, struct item *item)
{
    struct status status;
    struct post_draft draft = { .text = sv_from(item->word),
                                .idempotency_key = sv_from(item->word),
                                .has_visibility = true,
                                .visibility =
                                    item->word[4] % 2 == 0 ? VISIBILITY_PUBLIC : VISIBILITY_PRIVATE,
                                .media = &item->picture,
                                .media_count = media_id_is_none(item->picture) ? 0 : 1 };
    TRY(service_post_status(ctx, &draft, &status));
    item->id = status.id;
    item->state = ITEM_STORED;
    return ERR_OK;
}

static void new_post(struct ctx *ctx, struct person *p, bool with_picture)
{
    if (p->count == ITEMS_MAX)
        return;
    struct item *item = &p->items[p->count++];
    *item = (struct item){ .state = ITEM_TRIED };
    (void)snprintf(item->word, sizeof item->word, "word%llxof%lld",
                   (unsigned long long)random_below(&p->random, UINT64_C(1) << 30) * 16 + 9,
                   (long long)p->account.v * ITEMS_MAX + (long long)p->count);
    if (with_picture && picture_upload(ctx, p, item) != ERR_OK)
        return;
    enum err err = item_post(ctx, item);
    if (err != ERR_OK && !cut_vfs_is_dead())
        fault("posting failed with the power on", item, err);
}

static void erase_one(struct ctx *ctx, struct person *p)
{
    if (p->old_count == 0)
        return;
    struct item *item = &p->items[random_below(&p->random, p->old_count)];
    struct erasure_id id;
    if (item->state != ITEM_STORED)
        return;
    item->state = ITEM_ERASING;
    if (service_erase_status(ctx, item->id, &id) == ERR_OK)
        item->state = ITEM_ERASED;
}

static void erase_person(struct ctx *ctx, struct person *p)
{
    struct account_erasure erasure;
    ctx->viewer = (struct viewer){ .role = USER_ROLE_ADMIN };
    p->is_erasing = true;
    p->is_erased = service_erase_account(ctx, p->account, false, &erasure) == ERR_OK;
}

static void *person_main(void *arg)
{
    struct person *p = arg;
    struct arena arena;
    struct ctx ctx = worker_ctx(&arena);
    for (int i = 0; i < OPERATIONS && !cut_vfs_is_dead() && !p->is_erasing; i++) {
        uint64_t what = random_below(&p->random, 20);
        become(&ctx, p);
        if (what < 10)
            new_post(&ctx, p, what < 3);
        else if (what < 19)
            erase_one(&ctx, p);
        else if (p->old_count > 4)
            erase_person(&ctx, p);
        db_release(&ctx);
        arena_reset(&arena);
    }
    arena_done(&arena);
    return NULL;
}

/* Deliveries and erasures, as the server's own threads do them */

static void send_to(int64_t object, enum activity_kind kind, struct inbox_id inbox)
{
    assert_true(w.sent_count < SENT_MAX);
    w.sent[w.sent_count++] = (struct sent){ object, kind, inbox };
}

static enum err fanout_deliver(struct ctx *ctx, const struct fanout *fanout, uint64_t *random)
{
    struct outbound_inbox *inboxes = NULL;
    struct delivery_outcome outcomes[2] = { 0 };
    struct delivery_progress progress = { .fanout = fanout };
    struct delivery_batch batch = { .outcomes = outcomes,
                                    .progress = &progress,
                                    .progress_count = 1 };
    TRY(store_fanout_inboxes(ctx, fanout, ARRAY_COUNT(outcomes), &inboxes, &batch.count));
    db_release(ctx);
    progress.is_finished = batch.count < ARRAY_COUNT(outcomes);
    for (size_t i = 0; i < batch.count; i++) {
        bool arrives = random_below(random, 3) > 0;
        outcomes[i].delivery = (struct delivery){ .owner = fanout->owner,
                                                  .object = fanout->object,
                                                  .kind = fanout->kind,
                                                  .inbox = inboxes[i],
                                                  .created_ms = fanout->created_ms };
        outcomes[i].end = arrives ? DELIVERY_SENT : DELIVERY_KEPT;
        progress.cursor = inboxes[i].id;
        if (arrives)
            send_to(fanout->object, fanout->kind, inboxes[i].id);
    }
    return service_record_deliveries(ctx, &batch);
}

static enum err due_deliver(struct ctx *ctx, bool *out_any)
{
    struct delivery *due = NULL;
    struct delivery_batch batch = { 0 };
    TRY(store_delivery_due(ctx, INT64_MAX, NULL, 0, DUE, &due, &batch.count));
    db_release(ctx);
    struct delivery_outcome *outcomes = ARENA_ARRAY(ctx->arena, struct delivery_outcome, DUE);
    for (size_t i = 0; i < batch.count; i++) {
        outcomes[i] =
            (struct delivery_outcome){ .delivery = due[i], .end = DELIVERY_SENT, .has_row = true };
        send_to(due[i].object, due[i].kind, due[i].inbox.id);
    }
    batch.outcomes = outcomes;
    *out_any |= batch.count > 0;
    return batch.count > 0 ? service_record_deliveries(ctx, &batch) : ERR_OK;
}

static enum err deliver(struct ctx *ctx, uint64_t *random, bool *out_any)
{
    struct fanout *fanouts = NULL;
    size_t count = 0;
    TRY(store_fanout_list(ctx, FANOUTS, &fanouts, &count));
    db_release(ctx);
    *out_any = count > 0;
    for (size_t i = 0; i < count; i++)
        TRY(fanout_deliver(ctx, &fanouts[i], random));
    return due_deliver(ctx, out_any);
}

static void *server_main(void *arg)
{
    uint64_t *random = arg;
    struct arena arena;
    struct ctx ctx = worker_ctx(&arena);
    bool any = false;
    enum err err = ERR_OK;
    for (int i = 0; i < OPERATIONS && err == ERR_OK; i++) {
        ctx.now_ms = clock_now_ms();
        err = i % 3 == 0 ? service_finish_open_erasures(&ctx) : deliver(&ctx, random, &any);
        db_release(&ctx);
        arena_reset(&arena);
        (void)usleep(1000);
    }
    if (err != ERR_OK && err != ERR_BUSY && !cut_vfs_is_dead())
        fault("the server's own work failed with the power on", NULL, err);
    arena_done(&arena);
    return NULL;
}

static void live_until_cut(uint64_t round)
{
    pthread_t threads[PEOPLE + 1];
    uint64_t random = seed + round;
    cut_vfs_arm(1 + random_below(&random, CALLS_MAX));
    for (size_t i = 0; i < PEOPLE; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, person_main, &w.people[i]), 0);
    assert_int_equal(pthread_create(&threads[PEOPLE], NULL, server_main, &random), 0);
    for (size_t i = 0; i <= PEOPLE; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    cut_vfs_now();
}

/* After the cut */

/* Close, let the disk give back what it has; true when everything opens again. */
static bool power_off_and_on(void)
{
    service_stop(&w.f);
    cut_vfs_power_on();
    cut_files_power_on();
    enum err err = service_start(&w.f);
    if (err != ERR_OK)
        fault("it does not open again", NULL, err);
    return err == ERR_OK;
}

/* The power fails again while it starts. */
static void cut_start(uint64_t calls)
{
    service_stop(&w.f);
    cut_vfs_power_on();
    cut_files_power_on();
    cut_vfs_arm(calls);
    enum err err = service_start(&w.f);
    UNUSED(err); /* the power may be gone */
    cut_vfs_now();
}

static void wrapped_note(struct item *item)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    const char *path = sv_printf(&w.f.keyed.store.arena, "%s/keyring.db", w.f.keyed.keys).ptr;
    const char *sql = "SELECT box FROM object_wrap WHERE object_id = ?";
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    (void)sqlite3_bind_int64(stmt, 1, item->id.v);
    item->has_wrapped = sqlite3_step(stmt) == SQLITE_ROW;
    if (item->has_wrapped)
        memcpy(item->wrapped, sqlite3_column_blob(stmt, 0), sizeof item->wrapped);
    else
        fault("its key is not in the keyring", item, ERR_KEY_GONE);
    (void)sqlite3_finalize(stmt);
    (void)sqlite3_close(db);
}

static void picture_look(struct ctx *ctx, const struct item *item)
{
    struct media media;
    struct media_file *file = NULL;
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    char bytes[64];
    enum err err = store_media_get(ctx, item->picture, &media);
    if (err == ERR_OK)
        err = keyring_object_key(ctx, media.owner, media.id.v, &key);
    if (err == ERR_OK)
        err = store_media_file_open(ctx, w.f.engine.data_dir, media.file, MEDIA_VERSION_ORIGINAL,
                                    &key, &file);
    if (err != ERR_OK) {
        fault("its picture is lost", item, err);
        return;
    }
    ssize_t len = store_media_file_read(file, 0, bytes, sizeof bytes);
    if (len < 0 || !sv_eq(sv_make(bytes, (size_t)len), sv_from(item->word)))
        fault("its picture does not open", item, ERR_CORRUPT);
    store_media_file_close(file);
}

/* There, whole, and its words open. */
static void stored_look(struct ctx *ctx, struct item *item)
{
    struct status status;
    enum err err = store_status_get(ctx, item->id, &status);
    if (err != ERR_OK) {
        fault("lost", item, err);
        return;
    }
    if (sv_find(status.content.bytes, sv_from(item->word), 0) == SIZE_MAX)
        fault("its words are others", item, ERR_CORRUPT);
    if (!media_id_is_none(item->picture))
        picture_look(ctx, item);
    if (!item->has_wrapped)
        wrapped_note(item);
}

static void item_look(struct ctx *ctx, struct item *item)
{
    struct status status;
    enum err err = ERR_OK;
    if (item->state == ITEM_TRIED) {
        /* An app that had no answer asks again with the same key. */
        err = item_post(ctx, item);
        if (err != ERR_OK)
            fault("asking again failed", item, err);
    } else if (item->state >= ITEM_ERASING) {
        err = store_status_get(ctx, item->id, &status);
        if (err != ERR_OK && err != ERR_NOT_FOUND)
            fault("neither there nor gone", item, err);
        if (err == ERR_OK && item->state == ITEM_ERASED)
            fault("its erasure was answered well, and it is there", item, err);
        item->state = err == ERR_OK ? ITEM_STORED : ITEM_ERASED;
    }
    if (item->state == ITEM_STORED)
        stored_look(ctx, item);
}

/* The page of an account shows each of its posts, once. */
static void page_look(struct ctx *ctx, const struct person *p)
{
    size_t wanted = 0;
    size_t shown = 0;
    for (size_t i = 0; i < p->count; i++)
        wanted += p->items[i].state == ITEM_STORED;
    struct account_filter filter = { 0 };
    struct paging paging = { .below = INT64_MAX, .count = PAGING_COUNT_MAX };
    struct status_page page = { 0 };
    enum err err = ERR_OK;
    do {
        err = service_list_account(ctx, p->account, &filter, &paging, &page);
        shown += page.count;
        paging.below = page.max_id;
    } while (err == ERR_OK && !page.is_end && page.max_id > 0);
    struct account account;
    if (err == ERR_OK)
        err = store_account_get(ctx, p->account, &account);
    if (err != ERR_OK || shown != wanted || account.counts.statuses != (int64_t)wanted) {
        print_message("%zu of %zu\n", shown, wanted);
        fault("the page shows or counts another number of posts", NULL, err);
    }
}

static void person_settle(struct ctx *ctx, struct person *p)
{
    struct account account;
    enum err err = store_account_get(ctx, p->account, &account);
    bool is_there = err == ERR_OK && account.state != ACCOUNT_ERASING;
    if (p->is_erased && is_there)
        fault("an account's erasure was answered well, and it is there", NULL, err);
    if (!p->is_erasing && !is_there)
        fault("an account is lost", NULL, err);
    p->is_erased = !is_there;
    p->is_erasing = !is_there;
    if (!p->is_erased)
        return;
    for (size_t i = 0; i < p->count; i++)
        p->items[i].state = ITEM_ERASED;
}

static void person_look(struct ctx *ctx, struct person *p)
{
    become(ctx, p);
    for (size_t i = 0; i < p->count; i++)
        if (i >= p->old_count || (p->items[i].state >= ITEM_ERASING && !p->items[i].is_settled))
            w.seen[p->items[i].state]++;
    person_settle(ctx, p);
    for (size_t i = 0; i < p->count && !p->is_erased; i++)
        ARENA_SCOPE (ctx->arena)
            item_look(ctx, &p->items[i]);
    db_release(ctx);
    if (!p->is_erased)
        page_look(ctx, p);
    db_release(ctx);
    p->old_count = p->count;
}

static bool was_sent(int64_t object, enum activity_kind kind, struct inbox_id inbox)
{
    for (size_t i = 0; i < w.sent_count; i++)
        if (w.sent[i].object == object && w.sent[i].kind == kind &&
            inbox_id_eq(w.sent[i].inbox, inbox))
            return true;
    return false;
}

/* Everything goes out in the end: each post to everybody, each Delete to whoever got the post. */
static void deliveries_look(struct ctx *ctx)
{
    bool any = true;
    uint64_t random = seed;
    enum err err = ERR_OK;
    while (any && err == ERR_OK)
        ARENA_SCOPE (ctx->arena)
            err = deliver(ctx, &random, &any);
    if (err != ERR_OK)
        fault("delivering failed with the power on", NULL, err);
    for (size_t i = 0; i < (size_t)PEOPLE * ITEMS_MAX; i++) {
        struct person *p = &w.people[i / ITEMS_MAX];
        struct item *item = &p->items[i % ITEMS_MAX];
        if (i % ITEMS_MAX >= p->count || item->is_settled || p->is_erased)
            continue;
        for (size_t j = 0; j < INBOXES; j++) {
            bool has_post = was_sent(item->id.v, ACTIVITY_CREATE, w.inboxes[j]);
            if (item->state == ITEM_STORED && !has_post)
                fault("never sent", item, ERR_OK);
            if (item->state == ITEM_ERASED && has_post &&
                !was_sent(item->id.v, ACTIVITY_DELETE, w.inboxes[j]))
                fault("sent, and its Delete never", item, ERR_OK);
        }
    }
}

static void erasures_finish(struct ctx *ctx)
{
    struct erasure *open = NULL;
    ctx->now_ms = clock_now_ms();
    enum err err = service_finish_open_erasures(ctx);
    if (err != ERR_OK)
        fault("erasures do not end", NULL, err);
    for (enum erasure_stage stage = ERASURE_ROWS; stage < ERASURE_PHYSICAL; stage++) {
        size_t count = 0;
        err = store_erasure_list(ctx, stage, erasure_id(0), 1, &open, &count);
        if (err != ERR_OK || count > 0)
            fault("an erasure is half done", NULL, err);
    }
    db_release(ctx);
}

static bool keyring_files_hold(struct sv bytes)
{
    struct arena *a = &w.f.keyed.store.arena;
    bool is_found = false;
    ARENA_SCOPE (a) {
        size_t count = 0;
        const struct sv *names = harness_list_folder(a, w.f.keyed.keys, &count);
        for (size_t i = 0; i < count; i++) {
            const char *path = sv_printf(a, "%s/%" SV_FMT, w.f.keyed.keys, SV_ARG(names[i])).ptr;
            is_found |= sv_find(harness_read_file(a, path), bytes, 0) != SIZE_MAX;
        }
    }
    return is_found;
}

static void erased_look(struct ctx *ctx, struct item *item)
{
    struct status status;
    enum err err = store_status_get(ctx, item->id, &status);
    if (err != ERR_NOT_FOUND)
        fault("erased, and back again", item, err);
    if (item->has_wrapped && keyring_files_hold(sv_make(item->wrapped, sizeof item->wrapped)))
        fault("erased, and its key is in the keyring's files", item, ERR_OK);
    const char *path =
        media_id_is_none(item->picture)
            ? NULL
            : media_file_path(ctx->arena, w.f.engine.data_dir,
                              sv_make(item->file, MEDIA_FILE_NAME_BYTES), MEDIA_VERSION_ORIGINAL);
    if (path != NULL && access(path, F_OK) == 0)
        fault("erased, and its picture's file is there", item, ERR_OK);
    item->is_settled = true;
}

static void everything_erased_look(void)
{
    struct ctx *ctx = service_console(&w.f);
    for (size_t i = 0; i < PEOPLE; i++) {
        struct person *p = &w.people[i];
        for (size_t j = 0; j < p->count; j++) {
            struct item *item = &p->items[j];
            if (item->state != ITEM_ERASED || item->is_settled)
                continue;
            /* A post that nobody knows the id of went with its account. */
            if (status_id_is_none(item->id))
                item->is_settled = true;
            else
                ARENA_SCOPE (ctx->arena)
                    erased_look(ctx, item);
        }
    }
    db_release(ctx);
}

/* The instance */

static enum err follow(struct ctx *ctx, void *arg)
{
    const struct person *p = arg;
    for (size_t i = 0; i < INBOXES; i++)
        TRY(store_membership_add(ctx, p->account, w.followers[i]));
    return ERR_OK;
}

static void person_arrive(struct person *p)
{
    char name[32];
    uint64_t random = p->random;
    (void)snprintf(name, sizeof name, "person%lld", (long long)w.next_account);
    *p = (struct person){ .random = random };
    p->account = keyed_account(&w.f.keyed, name, w.next_account++);
    assert_ctx_ok(&w.f.keyed.store.ctx, db_write(&w.f.keyed.store.ctx, follow, p));
}

static void instance_open(void)
{
    static const char *const hosts[INBOXES] = { "a.example", "b.example", "c.example" };
    memset(&w, 0, sizeof w);
    w.next_account = 1000;
    service_open(&w.f, FIXTURE_SQLITE);
    struct ctx *ctx = service_console(&w.f);
    for (size_t i = 0; i < INBOXES; i++) {
        w.followers[i] = service_remote(&w.f, "reader", hosts[i], 10 + (int64_t)i);
        assert_ctx_ok(ctx, store_inbox_of_account(ctx, w.followers[i], &w.inboxes[i]));
        db_release(ctx);
    }
    for (size_t i = 0; i < PEOPLE; i++) {
        w.people[i].random = seed * 31 + i;
        person_arrive(&w.people[i]);
    }
    cut_files_watch(w.f.engine.data_dir, seed);
}

static void instance_close(void)
{
    cut_files_forget();
    service_close(&w.f);
    cut_vfs_forget();
}

/* Erasures are interrupted by a second cut, end, and the power fails once more right after their good answer. */
static bool erasures_survive(uint64_t round)
{
    cut_vfs_arm(1 + (seed + round) % 61);
    enum err err = service_finish_open_erasures(service_console(&w.f));
    UNUSED(err); /* the power may be gone */
    cut_vfs_now();
    if (!power_off_and_on())
        return false;
    erasures_finish(service_console(&w.f));
    cut_vfs_now();
    if (!power_off_and_on())
        return false;
    everything_erased_look();
    return true;
}

static bool round_run(uint64_t round)
{
    live_until_cut(round);
    if (round % 3 == 0)
        cut_start(1 + (seed + round) % 13);
    if (!power_off_and_on())
        return false;
    for (size_t i = 0; i < PEOPLE; i++)
        person_look(service_anonymous(&w.f), &w.people[i]);
    deliveries_look(service_console(&w.f));
    if (!erasures_survive(round))
        return false;
    for (size_t i = 0; i < PEOPLE; i++) {
        if (!w.people[i].is_erased && w.people[i].count < ITEMS_MAX - OPERATIONS)
            continue;
        w.erased_accounts += w.people[i].is_erased;
        person_arrive(&w.people[i]);
    }
    return w.faults == 0;
}

static int run_rounds(uint64_t rounds, bool is_lying)
{
    instance_open();
    cut_vfs_lie(is_lying);
    for (uint64_t round = 0; round < rounds; round++)
        if (!round_run(round))
            break;
    cut_vfs_lie(false);
    print_message("posts of a cut's round: %d without an answer, %d stored, %d being erased, %d "
                  "erased; %d accounts erased; %zu sent\n",
                  w.seen[ITEM_TRIED], w.seen[ITEM_STORED], w.seen[ITEM_ERASING],
                  w.seen[ITEM_ERASED], w.erased_accounts, w.sent_count);
    int faults = w.faults;
    bool saw_all = w.seen[ITEM_TRIED] > 0 && w.seen[ITEM_STORED] > 0 && w.seen[ITEM_ERASING] > 0 &&
                   w.seen[ITEM_ERASED] > 0 && w.erased_accounts > 0;
    instance_close();
    assert_true(is_lying || rounds < MANY || saw_all);
    return faults;
}

static void test_nothing_acknowledged_is_lost(void **state)
{
    UNUSED(state);
    assert_int_equal(run_rounds((uint64_t)setting("EFFACE_CUT_ROUNDS", 10), false), 0);
}

static void test_loss_would_be_seen(void **state)
{
    UNUSED(state);
    assert_true(run_rounds(50, true) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_acknowledged_is_lost),
        cmocka_unit_test(test_loss_would_be_seen),
    };
    seed = (uint64_t)setting("EFFACE_CUT_SEED", clock_monotonic_us());
    print_message("EFFACE_CUT_SEED=%llu\n", (unsigned long long)seed);
    cut_vfs_register(seed);
    return cmocka_run_group_tests_name("service power cut", tests, NULL, NULL);
}
