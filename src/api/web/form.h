/* Forms: labelled fields, as all pages write them. */
#pragma once

#include "api/page.h"
#include "model/field_error.h"
#include "model/visibility.h"

/* One field; the texts are plain. */
struct form_field {
    struct sv name; /* also its id */
    struct sv type; /* "text", "email", "password" … */
    enum word label;
    struct sv hint;         /* may be empty */
    struct sv value;        /* may be empty */
    struct sv autocomplete; /* may be empty */
    bool is_required;
    int64_t chars_max;               /* 0 = no limit */
    const struct field_error *error; /* may be NULL */
};

/** Label, input, hint and fault. */
void web_field(struct page *p, const struct form_field *field);

/** The same as a text area. */
void web_text_area(struct page *p, const struct form_field *field, int64_t rows);

/** A checkbox with its label. */
void web_checkbox(struct page *p, struct sv name, enum word label, bool is_checked);

/** Open a select element with its label; the caller writes the choices and closes it with web_select_close. */
void web_select_open(struct page *p, struct sv name, enum word label);
void web_select_close(struct page *p);

/** The choice of who may read something, from everybody down to `narrowest`. */
void web_visibility_field(struct page *p, enum word label, enum visibility narrowest,
                          enum visibility chosen);

/** One choice of a select element. */
void web_option(struct page *p, struct sv value, struct sv text, bool is_chosen);

/** The button that sends a form. */
void web_submit(struct page *p, enum word label);

/** A whole form of one button. danger: it takes something away. */
void web_button_form(struct page *p, struct sv action, struct sv return_to, enum word label,
                     bool is_dangerous);

/** Close a form opened by api_page_form_open. */
void web_form_close(struct page *p);

/** What is wrong with a field, in words. */
enum word web_field_error_word(enum field_error_code code);

/** A box that says what went wrong; for the reader's attention. */
void web_alert(struct page *p, enum word word);

/** Send the browser on after a POST, so that loading again does not send again. */
void web_see_other(struct http_response *res, struct sv location);
