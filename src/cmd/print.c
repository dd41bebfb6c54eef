/* Commands that print a table of the program. */
#include "cmd/print.h"

#include "base/buf.h"
#include "base/subject.h"

#include "app/routes.h"
#include "conf/print.h"
#include "job/kinds.h"
#include "store/manifest.h"
#include "text/json_write.h"

#define PRINT_MAX_BYTES ((size_t)4 << 20)

static const char *const retry_words[] = { "final", "retry", "bug" };
static const char *const rule_words[] = { "with its owner", "when nothing points at it", "by age",
                                          "not personal" };
static const char *const sealed_words[] = { "", "account key", "object key", "instance key" };
static const char *const target_words[] = { "", "account", "status", "media", "user" };
static const char *const action_words[] = { "kept", "row deleted", "emptied", "erased one by one",
                                            "by a step" };

static struct sv format_of(const struct cmd *cmd)
{
    struct sv format = args_find(&cmd->args, SV("--format"));
    return format.ptr == NULL ? SV("text") : format;
}

static bool format_is_known(struct sv format)
{
    return sv_eq(format, SV("text")) || sv_eq(format, SV("json")) || sv_eq(format, SV("md"));
}

static int unknown_format(void)
{
    return cmd_problem(SV("--format is text, json or md"));
}

/* One JSON array of objects with text members: all that the tables need. */
struct rows {
    struct buf buf;
    struct json_writer json;
    struct sv format;
};

static void rows_begin(struct rows *r, struct cmd *cmd, const char *title,
                       const char *const *columns, size_t count)
{
    r->format = format_of(cmd);
    buf_init(&r->buf, cmd->ctx.arena, PRINT_MAX_BYTES);
    json_w_init(&r->json, cmd->ctx.arena, PRINT_MAX_BYTES);
    json_w_array_begin(&r->json);
    if (!sv_eq(r->format, SV("md")))
        return;
    buf_printf(&r->buf, "# %s\n\nPrinted by the program; do not edit.\n\n|", title);
    for (size_t i = 0; i < count; i++)
        buf_printf(&r->buf, " %s |", columns[i]);
    buf_lit(&r->buf, "\n|");
    for (size_t i = 0; i < count; i++)
        buf_lit(&r->buf, " --- |");
    buf_char(&r->buf, '\n');
}

static void row_add(struct rows *r, const char *const *columns, const char *const *values,
                    size_t count)
{
    bool is_md = sv_eq(r->format, SV("md"));
    size_t shown = count; /* no spaces at the end of a line */
    while (shown > 0 && values[shown - 1][0] == '\0')
        shown--;
    json_w_object_begin(&r->json);
    if (is_md)
        buf_char(&r->buf, '|');
    for (size_t i = 0; i < count; i++) {
        json_w_key_str(&r->json, sv_from(columns[i]), SUBJECT_NONE, sv_from(values[i]));
        if (is_md)
            buf_printf(&r->buf, " %s |", values[i]);
        else
            buf_printf(&r->buf, "%-*s", i + 1 >= shown ? 0 : i == 0 ? 28 : 16, values[i]);
    }
    json_w_object_end(&r->json);
    buf_char(&r->buf, '\n');
}

static int rows_end(struct rows *r)
{
    json_w_array_end(&r->json);
    struct json_fragment fragment;
    if (json_w_finish(&r->json, &fragment) != ERR_OK || r->buf.is_overflown)
        return cmd_problem(SV("the table is too long"));
    if (!sv_eq(r->format, SV("json")))
        return cmd_print(buf_view(&r->buf));
    int status = cmd_print(fragment.bytes);
    return status == 0 ? cmd_print(SV("\n")) : status;
}

int cmd_errors(struct cmd *cmd)
{
    static const char *const columns[] = { "error", "status", "retry", "text" };
    if (!format_is_known(format_of(cmd)))
        return unknown_format();
    struct rows rows;
    rows_begin(&rows, cmd, "Errors", columns, ARRAY_COUNT(columns));
    for (int err = 1; err < ERR_COUNT; err++) {
        const struct err_row *row = err_row((enum err)err);
        const char *values[] = { row->name, sv_printf(cmd->ctx.arena, "%d", row->http_status).ptr,
                                 retry_words[row->retry], row->public_text };
        row_add(&rows, columns, values, ARRAY_COUNT(values));
    }
    return rows_end(&rows);
}

int cmd_jobs(struct cmd *cmd)
{
    if (!format_is_known(format_of(cmd)))
        return unknown_format();
    return cmd_print(job_kinds_print(cmd->ctx.arena, format_of(cmd)));
}

/* How a column goes, in words. */
static const char *column_words(struct arena *a, const struct manifest_column_row *c)
{
    struct buf b;
    buf_init(&b, a, 256);
    if (c->sealed != MANIFEST_SEALED_NOT)
        buf_printf(&b, "sealed under the %s; ", sealed_words[c->sealed]);
    if (c->is_clear)
        buf_lit(&b, "in clear; ");
    if (c->is_hash)
        buf_lit(&b, "keyed hash; ");
    if (c->target != MANIFEST_TARGET_NONE)
        buf_printf(&b, "when its %s goes: %s", target_words[c->target], action_words[c->action]);
    return sv_cstr(a, buf_view(&b));
}

int cmd_manifest(struct cmd *cmd)
{
    static const char *const columns[] = { "what", "number", "goes", "how", "why" };
    if (!format_is_known(format_of(cmd)))
        return unknown_format();
    struct arena *a = cmd->ctx.arena;
    struct rows rows;
    rows_begin(&rows, cmd, "Erasure manifest", columns, ARRAY_COUNT(columns));
    for (size_t i = 0; i < manifest_main.table_count; i++) {
        const struct manifest_table *t = &manifest_main.tables[i];
        const char *table[] = { t->name, sv_printf(a, "%d", t->number).ptr, rule_words[t->rule], "",
                                t->why };
        row_add(&rows, columns, table, ARRAY_COUNT(table));
        for (size_t j = 0; j < t->column_count; j++) {
            const struct manifest_column_row *c = &t->columns[j];
            const char *column[] = { sv_printf(a, "%s.%s", t->name, c->name).ptr,
                                     sv_printf(a, "%d.%d", t->number, c->number).ptr, "",
                                     column_words(a, c), "" };
            row_add(&rows, columns, column, ARRAY_COUNT(column));
        }
    }
    for (size_t i = 0; i < manifest_main.place_count; i++) {
        const struct manifest_place *p = &manifest_main.places[i];
        const char *values[] = { sv_printf(a, "%s %s", p->kind, p->name).ptr, "",
                                 rule_words[p->rule], p->method, p->why };
        row_add(&rows, columns, values, ARRAY_COUNT(values));
    }
    return rows_end(&rows);
}

int cmd_routes(struct cmd *cmd)
{
    if (!format_is_known(format_of(cmd)))
        return unknown_format();
    return cmd_print(app_routes_print(cmd->ctx.arena, format_of(cmd)));
}

int cmd_settings(struct cmd *cmd)
{
    enum conf_format format;
    if (!conf_format_find(format_of(cmd), &format))
        return cmd_problem(SV("--format is text, json, md or mdoc"));
    struct buf b;
    buf_init(&b, cmd->ctx.arena, PRINT_MAX_BYTES);
    conf_print(&b, format);
    return cmd_print(buf_view(&b));
}
