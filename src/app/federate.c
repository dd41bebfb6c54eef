/* Federation and pushes around an open instance. */
#include "app/federate.h"

#include "api/mastodon/push_message.h"
#include "app/app.h"
#include "app/parts.h"
#include "conf/settings.h"
#include "fed/delivery.h"
#include "fed/fed.h"
#include "fed/post.h"
#include "fed/push.h"
#include "fed/resolve.h"
#include "net/net.h"

static void wake_delivery(void *arg)
{
    struct app *app = arg;
    if (app->delivery != NULL)
        fed_delivery_wake(app->delivery);
}

static void wake_pushes(void *arg)
{
    struct app *app = arg;
    if (app->push != NULL)
        fed_push_wake(app->push);
}

static enum err push_start(struct app *app)
{
    struct fed_push_options options = {
        .transport = fed_poster_transport(app->push_poster),
        .render = mastodon_push_message,
        .arena_bytes = (size_t)conf_i64(app->conf, CONF_LIMITS_REQUEST_ARENA),
        .setup = app_setup,
        .finish = app_finish,
        .arg = app,
    };
    return fed_push_start(&options, &app->push);
}

static enum err delivery_start(struct app *app)
{
    struct fed_delivery_options options = {
        .transport = fed_poster_transport(app->poster),
        .arena_bytes = (size_t)conf_i64(app->conf, CONF_LIMITS_REQUEST_ARENA),
        .setup = app_setup,
        .finish = app_finish,
        .arg = app,
    };
    return fed_delivery_start(&options, &app->delivery);
}

enum err app_federate_start(struct ctx *ctx, struct app *app)
{
    struct engine *e = &app->engine;
    struct net_limits limits = {
        .policy = { .peers = e->site.is_loopback ? NET_PEERS_LOOPBACK : NET_PEERS_INTERNET },
    };
    TRY(net_new(&limits, e->site.host, &app->net));
    TRY(fed_new(ctx, fed_transport_of_net(app->net), &e->fed));
    TRY(fed_poster_new(app->net, &app->poster));
    TRY(fed_poster_new(app->net, &app->push_poster));
    e->resolve_account = fed_resolve_account;
    e->resolve_status = fed_resolve_status;
    e->wake_delivery = wake_delivery;
    e->wake_pushes = wake_pushes;
    TRY(delivery_start(app));
    return push_start(app);
}

void app_federate_quiet(struct app *app)
{
    fed_delivery_stop(app->delivery);
    fed_push_stop(app->push);
}

void app_federate_stop(struct app *app)
{
    fed_delivery_free(app->delivery);
    fed_push_free(app->push);
    fed_poster_free(app->push_poster);
    fed_poster_free(app->poster);
    fed_free(app->engine.fed);
    net_free(app->net);
    app->delivery = NULL;
    app->poster = NULL;
    app->push_poster = NULL;
    app->push = NULL;
    app->engine.fed = NULL;
    app->net = NULL;
}
