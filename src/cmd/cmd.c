/* Commands of the program: the table, help, and settings merged once. */
#include "cmd/cmd.h"

#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"

#include "cmd/backup.h"
#include "cmd/check.h"
#include "cmd/document.h"
#include "cmd/erase.h"
#include "cmd/file.h"
#include "cmd/init.h"
#include "cmd/print.h"
#include "cmd/remote.h"
#include "cmd/scan.h"
#include "cmd/serve.h"
#include "cmd/user.h"
#include "conf/env.h"
#include "conf/load.h"
#include "conf/settings.h"
#include "text/wrap.h"

#define ARENA_BYTES ((size_t)256 << 20)
#define HELP_BYTES ((size_t)64 << 10)
#define HELP_COLUMNS 80

/* clang-format off */
const struct cmd_row cmd_rows[] = {
    { "announcement add TEXT [--starts TIME] [--ends TIME]", "tell everybody who is signed in; TIME is a day or YYYY-MM-DDTHH:MM:SSZ, and of what is told; prints its number", CMD_WANTS_CONF, cmd_remote },
    { "announcement edit ID TEXT [--starts TIME] [--ends TIME]", "write an announcement anew", CMD_WANTS_CONF, cmd_remote },
    { "announcement list", "list the announcements with their numbers", CMD_WANTS_CONF, cmd_remote },
    { "announcement remove ID", "take an announcement back", CMD_WANTS_CONF, cmd_remote },
    { "backup [--keys] DIR", "copy the data, sealed, or with --keys the keys; keep the two apart", CMD_WANTS_CONF, cmd_backup },
    { "check", "look whether settings, schema, files, keys and counters are as they should be", CMD_WANTS_CONF, cmd_check },
    { "document publish NAME PATH [--date DATE]", "publish the instance's description, privacy or terms from a text file; terms hold from a date on, else from today", CMD_WANTS_CONF, cmd_document_publish },
    { "document withdraw NAME [--date DATE]", "take such a document back", CMD_WANTS_CONF, cmd_remote },
    { "domain allow HOST [--comment TEXT]", "make an exception from a block of a name above", CMD_WANTS_CONF, cmd_remote },
    { "domain block HOST [--comment TEXT]", "hear and tell nothing of another server", CMD_WANTS_CONF, cmd_remote },
    { "domain list", "list the rules for other servers", CMD_WANTS_CONF, cmd_remote },
    { "domain silence HOST [--comment TEXT]", "keep a server and those below it out of public timelines", CMD_WANTS_CONF, cmd_remote },
    { "emoji edit SHORTCODE [--category TEXT] [--hidden]", "file an emoji under a category, or none, and offer it to who picks one, or not", CMD_WANTS_CONF, cmd_remote },
    { "emoji list", "list the instance's own emoji", CMD_WANTS_CONF, cmd_remote },
    { "emoji new SHORTCODE PATH [--category TEXT] [--hidden]", "add an emoji: PNG, GIF or WebP of at most 256 KiB; hidden ones are not offered, but shown", CMD_WANTS_CONF, cmd_file },
    { "emoji remove SHORTCODE", "take an emoji away", CMD_WANTS_CONF, cmd_remote },
    { "erase TARGET [--yes] [--no-wait] [--with-pages]", "erase a page, a person or a status: @handle or address", CMD_WANTS_CONF, cmd_erase },
    { "errors [--format FORMAT]", "print the table of errors: text, json or md", CMD_WANTS_NOTHING, cmd_errors },
    { "import PATH --as HANDLE", "bring a Mastodon archive in, a zip or tar.gz file or a folder; running it again adds nothing", CMD_WANTS_CONF, cmd_file },
    { "init --domain HOST [--database URL]", "make a data folder and its keys folder", CMD_WANTS_NOTHING, cmd_init },
    { "jobs [--format FORMAT]", "print the table of background jobs", CMD_WANTS_NOTHING, cmd_jobs },
    { "manifest [--format FORMAT]", "print what personal data there is, and how it goes", CMD_WANTS_NOTHING, cmd_manifest },
    { "page new HANDLE --title TEXT --owner NAME", "make a page", CMD_WANTS_CONF, cmd_remote },
    { "page role HANDLE NAME ROLE", "give a person a role on a page: owner, editor, moderator, analyst or none", CMD_WANTS_CONF, cmd_remote },
    { "restore SET KEYS", "lay a backup and its keys out as the instance, and erase again what was erased since", CMD_WANTS_NOTHING, cmd_restore },
    { "routes [--format FORMAT]", "print every address the server answers", CMD_WANTS_NOTHING, cmd_routes },
    { "rule add TEXT [--hint TEXT]", "add a rule of the instance, which everybody reads; prints its number", CMD_WANTS_CONF, cmd_remote },
    { "rule edit ID TEXT [--hint TEXT]", "write a rule anew", CMD_WANTS_CONF, cmd_remote },
    { "rule list", "list the rules with their numbers", CMD_WANTS_CONF, cmd_remote },
    { "rule remove ID", "take a rule away", CMD_WANTS_CONF, cmd_remote },
    { "scan [--keys DIR] WORD…", "look for words in every file and under every key; status 0: none, 1: found, 2: error", CMD_WANTS_CONF, cmd_scan, SCAN_FAILED },
    { "serve [--listen ADDRESS] [--workers N]", "serve until SIGTERM", CMD_WANTS_CONF, cmd_serve },
    { "settings [--format FORMAT]", "print the reference of all settings: text, json, md or mdoc", CMD_WANTS_NOTHING, cmd_settings },
    { "token new NAME [--as HANDLE] --scopes SCOPES", "make an access token; the last line is the token", CMD_WANTS_CONF, cmd_remote },
    { "user approve NAME", "let in who asked to, where registration needs an approval", CMD_WANTS_CONF, cmd_remote },
    { "user list", "list the people who may sign in, and who waits for that", CMD_WANTS_CONF, cmd_remote },
    { "user new NAME --email ADDR [--role ROLE] [--password-stdin]", "make a login; without --password-stdin a password is made and printed", CMD_WANTS_CONF, cmd_user_with_password },
    { "user password NAME [--password-stdin]", "set a password, or make one and print it", CMD_WANTS_CONF, cmd_user_with_password },
    { "user reject NAME", "erase who asked to be let in", CMD_WANTS_CONF, cmd_remote },
    { "user suspend NAME", "refuse a login and hide its account", CMD_WANTS_CONF, cmd_remote },
};
/* clang-format on */

const size_t cmd_row_count = ARRAY_COUNT(cmd_rows);

int cmd_problem(struct sv sentence)
{
    (void)fprintf(stderr, "efface: %" SV_FMT "\n", SV_ARG(sentence));
    return 1;
}

int cmd_fail(const struct cmd *cmd, enum err err)
{
    const struct ctx_error *e = &cmd->ctx.error;
    if (e->err == err && e->detail[0] != '\0')
        return cmd_problem(sv_from(e->detail));
    return cmd_problem(sv_from(err_row(err)->public_text));
}

int cmd_print(struct sv text)
{
    bool is_empty = text.len == 0; /* and may have no address */
    bool is_written =
        is_empty || (fwrite(text.ptr, 1, text.len, stdout) == text.len && fflush(stdout) == 0);
    return is_written ? 0 : cmd_problem(SV("cannot write to standard output"));
}

static void row_print(struct buf *b, const struct cmd_row *row)
{
    buf_printf(b, "  efface %s\n", row->usage);
    text_wrap(b, sv_from(row->doc), 8, HELP_COLUMNS);
}

static int help(struct arena *a)
{
    struct buf b;
    buf_init(&b, a, HELP_BYTES);
    buf_lit(&b, "efface " EFFACE_VERSION
                ": a place for a page and its public, that its owner can erase\n\n");
    for (size_t i = 0; i < cmd_row_count; i++)
        row_print(&b, &cmd_rows[i]);
    buf_lit(&b, "\nEvery command takes --data DIR (else EFFACE_DATA, else ./data),\n"
                "--set NAME=VALUE for any setting, and --help.\n");
    return cmd_print(buf_view(&b));
}

/* "user" alone: the commands that begin with it; false when none does. */
static bool group_print(struct buf *b, struct sv first)
{
    size_t count = 0;
    for (size_t i = 0; i < cmd_row_count; i++) {
        struct sv usage = sv_from(cmd_rows[i].usage);
        struct sv word;
        if (sv_split(&usage, ' ', &word) && sv_eq(word, first)) {
            row_print(b, &cmd_rows[i]);
            count++;
        }
    }
    return count > 0;
}

static int unknown(struct arena *a, struct sv first, bool wants_help)
{
    struct buf b;
    buf_init(&b, a, HELP_BYTES);
    if (!group_print(&b, first))
        return cmd_problem(
            sv_printf(a, "no command \"%" SV_FMT "\"; see efface --help", SV_ARG(first)));
    if (wants_help)
        return cmd_print(buf_view(&b));
    struct sv lines = sv_sub(buf_view(&b), 0, b.len - 1);
    return cmd_problem(sv_printf(a, "which command?\n%" SV_FMT, SV_ARG(lines)));
}

static const struct cmd_row *row_find(const char *const *argv, size_t argc)
{
    for (size_t i = 0; i < cmd_row_count; i++)
        if (args_match(sv_from(cmd_rows[i].usage), argv, argc) > 0)
            return &cmd_rows[i];
    return NULL;
}

static struct sv data_dir(const struct args *args)
{
    struct sv dir = args->data_dir;
    if (dir.len == 0)
        dir = conf_env_find("EFFACE_DATA");
    if (dir.len == 0)
        dir = SV("./data");
    while (dir.len > 1 && dir.ptr[dir.len - 1] == '/')
        dir = sv_sub(dir, 0, dir.len - 1);
    return dir;
}

/* Options that are settings under a shorter name. */
static void options_to_sets(struct arena *a, struct args *args)
{
    static const struct sv names[][2] = {
        { SV_INIT("--listen"), SV_INIT("server.listen") },
        { SV_INIT("--workers"), SV_INIT("server.workers") },
    };
    for (size_t i = 0; i < ARRAY_COUNT(names) && args->set_count < ARGS_MAX; i++) {
        struct sv value = args_find(args, names[i][0]);
        if (value.ptr != NULL)
            args->sets[args->set_count++] =
                sv_printf(a, "%" SV_FMT "=%" SV_FMT, SV_ARG(names[i][1]), SV_ARG(value));
    }
}

enum err cmd_conf_read(struct cmd *cmd, struct conf *out)
{
    struct arena *a = cmd->ctx.arena;
    struct conf_input in = { 0 };
    struct conf_report report = { 0 };
    TRY(conf_file_load(a, cmd->data_dir, &in));
    in.variables = conf_env_list();
    in.sets = cmd->args.sets;
    in.set_count = cmd->args.set_count;
    enum err err = conf_load(a, &in, out, &report);
    for (size_t i = 0; i < report.problems.count; i++)
        (void)cmd_problem(report.problems.items[i]);
    return err;
}

/* It cannot begin: a sentence (already printed when empty) and the command's own exit status. */
static int refuse(const struct cmd_row *row, struct sv sentence)
{
    int status = sentence.len > 0 ? cmd_problem(sentence) : 1;
    return row != NULL && row->refused != 0 ? row->refused : status;
}

static int run(struct cmd *cmd, const struct cmd_row *row, const char *const *argv, size_t argc)
{
    struct sv problem = SV("");
    cmd->row = row;
    if (args_parse(cmd->ctx.arena, sv_from(row->usage), argv, argc, &cmd->args, &problem) != ERR_OK)
        return refuse(row, sv_printf(cmd->ctx.arena, "%" SV_FMT "\nusage: efface %s",
                                     SV_ARG(problem), row->usage));
    if (cmd->args.wants_help)
        return cmd_print(
            sv_printf(cmd->ctx.arena, "usage: efface %s\n\n%s\n", row->usage, row->doc));
    cmd->data_dir = data_dir(&cmd->args);
    options_to_sets(cmd->ctx.arena, &cmd->args);
    struct conf conf;
    if (row->wants == CMD_WANTS_CONF) {
        if (access(sv_printf(cmd->ctx.arena, "%" SV_FMT "/efface.conf", SV_ARG(cmd->data_dir)).ptr,
                   F_OK) != 0)
            return refuse(row, sv_printf(cmd->ctx.arena,
                                         "no instance in %" SV_FMT "; `efface init` makes one",
                                         SV_ARG(cmd->data_dir)));
        if (cmd_conf_read(cmd, &conf) != ERR_OK)
            return refuse(row, SV(""));
        cmd->conf = &conf;
        log_set_level((enum log_level)conf_enum(&conf, CONF_LOG_LEVEL));
    }
    return row->run(cmd);
}

/* The words of the command line that this program may rearrange. */
static const char **copy_words(struct arena *a, const char *const *words, size_t count)
{
    const char **copy = ARENA_ARRAY(a, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        copy[i] = words[i];
    return copy;
}

static int run_words(struct cmd *cmd, const char *const *given, size_t given_count)
{
    struct arena *a = cmd->ctx.arena;
    size_t count = given_count;
    const char **words = copy_words(a, given, count);
    struct sv problem = SV("");
    if (args_take_common(a, words, &count, &cmd->args, &problem) != ERR_OK)
        return refuse(row_find(given, given_count), problem);
    struct sv first = count > 0 ? sv_from(words[0]) : SV("--help");
    if (sv_eq(first, SV("--help")) || sv_eq(first, SV("help")))
        return help(a);
    if (sv_eq(first, SV("--version")))
        return cmd_print(SV("efface " EFFACE_VERSION "\n"));
    const struct cmd_row *row = row_find(words, count);
    if (row == NULL)
        return unknown(a, first, count > 1 && sv_eq(sv_from(words[1]), SV("--help")));
    return run(cmd, row, words, count);
}

int cmd_main(int argc, const char *const *argv)
{
    struct arena arena;
    arena_init(&arena, ARENA_BYTES);
    struct cmd cmd = { .ctx = { .arena = &arena, .now_ms = clock_now_ms() } };
    int status = run_words(&cmd, argv + 1, argc > 0 ? (size_t)argc - 1 : 0);
    arena_done(&arena);
    return status;
}
