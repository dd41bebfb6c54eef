/* An engine on a keyed store: what service and api tests run on. */
#pragma once

#include "harness/keyed_fixture.h"

#include "conf/settings.h"
#include "model/media.h"
#include "model/user.h"
#include "service/engine.h"

struct service_fixture {
    struct keyed_fixture keyed; /* .store.ctx has db, keyring and engine */
    struct engine engine;       /* without media and wake functions */
    struct conf conf;
};

/** Open with registration open, on the host "local.example"; conf, cache, feed, stream, ids and keys are there. */
void service_open(struct service_fixture *f, enum fixture_engine engine);
void service_close(struct service_fixture *f);

/** As a stop and a start of the server; service_start may fail where a test broke the files, and leaves all closed. */
void service_stop(struct service_fixture *f);
MUST_USE enum err service_start(struct service_fixture *f);

/** The ctx, its viewer set to nobody, and the clock to now. */
struct ctx *service_anonymous(struct service_fixture *f);

/** The ctx as the operator's console: administrator without a user. */
struct ctx *service_console(struct service_fixture *f);

/** The ctx as a person in a web session. */
struct ctx *service_as(struct service_fixture *f, const struct user *user);

/**
 * A ctx for another thread, as service_as.
 *
 * arena    initialized here; the thread ends it
 */
struct ctx service_thread_as(struct service_fixture *f, const struct user *user,
                             struct arena *arena);

/** What an act of a race came to is in its ctx, and with it. */
typedef void service_act(struct ctx *ctx, void *arg);

/** Two acts of a person at the same time, each on a thread of its own. */
void service_race(struct service_fixture *f, const struct user *user, service_act *one,
                  service_act *other, void *arg);

/** Sign a person up: NAME@mail.example, password "correct horse"; the viewer is nobody afterwards. */
struct user service_person(struct service_fixture *f, const char *username);

/** The ctx acting as an account of keyed_account, without a login behind it. */
struct ctx *service_acting(struct service_fixture *f, struct account_id account);

/** An account of another server, with an inbox of its own and the server's shared inbox. */
struct account_id service_remote(struct service_fixture *f, const char *username, const char *host,
                                 int64_t id);

/** A picture of an account that is on no status yet, as an upload leaves it: sealed files and a row, made without the cage. */
struct media service_picture(struct service_fixture *f, struct account_id owner, struct sv alt,
                             struct sv original, struct sv small);

/** Rows of an account that a walk along the manifest would still erase; 0 when nothing names it. */
int64_t service_rows_left(struct service_fixture *f, struct account_id account);

/** Every counter says what counting gives. */
void service_counters_check(struct service_fixture *f);

/** Files in the media folder, with all their versions. */
size_t service_files_count(struct service_fixture *f);
