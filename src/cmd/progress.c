/* Progress bar. */
#include "cmd/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/num.h"

#define BAR_WIDTH 40

void progress_init(struct progress *p)
{
    *p = (struct progress){ .is_terminal = isatty(STDERR_FILENO) != 0, .last_permille = -1 };
}

void progress_show(struct progress *p, int64_t done, int64_t total)
{
    if (!p->is_terminal || total <= 0)
        return;
    int permille = (int)num_clamp(done * 1000 / total, 0, 1000);
    if (permille == p->last_permille)
        return;
    p->last_permille = permille;
    p->is_drawn = true;
    char bar[BAR_WIDTH + 1] = { 0 };
    for (int i = 0; i < BAR_WIDTH; i++)
        bar[i] = i * 1000 < permille * BAR_WIDTH ? '#' : '.';
    (void)fprintf(stderr, "\r[%s] %3d%%  %lld of %lld", bar, permille / 10, (long long)done,
                  (long long)total);
    (void)fflush(stderr);
}

void progress_end(struct progress *p)
{
    if (p->is_drawn)
        (void)fputc('\n', stderr);
    p->is_drawn = false;
}
