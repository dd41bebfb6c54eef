/* Outbox: items cut out of a list while its bytes come. */
#include "archive/outbox.h"

#include "base/heap.h"

#define DEPTH_MAX 256
#define KEY_BYTES_MAX 32

enum place {
    PLACE_BEGIN,   /* before the outermost object */
    PLACE_OBJECT,  /* in it, in a key or in a value that does not matter */
    PLACE_LIST,    /* behind its colon */
    PLACE_BETWEEN, /* in the list, before an item */
    PLACE_ITEM,
    PLACE_BEHIND, /* the outermost object is over */
};

struct outbox {
    outbox_item_fn *fn;
    void *arg;
    enum place place;
    int depth; /* of brackets; 1 in the outermost object, 2 in the list */
    bool has_list;
    bool is_in_string;
    bool is_escaped;
    size_t mark_at;
    char key[KEY_BYTES_MAX]; /* the last string at depth 1 */
    size_t key_len;
    char *item;
    size_t item_len;
    size_t item_cap;
    bool is_oversized;
    int64_t oversized_count;
};

struct outbox *outbox_new(outbox_item_fn *fn, void *arg)
{
    struct outbox *o = heap_new(sizeof *o);
    o->fn = fn;
    o->arg = arg;
    return o;
}

void outbox_free(struct outbox *o)
{
    if (o == NULL)
        return;
    heap_free(o->item);
    heap_free(o);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static void item_add(struct outbox *o, char c)
{
    if (o->is_oversized)
        return;
    if (o->item_len == OUTBOX_ITEM_BYTES_MAX) {
        o->is_oversized = true;
        return;
    }
    if (o->item_len == o->item_cap) {
        o->item_cap = o->item_cap == 0 ? 4096 : o->item_cap * 2;
        o->item = heap_resize(o->item, o->item_cap);
    }
    o->item[o->item_len++] = c;
}

static enum err item_end(struct outbox *o)
{
    struct sv text = sv_make(o->item, o->item_len);
    bool is_oversized = o->is_oversized;
    o->item_len = 0;
    o->is_oversized = false;
    if (is_oversized) {
        o->oversized_count++;
        return ERR_OK;
    }
    return o->fn(o->arg, text);
}

static bool key_is_list(const struct outbox *o)
{
    struct sv key = sv_make(o->key, o->key_len);
    return sv_eq(key, SV("orderedItems")) || sv_eq(key, SV("items"));
}

/* Inside a string; true while c belongs to it. */
static void string_step(struct outbox *o, char c)
{
    if (o->is_escaped)
        o->is_escaped = false;
    else if (c == '\\')
        o->is_escaped = true;
    else if (c == '"')
        o->is_in_string = false;
    if (o->place != PLACE_OBJECT || o->depth != 1)
        return;
    if (o->is_in_string && o->key_len < KEY_BYTES_MAX)
        o->key[o->key_len] = c;
    o->key_len += o->is_in_string;
}

static enum err bracket_open(struct outbox *o)
{
    return ++o->depth > DEPTH_MAX ? ERR_PARSE : ERR_OK;
}

/* In the outermost object, outside strings. */
static enum err object_step(struct outbox *o, char c)
{
    if (c == '"') {
        o->is_in_string = true;
        if (o->depth == 1)
            o->key_len = 0;
        return ERR_OK;
    }
    if (c == '{' || c == '[')
        return bracket_open(o);
    if (c == '}' || c == ']') {
        if (--o->depth == 0)
            o->place = PLACE_BEHIND;
        return ERR_OK;
    }
    if (c == ':' && o->depth == 1 && o->key_len <= KEY_BYTES_MAX && key_is_list(o)) {
        if (o->has_list)
            return ERR_PARSE;
        o->place = PLACE_LIST;
        o->has_list = true;
    }
    return ERR_OK;
}

static enum err between_step(struct outbox *o, char c)
{
    if (is_space(c) || c == ',')
        return ERR_OK;
    if (c == ']') {
        o->place = PLACE_OBJECT;
        o->depth--;
        return ERR_OK;
    }
    if (c != '{' && c != '"')
        return ERR_PARSE;
    o->place = PLACE_ITEM;
    item_add(o, c);
    if (c == '{')
        return bracket_open(o);
    o->is_in_string = true;
    return ERR_OK;
}

/* In an item: an object, or the address of one. */
static enum err item_step(struct outbox *o, char c)
{
    item_add(o, c);
    if (o->is_in_string)
        string_step(o, c);
    else if (c == '"')
        o->is_in_string = true;
    else if (c == '{' || c == '[')
        TRY(bracket_open(o));
    else if (c == '}' || c == ']')
        o->depth--;
    if (o->depth > 2 || o->is_in_string)
        return ERR_OK;
    o->place = PLACE_BETWEEN;
    return item_end(o);
}

static enum err list_step(struct outbox *o, char c)
{
    if (is_space(c))
        return ERR_OK;
    if (c != '[')
        return ERR_PARSE;
    o->place = PLACE_BETWEEN;
    return bracket_open(o);
}

/* A byte order mark may stand before the object. */
static enum err begin_step(struct outbox *o, char c)
{
    static const char mark[] = "\xef\xbb\xbf";
    if (o->mark_at < sizeof mark - 1 && c == mark[o->mark_at]) {
        o->mark_at++;
        return ERR_OK;
    }
    if (is_space(c))
        return ERR_OK;
    if (c != '{')
        return ERR_PARSE;
    o->place = PLACE_OBJECT;
    return bracket_open(o);
}

static enum err step(struct outbox *o, char c)
{
    switch (o->place) {
    case PLACE_BEGIN:
        return begin_step(o, c);
    case PLACE_OBJECT:
        if (!o->is_in_string)
            return object_step(o, c);
        string_step(o, c);
        return ERR_OK;
    case PLACE_LIST:
        return list_step(o, c);
    case PLACE_BETWEEN:
        return between_step(o, c);
    case PLACE_ITEM:
        return item_step(o, c);
    case PLACE_BEHIND:
        break;
    }
    return ERR_OK;
}

enum err outbox_feed(struct outbox *o, struct sv bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        TRY(step(o, bytes.ptr[i]));
    return ERR_OK;
}

enum err outbox_end(struct outbox *o)
{
    return o->has_list && o->place == PLACE_BEHIND ? ERR_OK : ERR_PARSE;
}

int64_t outbox_count_oversized(const struct outbox *o)
{
    return o->oversized_count;
}
