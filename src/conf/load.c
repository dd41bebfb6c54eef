/* Loading: one source after the other, later wins. */
#include "conf/load.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "conf/check.h"
#include "conf/file.h"
#include "conf/value.h"

#define MAX_PROBLEMS 50
#define MAX_SHOWN_BYTES 80
#define ENV_PREFIX "EFFACE_"
#define MAX_ENV_NAME 64
#define MAX_ENV_TYPOS 2

struct loader {
    struct arena *arena;
    struct conf *conf;
    struct conf_report *report;
    struct sv where; /* "efface.conf:12", "EFFACE_PEERS", "--set" */
    enum conf_source source;
};

static void note(struct loader *l, struct sv sentence)
{
    if (l->report->problems.count >= MAX_PROBLEMS)
        return;
    *VEC_PUSH(l->arena, &l->report->problems) =
        sv_printf(l->arena, "%" SV_FMT ": %" SV_FMT, SV_ARG(l->where), SV_ARG(sentence));
}

/* At most so much of what was given, without control bytes: the sentence goes to a terminal. */
static struct sv shown(struct arena *a, struct sv text)
{
    char *copy = sv_cstr(a, sv_sub(text, 0, MAX_SHOWN_BYTES));
    struct sv view = sv_sub(sv_make(copy, text.len), 0, MAX_SHOWN_BYTES);
    for (size_t i = 0; i < view.len; i++) {
        if ((unsigned char)copy[i] < ' ' || copy[i] == 0x7f)
            copy[i] = '?';
    }
    return view;
}

static void note_unknown(struct loader *l, struct sv name)
{
    struct sv suggestion = conf_key_suggest(name);
    if (suggestion.ptr == NULL) {
        note(l, sv_printf(l->arena,
                          "there is no setting %" SV_FMT "; `efface settings` lists them all",
                          SV_ARG(shown(l->arena, name))));
        return;
    }
    note(l, sv_printf(l->arena, "there is no setting %" SV_FMT "; did you mean %" SV_FMT "?",
                      SV_ARG(shown(l->arena, name)), SV_ARG(suggestion)));
}

static void note_bad_value(struct loader *l, const struct conf_row *row, struct sv text)
{
    struct sv wanted = conf_value_wanted(l->arena, row);
    struct sv given = shown(l->arena, sv_trim(text));
    if ((row->flags & CONF_SECRET) != 0)
        note(l, sv_printf(l->arena, "%s must be %" SV_FMT, row->name, SV_ARG(wanted)));
    else
        note(l, sv_printf(l->arena, "%s must be %" SV_FMT ", not \"%" SV_FMT "\"", row->name,
                          SV_ARG(wanted), SV_ARG(given)));
}

static void set_value(struct loader *l, enum conf_key key, struct sv text)
{
    const struct conf_row *row = conf_row(key);
    struct conf_value value = { .source = l->source };
    if (conf_value_parse(l->arena, row, sv_copy(l->arena, text), &value) == ERR_OK)
        l->conf->values[key] = value;
    else
        note_bad_value(l, row, text);
}

static void load_defaults(struct loader *l)
{
    l->where = SV("default");
    l->source = CONF_SOURCE_DEFAULT;
    for (enum conf_key key = 0; key < CONF_COUNT; key++) {
        if ((conf_row(key)->flags & CONF_REQUIRED) == 0)
            set_value(l, key, sv_from(conf_row(key)->default_text));
    }
}

static struct sv entry_name(struct arena *a, const struct conf_entry *entry)
{
    if (entry->section.len == 0)
        return entry->key;
    return sv_printf(a, "%" SV_FMT ".%" SV_FMT, SV_ARG(entry->section), SV_ARG(entry->key));
}

/* A second line for the same setting is a fault: one of the two is not what its writer believes. */
static void load_entry(struct loader *l, const struct conf_entry *entry)
{
    struct sv name = entry_name(l->arena, entry);
    enum conf_key key = conf_key_find(name);
    if (key == CONF_COUNT)
        note_unknown(l, name);
    else if (l->conf->values[key].source == CONF_SOURCE_FILE)
        note(l, sv_printf(l->arena, "%s is set a second time", conf_row(key)->name));
    else
        set_value(l, key, entry->value);
}

static void load_file(struct loader *l, const struct conf_input *in)
{
    struct conf_file file;
    struct conf_entry entry;
    conf_file_init(&file, l->arena, in->file_text);
    l->source = CONF_SOURCE_FILE;
    for (enum conf_file_step step; (step = conf_file_next(&file, &entry)) != CONF_FILE_END;) {
        l->where = sv_printf(l->arena, "%" SV_FMT ":%d", SV_ARG(in->file_name), entry.line);
        if (step == CONF_FILE_BAD)
            note(l, sv_printf(l->arena, "expected %s", entry.expected));
        else
            load_entry(l, &entry);
    }
}

/* "EFFACE_SERVER_TRUSTED_PROXIES" of "server.trusted_proxies". */
static struct sv variable_name(const struct conf_row *row, char out[MAX_ENV_NAME])
{
    int len = snprintf(out, MAX_ENV_NAME, ENV_PREFIX "%s", row->name);
    assert(len > 0 && len < MAX_ENV_NAME);
    for (int i = 0; i < len; i++)
        out[i] = out[i] == '.' ? '_' : (char)toupper((unsigned char)out[i]);
    return sv_make(out, (size_t)len);
}

static enum conf_key variable_find(struct sv name)
{
    char expected[MAX_ENV_NAME];
    for (enum conf_key key = 0; key < CONF_COUNT; key++) {
        if (sv_eq(name, variable_name(conf_row(key), expected)))
            return key;
    }
    return CONF_COUNT;
}

/* The variable a mistyped one is close to, or the absent view. */
static struct sv variable_suggest(struct loader *l, struct sv name)
{
    struct sv plain = sv_lower(l->arena, sv_from_offset(name, sizeof ENV_PREFIX - 1));
    struct sv best = { NULL, 0 };
    size_t best_edits = MAX_ENV_TYPOS + 1;
    for (enum conf_key key = 0; key < CONF_COUNT; key++) {
        char text[MAX_ENV_NAME];
        struct sv candidate = variable_name(conf_row(key), text);
        size_t edits = conf_edit_distance(
            plain, sv_lower(l->arena, sv_from_offset(candidate, sizeof ENV_PREFIX - 1)));
        if (edits < best_edits) {
            best_edits = edits;
            best = sv_copy(l->arena, candidate);
        }
    }
    return best;
}

static void load_variable(struct loader *l, struct sv name, struct sv value)
{
    enum conf_key key = variable_find(name);
    l->where = shown(l->arena, name);
    if (key != CONF_COUNT) {
        set_value(l, key, value);
        return;
    }
    struct sv likely = variable_suggest(l, name);
    if (likely.ptr != NULL)
        note(l, sv_printf(l->arena, "there is no such setting; did you mean %" SV_FMT "?",
                          SV_ARG(likely)));
}

static void load_variables(struct loader *l, const char *const *variables)
{
    l->source = CONF_SOURCE_ENVIRONMENT;
    for (; variables != NULL && *variables != NULL; variables++) {
        struct sv text = sv_from(*variables);
        size_t equals = sv_find_char(text, '=', 0);
        if (sv_starts_with(text, SV(ENV_PREFIX)) && equals != SIZE_MAX)
            load_variable(l, sv_sub(text, 0, equals), sv_from_offset(text, equals + 1));
    }
}

static void load_set(struct loader *l, struct sv set)
{
    size_t equals = sv_find_char(set, '=', 0);
    struct sv name = sv_trim(sv_sub(set, 0, equals));
    enum conf_key key = conf_key_find(name);
    if (equals == SIZE_MAX)
        note(l, sv_printf(l->arena, "expected NAME=VALUE, not \"%" SV_FMT "\"",
                          SV_ARG(shown(l->arena, set))));
    else if (key == CONF_COUNT)
        note_unknown(l, name);
    else
        set_value(l, key, sv_from_offset(set, equals + 1));
}

static void load_sets(struct loader *l, const struct conf_input *in)
{
    l->where = SV("--set");
    l->source = CONF_SOURCE_FLAG;
    for (size_t i = 0; i < in->set_count; i++)
        load_set(l, in->sets[i]);
}

enum err conf_load(struct arena *a, const struct conf_input *in, struct conf *out,
                   struct conf_report *report)
{
    struct conf *conf = ARENA_NEW(a, struct conf);
    struct loader l = { .arena = a, .conf = conf, .report = report };
    conf->data_dir = sv_copy(a, in->data_dir);
    load_defaults(&l);
    load_file(&l, in);
    load_variables(&l, in->variables);
    load_sets(&l, in);
    conf_check(a, conf, report);
    if (report->problems.count > 0)
        return ERR_VALIDATION;
    *out = *conf;
    return ERR_OK;
}

static void fd_close(const int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

static enum err read_all(struct arena *a, int fd, struct sv *out)
{
    char *text = arena_alloc(a, CONF_FILE_MAX_BYTES + 1);
    size_t len = 0;
    for (;;) {
        ssize_t got = read(fd, text + len, CONF_FILE_MAX_BYTES + 1 - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return ERR_IO;
        len += (size_t)got;
        if (len > CONF_FILE_MAX_BYTES)
            return ERR_TOO_LARGE;
        if (got == 0)
            break;
    }
    *out = sv_make(text, len);
    return ERR_OK;
}

enum err conf_file_load(struct arena *a, struct sv data_dir, struct conf_input *in)
{
    while (data_dir.len > 1 && data_dir.ptr[data_dir.len - 1] == '/')
        data_dir.len--;
    struct sv name = sv_printf(a, "%" SV_FMT "/efface.conf", SV_ARG(data_dir));
    CLEANUP(fd_close) int fd = open(name.ptr, O_RDONLY | O_CLOEXEC);
    struct sv text = SV("");
    if (fd < 0 && errno != ENOENT)
        return ERR_IO;
    if (fd >= 0)
        TRY(read_all(a, fd, &text));
    in->data_dir = sv_copy(a, data_dir);
    in->file_name = name;
    in->file_text = text;
    return ERR_OK;
}
