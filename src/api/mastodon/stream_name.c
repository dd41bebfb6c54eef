/* Stream names. */
#include "api/mastodon/stream_name.h"

#include "base/num.h"
#include "model/scope.h"
#include "text/status_text.h"

enum param_kind {
    PARAM_NONE,
    PARAM_VIEWER, /* the channel is the viewer's own; nothing is asked for */
    PARAM_TAG,
    PARAM_LIST,
};

struct row {
    struct sv name;
    enum stream_channel_kind channel;
    enum param_kind param;
    enum scope_bit scope;
};

static const struct row rows[] = {
    { SV_INIT("user"), STREAM_CHANNEL_USER, PARAM_VIEWER, SCOPE_READ_STATUSES },
    { SV_INIT("user:notification"), STREAM_CHANNEL_USER_NOTIFICATION, PARAM_VIEWER,
      SCOPE_READ_NOTIFICATIONS },
    { SV_INIT("direct"), STREAM_CHANNEL_DIRECT, PARAM_VIEWER, SCOPE_READ_STATUSES },
    { SV_INIT("public"), STREAM_CHANNEL_PUBLIC, PARAM_NONE, SCOPE_READ_STATUSES },
    { SV_INIT("public:media"), STREAM_CHANNEL_PUBLIC_MEDIA, PARAM_NONE, SCOPE_READ_STATUSES },
    { SV_INIT("public:local"), STREAM_CHANNEL_PUBLIC_LOCAL, PARAM_NONE, SCOPE_READ_STATUSES },
    { SV_INIT("public:local:media"), STREAM_CHANNEL_PUBLIC_LOCAL_MEDIA, PARAM_NONE,
      SCOPE_READ_STATUSES },
    { SV_INIT("public:remote"), STREAM_CHANNEL_PUBLIC_REMOTE, PARAM_NONE, SCOPE_READ_STATUSES },
    { SV_INIT("public:remote:media"), STREAM_CHANNEL_PUBLIC_REMOTE_MEDIA, PARAM_NONE,
      SCOPE_READ_STATUSES },
    { SV_INIT("hashtag"), STREAM_CHANNEL_HASHTAG, PARAM_TAG, SCOPE_READ_STATUSES },
    { SV_INIT("hashtag:local"), STREAM_CHANNEL_HASHTAG_LOCAL, PARAM_TAG, SCOPE_READ_STATUSES },
    { SV_INIT("list"), STREAM_CHANNEL_LIST, PARAM_LIST, SCOPE_READ_STATUSES },
};

static const struct row *row_find(struct sv name)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        if (sv_eq(rows[i].name, name))
            return &rows[i];
    return NULL;
}

static enum err param_take(struct arena *a, const struct viewer *viewer, enum param_kind kind,
                           const struct stream_wish *wish, struct stream_name *out)
{
    struct stream_channel *channel = &out->channels[0];
    switch (kind) {
    case PARAM_NONE:
        return ERR_OK;
    case PARAM_VIEWER:
        channel->id = viewer->account.v;
        return ERR_OK;
    case PARAM_TAG:
        out->param = wish->tag;
        if (wish->tag.len > STREAM_PARAM_MAX_BYTES)
            return ERR_BAD_PARAM;
        channel->name = status_text_normalize_tag(a, wish->tag);
        return channel->name.len > 0 && channel->name.len <= STREAM_NAME_MAX_BYTES ? ERR_OK
                                                                                   : ERR_BAD_PARAM;
    case PARAM_LIST:
        out->param = wish->list;
        return sv_to_i64(wish->list, &channel->id) && channel->id > 0 ? ERR_OK : ERR_BAD_PARAM;
    }
    return ERR_INTERNAL;
}

enum err stream_name_parse(struct arena *a, const struct viewer *viewer,
                           const struct stream_wish *wish, struct stream_name *out)
{
    const struct row *row = row_find(wish->stream);
    if (row == NULL)
        return ERR_BAD_PARAM;
    struct stream_name made = {
        .name = row->name,
        .channels = { { .kind = row->channel } },
        .channel_count = 1,
        .scopes = SCOPE(row->scope),
    };
    TRY(param_take(a, viewer, row->param, wish, &made));
    bool may_notify = (viewer->scopes & SCOPE(SCOPE_READ_NOTIFICATIONS)) != 0;
    if (row->channel == STREAM_CHANNEL_USER && may_notify)
        made.channels[made.channel_count++] =
            (struct stream_channel){ .kind = STREAM_CHANNEL_USER_NOTIFICATION,
                                     .id = viewer->account.v };
    *out = made;
    return ERR_OK;
}
