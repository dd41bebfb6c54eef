/* Hub. */
#include "http/hub.h"

#include <assert.h>
#include <stdbool.h>

#include "http/server.h"

void hub_init(struct hub *hub)
{
    (void)pthread_mutex_init(&hub->lock, NULL);
    hub->first = NULL;
    hub->count = 0;
}

void hub_done(struct hub *hub)
{
    assert(hub->count == 0);
    (void)pthread_mutex_destroy(&hub->lock);
}

size_t hub_count(struct hub *hub)
{
    (void)pthread_mutex_lock(&hub->lock);
    size_t count = hub->count;
    (void)pthread_mutex_unlock(&hub->lock);
    return count;
}

enum err hub_join(struct hub *hub, struct hub_member *member, const struct http_config *config)
{
    enum err err = ERR_OK;
    unsigned of_account = 0;
    (void)pthread_mutex_lock(&hub->lock);
    bool is_counted = !account_id_is_none(member->account);
    for (const struct hub_member *m = hub->first; is_counted && m != NULL; m = m->next)
        of_account += account_id_eq(m->account, member->account);
    if (hub->count >= config->stream_max) {
        err = ERR_BUSY;
    } else if (of_account >= config->stream_account_max) {
        err = ERR_RATE;
    } else {
        member->next = hub->first;
        if (hub->first != NULL)
            hub->first->prev = member;
        hub->first = member;
        hub->count++;
        member->hub = hub;
    }
    (void)pthread_mutex_unlock(&hub->lock);
    return err;
}

void hub_leave(struct hub_member *member)
{
    struct hub *hub = member->hub;
    if (hub == NULL)
        return;
    (void)pthread_mutex_lock(&hub->lock);
    if (member->prev != NULL)
        member->prev->next = member->next;
    else
        hub->first = member->next;
    if (member->next != NULL)
        member->next->prev = member->prev;
    hub->count--;
    (void)pthread_mutex_unlock(&hub->lock);
    member->hub = NULL;
}

void hub_close(struct hub *hub, struct token_id token, struct account_id account)
{
    (void)pthread_mutex_lock(&hub->lock);
    for (struct hub_member *m = hub->first; m != NULL; m = m->next) {
        bool is_token = token_id_is_none(token) || token_id_eq(m->token, token);
        bool is_account = account_id_is_none(account) || account_id_eq(m->account, account);
        if (is_token && is_account)
            m->close(m);
    }
    (void)pthread_mutex_unlock(&hub->lock);
}
