/* Push subscriptions in the store. */
#include "store/push.h"

#include "store/box.h"
#include "store/keyring.h"
#include "store/queries.h"
#include "text/base64.h"
#include "text/json.h"
#include "text/json_write.h"

#define ADDRESS_BYTES_MAX 4096

static struct box_place place_of(struct push_id id, struct account_id owner)
{
    return (struct box_place){ .column = COLUMN_PUSH_SUBSCRIPTION_ADDRESS_BOX,
                               .row = id.v,
                               .owner = owner };
}

static enum err bytes_read(struct ctx *ctx, struct json json, struct sv key, struct sv *out)
{
    enum err err = base64_decode(ctx->arena, json_get_str(json, key), BASE64_URL, out);
    return err == ERR_OK ? ERR_OK : fail(ctx, ERR_CORRUPT, "stored push address");
}

static enum err address_parse(struct ctx *ctx, struct sv text, struct push_due *out)
{
    struct json json;
    struct push_address *address = &out->subscription.address;
    if (json_parse(ctx->arena, text, &json_limits_default, &json, NULL) != ERR_OK)
        return fail(ctx, ERR_CORRUPT, "stored push address is not JSON");
    *address = (struct push_address){ .endpoint = json_get_str(json, SV("endpoint")),
                                      .origin = json_get_str(json, SV("origin")) };
    out->access_token = json_get_str(json, SV("token"));
    address->is_standard = json_bool(json_get(json, SV("standard")), false);
    TRY(bytes_read(ctx, json, SV("key"), &address->key));
    return bytes_read(ctx, json, SV("auth"), &address->auth);
}

static enum err row_open(struct ctx *ctx, const struct push_row *row, struct push_due *out)
{
    *out = (struct push_due){
        .subscription = { .id = row->id,
                          .token = row->token_id,
                          .owner = row->owner_id,
                          .account = row->account_id,
                          .alerts = row->alerts,
                          .policy = (enum push_policy)row->policy },
        .sent = row->sent_id,
        .tries = row->tries,
    };
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    struct sv text;
    TRY(keyring_account_key(ctx, row->owner_id, &key));
    TRY(box_open(ctx, &key, place_of(row->id, row->owner_id), row->address_box, &text));
    return address_parse(ctx, text, out);
}

enum err store_push_get(struct ctx *ctx, struct token_id token, struct push_subscription *out)
{
    struct push_row row;
    bool is_found = false;
    struct push_due due;
    TRY(q_push_by_token(ctx, token, &is_found, &row));
    if (!is_found)
        return ERR_NOT_FOUND;
    TRY(row_open(ctx, &row, &due));
    *out = due.subscription;
    return ERR_OK;
}

enum err store_push_list_due(struct ctx *ctx, size_t most, struct push_due **out, size_t *out_count)
{
    struct push_row *rows = NULL;
    TRY(q_push_due(ctx, ctx->now_ms, (int64_t)most, &rows, out_count));
    *out = ARENA_ARRAY(ctx->arena, struct push_due, *out_count);
    for (size_t i = 0; i < *out_count; i++) {
        enum err err = row_open(ctx, &rows[i], &(*out)[i]);
        if (err != ERR_OK && err != ERR_KEY_GONE)
            return err;
    }
    return ERR_OK;
}

enum err store_push_next_due(struct ctx *ctx, int64_t *out_ms)
{
    struct q_push_next_due_row row;
    bool is_found = false;
    TRY(q_push_next_due(ctx, ctx->now_ms, &is_found, &row));
    *out_ms = is_found ? row.due_ms : INT64_MAX;
    return ERR_OK;
}

enum err store_push_seal(struct ctx *ctx, const struct push_subscription *subscription,
                         struct sv access_token, struct sv *out_box)
{
    const struct push_address *address = &subscription->address;
    struct subject about = { subscription->owner.v, CLASS_CONTACT };
    struct json_writer w;
    struct json_fragment text;
    json_w_init(&w, ctx->arena, ADDRESS_BYTES_MAX);
    json_w_object_begin(&w);
    json_w_key_str(&w, SV("endpoint"), about, address->endpoint);
    json_w_key_str(&w, SV("origin"), about, address->origin);
    json_w_key_str(&w, SV("key"), about, base64_encode(ctx->arena, address->key, BASE64_URL));
    json_w_key_str(&w, SV("auth"), about, base64_encode(ctx->arena, address->auth, BASE64_URL));
    json_w_key_bool(&w, SV("standard"), about, address->is_standard);
    json_w_key_str(&w, SV("token"), about, access_token);
    json_w_object_end(&w);
    TRY(json_w_finish(&w, &text));
    CLEANUP(crypto_key_wipe) struct crypto_key key = { 0 };
    TRY(keyring_account_key(ctx, subscription->owner, &key));
    *out_box =
        box_seal(ctx->arena, &key, place_of(subscription->id, subscription->owner), text.bytes);
    return ERR_OK;
}

enum err store_push_upsert(struct ctx *ctx, const struct push_subscription *subscription,
                           struct sv box)
{
    const struct push_subscription *s = subscription;
    TRY(q_push_delete_token(ctx, s->token, NULL));
    /* An id is a time: what happened before is not pushed. */
    TRY(q_push_insert(ctx, s->id, s->token, s->owner, s->account, s->alerts, s->policy, box,
                      notification_id(s->id.v), NULL));
    return q_push_trim(ctx, s->account, STORE_PUSHES_MAX, NULL);
}

enum err store_push_update(struct ctx *ctx, const struct push_subscription *subscription,
                           struct notification_id now)
{
    return q_push_update(ctx, subscription->id, subscription->alerts, subscription->policy, now,
                         NULL);
}

enum err store_push_pass(struct ctx *ctx, struct account_id account, struct notification_id now)
{
    return q_push_pass(ctx, account, now, NULL);
}

enum err store_push_mark(struct ctx *ctx, struct account_id account, enum notification_kind kind,
                         int64_t *out_marked)
{
    int64_t bit = push_alert_bit(kind);
    *out_marked = 0;
    return bit == 0 ? ERR_OK : q_push_mark(ctx, account, bit, ctx->now_ms, out_marked);
}

enum err store_push_record(struct ctx *ctx, const struct push_due *due, int64_t due_ms)
{
    return q_push_record(ctx, due->subscription.id, due->sent, due_ms, due->tries, NULL);
}

enum err store_push_delete(struct ctx *ctx, struct push_id id)
{
    return q_push_delete(ctx, id, NULL);
}

enum err store_push_delete_token(struct ctx *ctx, struct token_id token)
{
    return q_push_delete_token(ctx, token, NULL);
}
