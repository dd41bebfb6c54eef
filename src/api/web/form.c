/* Forms. */
#include "api/web/form.h"

#include "api/web/parts.h"

enum word web_field_error_word(enum field_error_code code)
{
    static const enum word words[] = {
        [FIELD_BLOCKED] = WORD_FIELD_BLOCKED,     [FIELD_UNREACHABLE] = WORD_FIELD_INVALID,
        [FIELD_TAKEN] = WORD_FIELD_TAKEN,         [FIELD_RESERVED] = WORD_FIELD_RESERVED,
        [FIELD_ACCEPTED] = WORD_FIELD_BLANK,      [FIELD_BLANK] = WORD_FIELD_BLANK,
        [FIELD_INVALID] = WORD_FIELD_INVALID,     [FIELD_TOO_LONG] = WORD_FIELD_TOO_LONG,
        [FIELD_TOO_SHORT] = WORD_FIELD_TOO_SHORT, [FIELD_INCLUSION] = WORD_FIELD_INVALID,
    };

    return words[code];
}

static void label_write(struct page *p, const struct form_field *field)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "label");
    html_w_attr(w, "for", field->name);
    html_w_text(w, api_page_word(p, field->label));
    html_w_close_tag(w, "label");
}

static struct sv note_id(const struct page *p, const struct form_field *field)
{
    return sv_printf(p->ctx->arena, "%" SV_FMT "-note", SV_ARG(field->name));
}

static bool has_note(const struct form_field *field)
{
    return field->hint.len > 0 || field->error != NULL;
}

static void note_write(struct page *p, const struct form_field *field)
{
    struct html_writer *w = &p->w;
    if (!has_note(field))
        return;
    html_w_open(w, "p");
    html_w_attr(w, "id", note_id(p, field));
    if (field->error != NULL)
        html_w_class(w, "fault");
    else
        html_w_class(w, "hint");
    html_w_text(w, field->error != NULL ? api_page_word(p, web_field_error_word(field->error->code))
                                        : field->hint);
    html_w_close_tag(w, "p");
}

/* What input and text area have in common. */
static void attributes_write(struct page *p, const struct form_field *field)
{
    struct html_writer *w = &p->w;
    html_w_attr(w, "id", field->name);
    html_w_attr(w, "name", field->name);
    if (field->autocomplete.len > 0)
        html_w_attr(w, "autocomplete", field->autocomplete);
    if (field->chars_max > 0)
        html_w_attr_i64(w, "maxlength", field->chars_max);
    html_w_attr_bool(w, "required", field->is_required);
    if (has_note(field))
        html_w_attr(w, "aria-describedby", note_id(p, field));
    if (field->error != NULL)
        html_w_attr(w, "aria-invalid", SV("true"));
}

void web_field(struct page *p, const struct form_field *field)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "div");
    html_w_class(w, "field");
    label_write(p, field);
    html_w_void(w, "input");
    html_w_attr(w, "type", field->type.len > 0 ? field->type : SV("text"));
    attributes_write(p, field);
    if (field->value.len > 0)
        html_w_attr(w, "value", field->value);
    note_write(p, field);
    html_w_close_tag(w, "div");
}

void web_text_area(struct page *p, const struct form_field *field, int64_t rows)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "div");
    html_w_class(w, "field");
    label_write(p, field);
    html_w_open(w, "textarea");
    attributes_write(p, field);
    html_w_attr_i64(w, "rows", rows);
    /* A browser drops a first line feed of a text area: give it one to drop. */
    if (sv_starts_with(field->value, SV("\n")))
        html_w_text(w, SV("\n"));
    html_w_text(w, field->value);
    html_w_close_tag(w, "textarea");
    note_write(p, field);
    html_w_close_tag(w, "div");
}

void web_checkbox(struct page *p, struct sv name, enum word label, bool is_checked)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "label");
    html_w_class(w, "check");
    html_w_void(w, "input");
    html_w_attr(w, "type", SV("checkbox"));
    html_w_attr(w, "name", name);
    html_w_attr(w, "value", SV("1"));
    html_w_attr_bool(w, "checked", is_checked);
    html_w_text(w, SV(" "));
    html_w_text(w, api_page_word(p, label));
    html_w_close_tag(w, "label");
}

void web_select_open(struct page *p, struct sv name, enum word label)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "div");
    html_w_class(w, "field");
    HTML_EL (w, "label") {
        html_w_attr(w, "for", name);
        html_w_text(w, api_page_word(p, label));
    }
    html_w_open(w, "select");
    html_w_attr(w, "id", name);
    html_w_attr(w, "name", name);
}

void web_select_close(struct page *p)
{
    html_w_close_tag(&p->w, "select");
    html_w_close_tag(&p->w, "div");
}

void web_visibility_field(struct page *p, enum word label, enum visibility narrowest,
                          enum visibility chosen)
{
    web_select_open(p, SV("visibility"), label);
    for (enum visibility v = VISIBILITY_PUBLIC; v <= narrowest; v++)
        web_option(p, visibility_name(v), api_page_word(p, web_visibility_word(v)), v == chosen);
    web_select_close(p);
}

void web_option(struct page *p, struct sv value, struct sv text, bool is_chosen)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "option");
    html_w_attr(w, "value", value);
    html_w_attr_bool(w, "selected", is_chosen);
    html_w_text(w, text);
    html_w_close_tag(w, "option");
}

void web_submit(struct page *p, enum word label)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "button");
    html_w_attr(w, "type", SV("submit"));
    html_w_text(w, api_page_word(p, label));
    html_w_close_tag(w, "button");
}

void web_button_form(struct page *p, struct sv action, struct sv return_to, enum word label,
                     bool is_dangerous)
{
    struct html_writer *w = &p->w;
    api_page_form_open(p, action, SV(""), false);
    api_page_hidden(p, SV("return_to"), return_to);
    html_w_open(w, "button");
    html_w_attr(w, "type", SV("submit"));
    if (is_dangerous)
        html_w_class(w, "danger");
    else
        html_w_class(w, "quiet");
    html_w_text(w, api_page_word(p, label));
    html_w_close_tag(w, "button");
    web_form_close(p);
}

void web_form_close(struct page *p)
{
    html_w_close_tag(&p->w, "form");
}

void web_alert(struct page *p, enum word word)
{
    struct html_writer *w = &p->w;
    html_w_open(w, "p");
    html_w_class(w, "alert");
    html_w_attr(w, "role", SV("alert"));
    html_w_text(w, api_page_word(p, word));
    html_w_close_tag(w, "p");
}

void web_see_other(struct http_response *res, struct sv location)
{
    http_response_redirect(res, 303, location);
    http_response_header(res, "Cache-Control", SV("no-store"));
}
