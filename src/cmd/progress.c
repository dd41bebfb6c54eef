/* Progress bar. */
#include "cmd/progress.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/num.h"

#define BAR_WIDTH 40
#define BAR_WIDTH_MIN 5
#define NUMBERS_BYTES 52
#define COLUMNS_UNKNOWN 80

static_assert(BAR_WIDTH + sizeof "[]" + NUMBERS_BYTES <= PROGRESS_LINE_BYTES,
              "the longest line fits");

void progress_init(struct progress *p)
{
    *p = (struct progress){ .is_terminal = isatty(STDERR_FILENO) != 0, .last_permille = -1 };
}

static int permille_of(int64_t done, int64_t total)
{
    return (int)num_clamp((int64_t)((double)done / (double)total * 1000), 0, 1000);
}

size_t progress_line(size_t columns, int64_t done, int64_t total, char *out)
{
    int permille = permille_of(done, total);
    char numbers[NUMBERS_BYTES];
    (void)snprintf(numbers, sizeof numbers, "%3d%%  %lld of %lld", permille / 10, (long long)done,
                   (long long)total);
    size_t left = columns - (columns > 0);
    if (strlen(numbers) > left)
        numbers[left < 4 ? left : 4] = '\0'; /* no more than the percentage */
    size_t around = strlen(numbers) + sizeof "[] " - 1;
    size_t width = left > around ? left - around : 0;
    width = width > BAR_WIDTH ? BAR_WIDTH : width;
    char *at = out;
    if (width >= BAR_WIDTH_MIN) {
        *at++ = '[';
        for (size_t i = 0; i < width; i++)
            *at++ = (i + 1) * 1000 <= (size_t)permille * width ? '#' : '.';
        *at++ = ']';
        *at++ = ' ';
    }
    size_t len = strlen(numbers);
    memcpy(at, numbers, len + 1);
    return (size_t)(at - out) + len;
}

static size_t terminal_columns(void)
{
    struct winsize size = { 0 };
    bool is_known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return is_known ? size.ws_col : COLUMNS_UNKNOWN;
}

void progress_show(struct progress *p, int64_t done, int64_t total)
{
    if (!p->is_terminal || total <= 0)
        return;
    int permille = permille_of(done, total);
    if (permille == p->last_permille)
        return;
    char line[PROGRESS_LINE_BYTES];
    size_t len = progress_line(terminal_columns(), done, total, line);
    /* What a longer line left behind is written over. */
    size_t rest = p->last_len > len ? p->last_len - len : 0;
    (void)fprintf(stderr, "\r%s%*s", line, (int)rest, "");
    (void)fflush(stderr);
    p->last_permille = permille;
    p->last_len = len;
    p->is_drawn = true;
}

void progress_end(struct progress *p)
{
    if (p->is_drawn)
        (void)fputc('\n', stderr);
    p->is_drawn = false;
}
