/* Field errors. */
#include "model/field_error.h"

#include "base/buf.h"

#define TEXT_MAX_BYTES ((size_t)4096)

struct code_row {
    struct sv name;
    struct sv description;
};

static const struct code_row rows[] = {
    [FIELD_BLOCKED] = { SV_INIT("ERR_BLOCKED"), SV_INIT("is not allowed here") },
    [FIELD_UNREACHABLE] = { SV_INIT("ERR_UNREACHABLE"), SV_INIT("does not seem to exist") },
    [FIELD_TAKEN] = { SV_INIT("ERR_TAKEN"), SV_INIT("has already been taken") },
    [FIELD_RESERVED] = { SV_INIT("ERR_RESERVED"), SV_INIT("is reserved") },
    [FIELD_ACCEPTED] = { SV_INIT("ERR_ACCEPTED"), SV_INIT("must be accepted") },
    [FIELD_BLANK] = { SV_INIT("ERR_BLANK"), SV_INIT("can't be blank") },
    [FIELD_INVALID] = { SV_INIT("ERR_INVALID"), SV_INIT("is invalid") },
    [FIELD_TOO_LONG] = { SV_INIT("ERR_TOO_LONG"), SV_INIT("is too long") },
    [FIELD_TOO_SHORT] = { SV_INIT("ERR_TOO_SHORT"), SV_INIT("is too short") },
    [FIELD_INCLUSION] = { SV_INIT("ERR_INCLUSION"), SV_INIT("is not one of the choices") },
};

void field_error_add(struct field_errors *errors, struct sv field, enum field_error_code code)
{
    if (errors == NULL || field_error_find(errors, field) != NULL)
        return;
    assert(errors->count < FIELD_ERRORS_MAX);
    errors->items[errors->count++] = (struct field_error){ field, code };
}

const struct field_error *field_error_find(const struct field_errors *errors, struct sv field)
{
    for (size_t i = 0; i < errors->count; i++) {
        if (sv_eq(errors->items[i].field, field))
            return &errors->items[i];
    }
    return NULL;
}

struct sv field_error_code_name(enum field_error_code code)
{
    return rows[code].name;
}

struct sv field_error_description(enum field_error_code code)
{
    return rows[code].description;
}

/* "redirect_uri" as people write it: "Redirect uri". */
static void label_write(struct buf *b, struct sv field)
{
    for (size_t i = 0; i < field.len; i++) {
        char c = field.ptr[i];
        if (c == '_')
            c = ' ';
        if (i == 0 && c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        buf_char(b, c);
    }
}

struct sv field_errors_print(struct arena *a, const struct field_errors *errors)
{
    struct buf b;
    buf_init(&b, a, TEXT_MAX_BYTES);
    buf_lit(&b, "Validation failed");
    for (size_t i = 0; i < errors->count; i++) {
        buf_sv(&b, i == 0 ? SV(": ") : SV(", "));
        label_write(&b, errors->items[i].field);
        buf_char(&b, ' ');
        buf_sv(&b, field_error_description(errors->items[i].code));
    }
    return buf_view(&b);
}
