/* Kinds of jobs; stored in job rows, never renumbered. What each is stands in job/kinds.c. */
#pragma once

enum job_kind {
    JOB_INGEST_ACTIVITY = 0,    /* subject: ingest row; owner: the actor's account or none */
    JOB_DEREFERENCE_PARENT = 1, /* subject: status whose parent is not known yet */
    JOB_REFRESH_ACTOR = 2,      /* subject: remote account */
    JOB_RUN_ERASURE = 3,        /* subject: erasure */
    JOB_SWEEP_KEYS = 4,         /* periodic */
    JOB_SWEEP_UPLOADS = 5,      /* periodic */
    JOB_SWEEP_EXPIRED = 6,      /* periodic */
    JOB_SEVER_DOMAIN =
        7, /* subject: an account's domain block, or a domain rule; owner: the account or none */
    JOB_FORGET_UNREAD = 8,        /* subject: an author of another server; none: all of them */
    JOB_UPDATE_POLL = 9,          /* subject: a status of this server with a poll */
    JOB_END_POLL = 10,            /* subject: a status with a poll */
    JOB_FORGET_ANNOUNCEMENT = 11, /* subject: an announcement that is gone */
    JOB_PUBLISH_SCHEDULED = 12,   /* subject: a scheduled status; owner: its account */
    JOB_INDEX_STATUS = 13,        /* subject: status that is new or was changed */
    JOB_INDEX_ACCOUNT = 14, /* subject: account to put in or take out; other: below which id */
    JOB_FILL_SEARCH = 15,   /* other: behind which account it goes on */
    JOB_CLEAN_SEARCH = 16,  /* periodic */
    JOB_TELL_POST = 17,     /* subject: a status that is new */
    JOB_COUNT_TRENDS = 18,  /* periodic */
    JOB_MERGE_NOTIFICATIONS = 19, /* subject: who was let through; owner: by whom */
    JOB_FETCH_CARD = 20,          /* subject: a status that links to a page */
    JOB_PROCESS_MEDIA = 21,       /* subject: a film that was uploaded */
    JOB_COUNT_FIGURES = 22,       /* periodic */
    JOB_KIND_COUNT
};
