/* Checked numbers. */
#include "base/num.h"

bool sv_to_i64(struct sv s, int64_t *out)
{
    bool is_negative = s.len > 0 && s.ptr[0] == '-';
    if (is_negative)
        s = sv_from_offset(s, 1);
    if (s.len == 0 || s.len > 19)
        return false;
    int64_t value = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        int64_t digit = s.ptr[i] - '0';
        if (!num_mul(value, 10, &value) || !num_add(value, is_negative ? -digit : digit, &value))
            return false;
    }
    *out = value;
    return true;
}

bool sv_to_i64_in(struct sv s, int64_t min, int64_t max, int64_t *out)
{
    int64_t value = 0;
    if (!sv_to_i64(s, &value) || value < min || value > max)
        return false;
    *out = value;
    return true;
}
