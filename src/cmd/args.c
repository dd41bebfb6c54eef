/* Arguments: read by the usage line. */
#include "cmd/args.h"

/* One item of a usage line. */
struct item {
    struct sv name;  /* "NAME", "--email" */
    struct sv value; /* of an option that takes one: its placeholder */
    bool is_optional;
    bool is_option;
    bool is_rest;
};

static struct sv next_word(struct sv *rest)
{
    *rest = sv_trim(*rest);
    size_t end = sv_find_char(*rest, ' ', 0);
    struct sv word = sv_sub(*rest, 0, end);
    *rest = sv_from_offset(*rest, word.len);
    return word;
}

static bool is_command_word(struct sv word)
{
    return word.len > 0 && word.ptr[0] >= 'a' && word.ptr[0] <= 'z';
}

size_t args_match(struct sv usage, const char *const *argv, size_t argc)
{
    size_t count = 0;
    for (struct sv word = next_word(&usage); is_command_word(word); word = next_word(&usage)) {
        if (count >= argc || !sv_eq(word, sv_from(argv[count])))
            return 0;
        count++;
    }
    return count;
}

static struct sv strip(struct sv word, bool *out_opens, bool *out_closes)
{
    *out_opens = sv_starts_with(word, SV("["));
    *out_closes = sv_ends_with(word, SV("]"));
    if (*out_opens)
        word = sv_from_offset(word, 1);
    if (*out_closes)
        word = sv_sub(word, 0, word.len - 1);
    return word;
}

/* The next argument or option of the usage; false at its end. */
static bool item_next(struct sv *usage, struct item *out)
{
    bool opens = false;
    bool closes = false;
    struct sv word = strip(next_word(usage), &opens, &closes);
    if (word.len == 0)
        return false;
    *out = (struct item){ .name = word,
                          .is_optional = opens,
                          .is_option = sv_starts_with(word, SV("--")) };
    if (sv_ends_with(word, SV("…"))) {
        out->is_rest = true;
        out->name = sv_sub(word, 0, word.len - SV("…").len);
    }
    if (!out->is_option || closes)
        return true;
    struct sv ahead = *usage;
    struct sv value = next_word(&ahead);
    /* An upper-case word behind an option is its value. */
    if (value.len > 0 && value.ptr[0] >= 'A' && value.ptr[0] <= 'Z') {
        out->value = strip(value, &opens, &closes);
        *usage = ahead;
    }
    return true;
}

static struct sv items_of(struct sv usage)
{
    for (;;) {
        struct sv before = usage;
        if (!is_command_word(next_word(&usage)))
            return before;
    }
}

static bool option_find(struct sv items, struct sv name, struct item *out)
{
    while (item_next(&items, out))
        if (out->is_option && sv_eq(out->name, name))
            return true;
    return false;
}

/* The placeholder of the n-th argument that is no option; the last WORD… takes all further ones. */
static bool argument_at(struct sv items, size_t n, struct item *out)
{
    while (item_next(&items, out)) {
        if (out->is_option)
            continue;
        if (n == 0 || out->is_rest)
            return true;
        n--;
    }
    return false;
}

static enum err problem(struct arena *a, struct sv *out, const char *text, struct sv what)
{
    *out = sv_printf(a, "%s%" SV_FMT, text, SV_ARG(what));
    return ERR_BAD_PARAM;
}

static bool add(struct args *out, struct arg arg)
{
    if (out->count >= ARGS_MAX)
        return false;
    out->items[out->count++] = arg;
    return true;
}

/* Is this word the option, alone or with its value behind '='? */
static bool is_option(struct sv word, struct sv name, struct sv *out_inline)
{
    *out_inline = (struct sv){ NULL, 0 };
    if (sv_eq(word, name))
        return true;
    if (!sv_starts_with(word, name) || word.ptr[name.len] != '=')
        return false;
    *out_inline = sv_from_offset(word, name.len + 1);
    return true;
}

enum err args_take_common(struct arena *a, const char **argv, size_t *argc, struct args *out,
                          struct sv *out_problem)
{
    *out = (struct args){ 0 };
    size_t kept = 0;
    bool is_literal = false;
    for (size_t at = 0; at < *argc; at++) {
        struct sv value;
        struct sv word = sv_from(argv[at]);
        bool is_data = is_option(word, SV("--data"), &value);
        is_literal |= sv_eq(word, SV("--"));
        if (is_literal || (!is_data && !is_option(word, SV("--set"), &value))) {
            argv[kept++] = argv[at];
            continue;
        }
        if (value.ptr == NULL && at + 1 < *argc)
            value = sv_from(argv[++at]);
        if (value.ptr == NULL)
            return problem(a, out_problem, "a value is missing behind ", word);
        if (!is_data && out->set_count >= ARGS_MAX)
            return problem(a, out_problem, "too many settings from ", value);
        if (is_data)
            out->data_dir = value;
        else
            out->sets[out->set_count++] = value;
    }
    *argc = kept;
    return ERR_OK;
}

static enum err option_read(struct arena *a, struct sv items, const char *const *argv, size_t argc,
                            size_t *at, struct args *out, struct sv *out_problem)
{
    struct sv name = sv_from(argv[*at]);
    struct sv value = { NULL, 0 };
    size_t equals = sv_find_char(name, '=', 0);
    bool has_inline = equals != SIZE_MAX;
    if (has_inline) {
        value = sv_from_offset(name, equals + 1);
        name = sv_sub(name, 0, equals);
    } else if (*at + 1 < argc) {
        value = sv_from(argv[*at + 1]);
    }
    struct item item;
    bool took_value = false;
    if (option_find(items, name, &item)) {
        took_value = item.value.len > 0;
        if (!add(out, (struct arg){ item.name, took_value ? value : SV(""), !took_value }))
            return problem(a, out_problem, "too many options", SV(""));
    } else if (sv_eq(name, SV("--help"))) {
        out->wants_help = true;
    } else {
        return problem(a, out_problem, "unknown option ", name);
    }
    if (took_value && value.ptr == NULL)
        return problem(a, out_problem, "a value is missing behind ", name);
    if (!took_value && has_inline)
        return problem(a, out_problem, "no value belongs to ", name);
    *at += took_value && !has_inline ? 2 : 1;
    return ERR_OK;
}

static enum err argument_read(struct arena *a, struct sv items, struct sv word, size_t *seen,
                              struct args *out, struct sv *out_problem)
{
    struct item item;
    if (!argument_at(items, *seen, &item))
        return problem(a, out_problem, "too much: ", word);
    (*seen)++;
    if (item.is_rest && out->rest_count >= ARGS_REST_MAX)
        return problem(a, out_problem, "too many words from ", word);
    if (item.is_rest)
        out->rest[out->rest_count++] = word;
    if (item.is_rest && out->rest_count > 1)
        return ERR_OK;
    return add(out, (struct arg){ item.name, word, false })
               ? ERR_OK
               : problem(a, out_problem, "too many words from ", word);
}

static enum err missing_check(struct arena *a, struct sv items, const struct args *out,
                              struct sv *out_problem)
{
    struct item item;
    while (item_next(&items, &item))
        if (!item.is_optional && args_find(out, item.name).ptr == NULL)
            return problem(a, out_problem, "missing: ", item.name);
    return ERR_OK;
}

enum err args_parse(struct arena *a, struct sv usage, const char *const *argv, size_t argc,
                    struct args *out, struct sv *out_problem)
{
    struct sv items = items_of(usage);
    size_t seen = 0;
    bool is_literal = false;
    for (size_t at = args_match(usage, argv, argc); at < argc;) {
        struct sv word = sv_from(argv[at]);
        if (!is_literal && sv_eq(word, SV("--"))) {
            is_literal = true;
            at++;
        } else if (!is_literal && sv_starts_with(word, SV("--"))) {
            TRY(option_read(a, items, argv, argc, &at, out, out_problem));
        } else {
            TRY(argument_read(a, items, word, &seen, out, out_problem));
            at++;
        }
    }
    return out->wants_help ? ERR_OK : missing_check(a, items, out, out_problem);
}

struct sv args_find(const struct args *args, struct sv name)
{
    for (size_t i = 0; i < args->count; i++)
        if (sv_eq(args->items[i].name, name))
            return args->items[i].value;
    return (struct sv){ NULL, 0 };
}

bool args_has(const struct args *args, struct sv flag)
{
    return args_find(args, flag).ptr != NULL;
}
