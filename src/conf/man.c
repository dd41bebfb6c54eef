/* efface.conf(5). */
#include "conf/man.h"

#include "conf/value.h"

#define LINE_BYTES_MAX 78

/* One line of running text; sentences begin lines of their own, as mdoc(7) wants. */
struct lines {
    struct buf *out;
    size_t line_bytes;
    bool is_quoting; /* an odd number of ` came before */
};

static void line_end(struct lines *l)
{
    if (l->line_bytes > 0)
        buf_char(l->out, '\n');
    l->line_bytes = 0;
}

/* A dot or a quote at the head of a line would be a request, a backslash anywhere an escape. */
static struct sv word_escape(struct lines *l, struct sv word)
{
    struct buf b;
    buf_init(&b, l->out->arena, word.len * 4 + 2);
    if (word.ptr[0] == '.' || word.ptr[0] == '\'')
        buf_lit(&b, "\\&");
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] == '\\') {
            buf_lit(&b, "\\e");
        } else if (word.ptr[i] == '`') {
            buf_sv(&b, l->is_quoting ? SV("\\(cq") : SV("\\(oq"));
            l->is_quoting = !l->is_quoting;
        } else {
            buf_char(&b, word.ptr[i]);
        }
    }
    return buf_view(&b);
}

static void word_write(struct lines *l, struct sv word)
{
    struct sv text = word_escape(l, word);
    if (l->line_bytes + 1 + text.len > LINE_BYTES_MAX)
        line_end(l);
    if (l->line_bytes > 0)
        buf_char(l->out, ' ');
    buf_sv(l->out, text);
    l->line_bytes += (l->line_bytes > 0) + text.len;
    if (word.ptr[word.len - 1] == '.')
        line_end(l);
}

static void text_write(struct buf *out, struct sv text)
{
    struct lines l = { .out = out };
    struct sv word;
    while (sv_split(&text, ' ', &word)) {
        if (word.len > 0)
            word_write(&l, word);
    }
    line_end(&l);
}

static void head_write(struct buf *out)
{
    buf_lit(out, ".\\\" Printed by `efface settings --format mdoc`; do not edit.\n"
                 ".Dd November 24, 2026\n"
                 ".Dt EFFACE.CONF 5\n"
                 ".Os\n"
                 ".Sh NAME\n"
                 ".Nm efface.conf\n"
                 ".Nd settings of an Efface instance\n"
                 ".Sh DESCRIPTION\n"
                 ".Nm\n"
                 "lies in the data folder.\n"
                 "It has one setting a line,\n"
                 ".Ql name = value ,\n"
                 "under headings\n"
                 ".Ql \\&[section]\n"
                 "for the part of the name before the dot; settings without a dot come first.\n"
                 "Text stands in double quotes, lists in square brackets, and\n"
                 ".Ql #\n"
                 "begins a comment.\n"
                 ".Pp\n"
                 "A setting may also stand in the environment as\n"
                 ".Ev EFFACE_SECTION_KEY ,\n"
                 "or behind\n"
                 ".Fl Fl set Ar NAME Ns = Ns Ar VALUE ;\n"
                 "the later of the three wins.\n"
                 "A setting nobody knows, one written twice and a value out of bounds are faults:\n"
                 "the server does not start.\n"
                 ".Ql efface check\n"
                 "finds all of them.\n"
                 "Settings are read at the start.\n"
                 ".Sh SETTINGS\n"
                 ".Bl -tag -width Ds\n");
}

static void setting_write(struct buf *out, const struct conf_row *row)
{
    buf_printf(out, ".It Cm %s\n", row->name);
    text_write(out, sv_from(row->help));
    buf_lit(out, ".Pp\n");
    text_write(out, sv_printf(out->arena, "Written as %" SV_FMT ".",
                              SV_ARG(conf_value_wanted(out->arena, row))));
    if ((row->flags & CONF_REQUIRED) != 0)
        buf_lit(out, "It must be set.\n");
    else if (row->default_text[0] == '\0')
        buf_lit(out, "It is empty by default.\n");
    else
        buf_printf(out, "The default is\n.Ql %s .\n", row->default_text);
    if ((row->flags & CONF_SECRET) != 0)
        buf_lit(out, "It is never printed.\n");
}

static void foot_write(struct buf *out)
{
    buf_lit(out, ".El\n"
                 ".Sh FILES\n"
                 ".Bl -tag -width Ds\n"
                 ".It Pa DIR/efface.conf\n"
                 "made by\n"
                 ".Ql efface init\n"
                 ".El\n"
                 ".Sh EXAMPLES\n"
                 ".Bd -literal -offset indent\n"
                 "registration = \"open\"\n"
                 "\n"
                 "[server]\n"
                 "domain = \"social.example\"\n"
                 "name = \"Harbour Town\"\n"
                 "contact = \"operator@social.example\"\n"
                 ".Ed\n"
                 ".Sh SEE ALSO\n"
                 ".Xr efface 8\n");
}

void conf_print_man(struct buf *out)
{
    head_write(out);
    for (enum conf_key key = 0; key < CONF_COUNT; key++)
        setting_write(out, conf_row(key));
    foot_write(out);
}
