/* Serving: jobs, delivery, HTTP and the control socket around an open instance. */
#include "app/app.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#include "api/authenticate.h"
#include "api/keep.h"
#include "api/mastodon/streaming.h"
#include "api/web/error.h"
#include "app/control.h"
#include "app/federate.h"
#include "app/jobs.h"
#include "app/parts.h"
#include "app/routes.h"
#include "conf/listen.h"
#include "crypto/random.h"
#include "db/db.h"
#include "http/control.h"
#include "http/rate.h"
#include "http/server.h"
#include "job/runner.h"
#include "media/media.h"
#include "service/backup.h"
#include "service/begin_erasure.h"
#include "service/index_status.h"
#include "service/manage_user.h"
#include "service/sign_up.h"
#include "service/start_feed.h"

#define STOP_LIMIT_MS (10 * MS_PER_SECOND)
#define STREAMING_THREADS 2
#define RATE_SLOTS ((size_t)1 << 14)

static void wake_jobs(void *arg)
{
    struct app *app = arg;
    if (app->jobs != NULL)
        job_runner_wake(app->jobs);
}

static unsigned loop_count(const struct conf *conf)
{
    int64_t wanted = conf_i64(conf, CONF_SERVER_LOOPS);
    if (wanted == 0)
        wanted = sysconf(_SC_NPROCESSORS_ONLN);
    return (unsigned)(wanted < 1 ? 1 : wanted > 64 ? 64 : wanted);
}

/* Both rooms keep an address as sixteen bytes in network order. */
static struct http_network network_of(const struct conf_net *net)
{
    struct http_network out = { .prefix_bits = net->prefix_bits };
    memcpy(out.base.bytes, net->bytes, sizeof out.base.bytes);
    return out;
}

static const struct http_network *trusted_proxies(struct app *app, size_t *out_count)
{
    const struct conf_value *value = &app->conf->values[CONF_SERVER_TRUSTED_PROXIES];
    struct http_network *nets = ARENA_ARRAY(&app->arena, struct http_network, value->net_count);
    for (size_t i = 0; i < value->net_count; i++)
        nets[i] = network_of(&value->nets[i]);
    *out_count = value->net_count;
    return nets;
}

/* The server wants the tables side by side. */
static const struct route_table *tables_copy(struct app *app)
{
    struct route_table *tables =
        ARENA_ARRAY(&app->arena, struct route_table, app_route_table_count);
    for (size_t i = 0; i < app_route_table_count; i++)
        tables[i] = *app_route_tables[i];
    return tables;
}

/* A request that no route takes has not been joined with the parts yet. */
static void error_page(void *arg, const struct http_request *req, enum err err,
                       struct http_response *res)
{
    app_setup(arg, req->ctx);
    web_error_page(arg, req, err, res);
}

static struct rate_table *rates_new(void)
{
    uint64_t seed;
    crypto_random_bytes(&seed, sizeof seed);
    return rate_table_new(RATE_SLOTS, seed);
}

static enum err http_start(struct ctx *ctx, struct app *app)
{
    const struct conf *conf = app->conf;
    struct http_config config;
    http_config_init(&config);
    config.listen = sv_cstr(&app->arena, conf_sv(conf, CONF_SERVER_LISTEN));
    config.tables = tables_copy(app);
    config.table_count = app_route_table_count;
    config.hooks = (struct http_hooks){
        .arg = app,
        .setup = app_setup,
        .finish = app_finish,
        .authenticate = api_authenticate,
        .recall = api_recall,
        .error_page = error_page,
    };
    config.trusted = trusted_proxies(app, &config.trusted_count);
    /* The default rules stand in config already. */
    if (conf_bool(conf, CONF_LIMITS_RATES))
        app->engine.rates = rates_new();
    else
        config.rate_rule_count = 0;
    config.loop_count = loop_count(conf);
    config.worker_count = (unsigned)conf_i64(conf, CONF_SERVER_WORKERS);
    config.arena_max_bytes = (size_t)conf_i64(conf, CONF_LIMITS_REQUEST_ARENA);
    config.idle_ms = conf_i64(conf, CONF_SERVER_IDLE_TIMEOUT);
    return http_server_start(ctx, &config, &app->http);
}

static enum err jobs_start(struct ctx *ctx, struct app *app)
{
    struct job_runner_options options = {
        .thread_count = (int)conf_i64(app->conf, CONF_JOBS_THREADS),
        .arena_bytes = (size_t)conf_i64(app->conf, CONF_LIMITS_REQUEST_ARENA),
        .setup = app_setup,
        .finish = app_finish,
        .arg = app,
    };
    app_job_handlers(options.handlers);
    return job_runner_start(ctx, &options, &app->jobs);
}

static enum err streaming_begin(struct ctx *ctx, struct app *app)
{
    struct streaming_options options = {
        .thread_count = STREAMING_THREADS,
        .arena_bytes = (size_t)conf_i64(app->conf, CONF_LIMITS_REQUEST_ARENA),
        .stream = app->engine.stream,
        .setup = app_setup,
        .finish = app_finish,
        .arg = app,
    };
    return streaming_start(ctx, &options, &app->engine.streaming);
}

/* The link with which the first visitor becomes the administrator, until there is one. */
static enum err first_visit_print(struct ctx *ctx, struct app *app)
{
    struct user *users = NULL;
    size_t count = 0;
    struct user_id last;
    ctx->viewer = (struct viewer){ .role = USER_ROLE_ADMIN };
    TRY(service_list_users(ctx, user_id(0), &users, &count, &last));
    if (count > 0)
        return ERR_OK;
    struct sv secret;
    TRY(service_new_first_visit(ctx, &secret));
    (void)printf(
        "\nNobody is here yet. The first visitor with this link becomes the administrator:\n\n"
        "    %" SV_FMT "/first_visit/%" SV_FMT "\n\n",
        SV_ARG(app->engine.site.base), SV_ARG(secret));
    (void)fflush(stdout);
    return ERR_OK;
}

static void warn(const char *text)
{
    struct log_line line;
    log_begin(&line, LOG_WARNING);
    log_sv(&line, "detail", sv_from(text));
    log_end(&line);
}

/* What the operator should know before the first request. */
static void warnings_log(struct ctx *ctx, const struct app *app)
{
    struct conf_listen listen;
    if (app->engine.site.is_loopback)
        warn("peers = loopback: a trial instance that talks to servers on this machine only");
    if (conf_listen_parse(ctx->arena, conf_sv(app->conf, CONF_SERVER_LISTEN), &listen) == ERR_OK &&
        !listen.is_unix && !listen.is_loopback)
        warn("listening on a public address: put nginx or Caddy in front (contrib/), for TLS and "
             "against ambiguous "
             "requests");
}

static void start_log(const struct app *app, int64_t began_us)
{
    struct log_line line;
    log_begin(&line, LOG_START);
    log_sv(&line, "version", SV(EFFACE_VERSION));
    log_sv(&line, "listen", conf_sv(app->conf, CONF_SERVER_LISTEN));
    log_sv(&line, "database",
           db_dialect_of(app->engine.db) == DB_SQLITE ? SV("sqlite") : SV("postgres"));
    log_sv(&line, "peers", app->engine.site.is_loopback ? SV("loopback") : SV("internet"));
    log_i64(&line, "duration_ms", (clock_monotonic_us() - began_us) / 1000);
    log_end(&line);
}

static enum err parts_start(struct ctx *ctx, struct app *app)
{
    app->engine.wake_jobs = wake_jobs;
    app->engine.wake_arg = app;
    TRY(first_visit_print(ctx, app));
    TRY(service_start_feed(ctx));
    TRY(service_recall_erasures(ctx));
    TRY(service_begin_search_fill(ctx));
    TRY(app_federate_start(ctx, app));
    TRY(jobs_start(ctx, app));
    TRY(streaming_begin(ctx, app));
    TRY(http_start(ctx, app));
    return app_control_start(ctx, app);
}

/* Newest first: nobody new comes in, what was begun is finished. */
static void parts_stop(struct app *app)
{
    control_server_stop(app->control);
    if (app->http != NULL)
        http_server_stop(app->http, STOP_LIMIT_MS);
    app_federate_quiet(app);
    media_pool_cancel_films(app->engine.media);
    job_runner_stop(app->jobs);
    app_federate_stop(app);
    streaming_stop(app->engine.streaming); /* every connection is over */
    http_server_free(app->http);
    rate_table_free(app->engine.rates);
    app->engine.rates = NULL;
    app->engine.streaming = NULL;
    app->control = NULL;
    app->http = NULL;
    app->jobs = NULL;
}

static void stop_log(int signal_number, int64_t began_us)
{
    struct log_line line;
    log_begin(&line, LOG_STOP);
    log_sv(&line, "reason", signal_number == SIGINT ? SV("SIGINT") : SV("SIGTERM"));
    log_i64(&line, "duration_ms", (clock_monotonic_us() - began_us) / 1000);
    log_end(&line);
}

static sigset_t stop_signals(void)
{
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    return signals;
}

void app_hold_stop(void)
{
    sigset_t signals = stop_signals();
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

enum err app_serve(struct ctx *ctx, struct app *app)
{
    int64_t began_us = clock_monotonic_us();
    sigset_t signals = stop_signals();
    app_setup(app, ctx);
    ctx->now_ms = clock_now_ms();
    if (service_is_restoring(ctx, app->engine.data_dir))
        return fail(ctx, ERR_CONFLICT,
                    "a restore did not finish: empty the folders and run it again");
    warnings_log(ctx, app);
    enum err err = parts_start(ctx, app);
    app_finish(app, ctx);
    if (err == ERR_OK) {
        start_log(app, began_us);
        int signal_number = 0;
        (void)sigwait(&signals, &signal_number);
        began_us = clock_monotonic_us();
        parts_stop(app);
        stop_log(signal_number, began_us);
        return ERR_OK;
    }
    parts_stop(app);
    return err;
}
