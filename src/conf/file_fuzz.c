/* Fuzz the reader of efface.conf: it ends, and what it read comes back unchanged when written and
 * read again. */
#include <stdint.h>

#include "conf/file.h"
#include "conf/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_round_trip(struct arena *a, struct sv value)
{
    struct buf line;
    buf_init(&line, a, 4 * CONF_LINE_MAX_BYTES);
    buf_lit(&line, "k = ");
    conf_file_quote(&line, value);
    if (line.len > CONF_LINE_MAX_BYTES)
        return;
    struct conf_file file;
    struct conf_entry entry;
    conf_file_init(&file, a, buf_view(&line));
    assert(conf_file_next(&file, &entry) == CONF_FILE_ENTRY);
    assert(sv_eq(entry.value, value));
    assert(conf_file_next(&file, &entry) == CONF_FILE_END);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, (size_t)64 << 20);
    struct conf_file file;
    struct conf_entry entry;
    conf_file_init(&file, &a, sv_make(data, size));
    for (enum conf_file_step step; (step = conf_file_next(&file, &entry)) != CONF_FILE_END;) {
        if (step == CONF_FILE_ENTRY)
            check_round_trip(&a, entry.value);
    }
    struct conf_input in = { .data_dir = SV("/nowhere"),
                             .file_name = SV("f"),
                             .file_text = sv_make(data, size) };
    struct conf_report report = { 0 };
    struct conf conf;
    if (conf_load(&a, &in, &conf, &report) == ERR_OK)
        assert(conf_sv(&conf, CONF_SERVER_DOMAIN).len > 0);
    else
        assert(report.problems.count > 0);
    arena_done(&a);
    return 0;
}
