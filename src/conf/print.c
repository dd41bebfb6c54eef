/* The reference of settings. */
#include "conf/print.h"

#include "conf/file.h"
#include "conf/man.h"
#include "conf/value.h"
#include "text/wrap.h"

#define TERMINAL_COLUMNS 80

static const char *const type_names[] = {
    [CONF_TYPE_BOOL] = "bool", [CONF_TYPE_INT] = "int",
    [CONF_TYPE_SIZE] = "size", [CONF_TYPE_DURATION] = "duration",
    [CONF_TYPE_ENUM] = "enum", [CONF_TYPE_TEXT] = "text",
    [CONF_TYPE_PATH] = "path", [CONF_TYPE_ADDRESSES] = "addresses",
};

static const char *const source_names[] = {
    [CONF_SOURCE_DEFAULT] = "default",
    [CONF_SOURCE_FILE] = "file",
    [CONF_SOURCE_ENVIRONMENT] = "environment",
    [CONF_SOURCE_FLAG] = "flag",
};

/* The default as shown: a required setting has none. */
static struct sv shown_default(const struct conf_row *row)
{
    if ((row->flags & CONF_REQUIRED) != 0)
        return SV("(required)");
    return row->default_text[0] == '\0' ? SV("(empty)") : sv_from(row->default_text);
}

static void print_text(struct buf *out, const struct conf_row *row)
{
    buf_printf(out, "%s = %" SV_FMT "\n", row->name, SV_ARG(shown_default(row)));
    buf_printf(out, "    %" SV_FMT "%s\n", SV_ARG(conf_value_wanted(out->arena, row)),
               (row->flags & CONF_SECRET) != 0 ? "; secret" : "");
    text_wrap(out, sv_from(row->help), 4, TERMINAL_COLUMNS);
    buf_char(out, '\n');
}

/* The table's text is ours: ASCII, no control characters. */
static void json_string(struct buf *out, const char *text)
{
    buf_char(out, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            buf_char(out, '\\');
        buf_char(out, *text);
    }
    buf_char(out, '"');
}

static void json_field(struct buf *out, const char *name, const char *text)
{
    buf_printf(out, ",\"%s\":", name);
    json_string(out, text);
}

static void json_flag(struct buf *out, const struct conf_row *row, const char *name,
                      enum conf_flag flag)
{
    buf_printf(out, ",\"%s\":%s", name, (row->flags & flag) != 0 ? "true" : "false");
}

static void print_json(struct buf *out, const struct conf_row *row)
{
    buf_lit(out, "{\"name\":");
    json_string(out, row->name);
    json_field(out, "type", type_names[row->type]);
    json_field(out, "unit", row->unit);
    buf_printf(out, ",\"min\":%lld,\"max\":%lld", (long long)row->min, (long long)row->max);
    json_field(out, "default", row->default_text);
    json_field(out, "choices", row->choices);
    json_flag(out, row, "required", CONF_REQUIRED);
    json_flag(out, row, "secret", CONF_SECRET);
    json_field(out, "help", row->help);
    buf_char(out, '}');
}

static void print_md(struct buf *out, const struct conf_row *row)
{
    buf_printf(out, "## %s\n\n%s\n\n", row->name, row->help);
    buf_printf(out, "- written as: %" SV_FMT "\n", SV_ARG(conf_value_wanted(out->arena, row)));
    buf_printf(out, "- default: `%" SV_FMT "`\n", SV_ARG(shown_default(row)));
    if ((row->flags & CONF_SECRET) != 0)
        buf_lit(out, "- secret: never printed\n");
    buf_char(out, '\n');
}

static void print_head(struct buf *out, enum conf_format format)
{
    if (format == CONF_FORMAT_JSON)
        buf_lit(out, "[");
    if (format == CONF_FORMAT_MD)
        buf_lit(out, "# Settings\n\nPrinted by `efface settings --format md`; do not edit.\n\n"
                     "Each may stand in `efface.conf`, in the environment as `EFFACE_SECTION_KEY`, "
                     "or behind `--set`; "
                     "the later wins.\n\n");
}

static void print_row(struct buf *out, enum conf_format format, const struct conf_row *row)
{
    switch (format) {
    case CONF_FORMAT_TEXT:
        print_text(out, row);
        break;
    case CONF_FORMAT_JSON:
        print_json(out, row);
        break;
    case CONF_FORMAT_MD:
        print_md(out, row);
        break;
    case CONF_FORMAT_MDOC: /* a page of its own */
        break;
    }
}

bool conf_format_find(struct sv name, enum conf_format *out)
{
    static const struct sv names[] = { SV_INIT("text"), SV_INIT("json"), SV_INIT("md"),
                                       SV_INIT("mdoc") };
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (sv_eq(name, names[i])) {
            *out = (enum conf_format)i;
            return true;
        }
    }
    return false;
}

void conf_print(struct buf *out, enum conf_format format)
{
    if (format == CONF_FORMAT_MDOC) {
        conf_print_man(out);
        return;
    }
    print_head(out, format);
    for (enum conf_key key = 0; key < CONF_COUNT; key++) {
        if (format == CONF_FORMAT_JSON && key > 0)
            buf_lit(out, ",\n");
        print_row(out, format, conf_row(key));
    }
    if (format == CONF_FORMAT_JSON)
        buf_lit(out, "]\n");
}

void conf_values_print(struct buf *out, const struct conf *conf)
{
    for (enum conf_key key = 0; key < CONF_COUNT; key++) {
        const struct conf_row *row = conf_row(key);
        const struct conf_value *value = &conf->values[key];
        bool is_hidden = (row->flags & CONF_SECRET) != 0 && value->source != CONF_SOURCE_DEFAULT;
        buf_printf(out, "%s = ", row->name);
        conf_file_quote(out, is_hidden ? SV("***") : value->text);
        buf_printf(out, "  # %s\n", source_names[value->source]);
    }
}
