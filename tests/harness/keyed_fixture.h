/* A store with a keyring: what store and service tests run on. */
#pragma once

#include "harness/store_fixture.h"

#include "store/keyring.h"

struct keyed_fixture {
    struct fixture store; /* .ctx has db and keyring */
    const char *keys;     /* folder of the keyring */
};

/** Open a fresh keyring, then a fresh store whose commits go through it. */
void keyed_open(struct keyed_fixture *f, enum fixture_engine engine);
void keyed_close(struct keyed_fixture *f);

/** Close both and open them again, as after a restart. */
void keyed_reopen(struct keyed_fixture *f);

/** The two halves of it; keyed_start may fail where a test broke the files, and then leaves both closed. */
void keyed_stop(struct keyed_fixture *f);
MUST_USE enum err keyed_start(struct keyed_fixture *f);

/** A new account with its key; the test fails when that fails. */
struct account_id keyed_account(struct keyed_fixture *f, const char *username, int64_t id);
