/* Calls that have a safer house equivalent; force-included into every file of src/.
 *
 * The system headers come first so that their declarations stay intact; what follows turns a use into an unknown
 * identifier whose name says what to do.
 */
#pragma once

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define strcpy(...) banned_strcpy_use_sv_or_buf
#define strncpy(...) banned_strncpy_use_sv_or_buf
#define strcat(...) banned_strcat_use_buf
#define strncat(...) banned_strncat_use_buf
#define sprintf(...) banned_sprintf_use_buf_printf
#define vsprintf(...) banned_vsprintf_use_buf_printf
#define strtok(...) banned_strtok_use_sv_split
#define strtol(...) banned_strtol_use_sv_to_i64
#define strtoul(...) banned_strtoul_use_sv_to_i64
#define strtoll(...) banned_strtoll_use_sv_to_i64
#define strtoull(...) banned_strtoull_use_sv_to_i64
#define atoi(...) banned_atoi_use_sv_to_i64
#define atol(...) banned_atol_use_sv_to_i64
#define atof(...) banned_atof_use_json_reader
#define gmtime(...) banned_gmtime_use_text_date
#define localtime(...) banned_localtime_use_text_date
#define ctime(...) banned_ctime_use_text_date
#define asctime(...) banned_asctime_use_text_date
#define rand(...) banned_rand_use_crypto_random
#define srand(...) banned_srand_use_crypto_random
#define system(...) banned_system_use_posix_spawn
#define setlocale(...) banned_setlocale
#ifndef EFFACE_MAY_GETENV
#define getenv(...) banned_getenv_use_conf
#endif
#ifndef EFFACE_MAY_MALLOC
#define malloc(...) banned_malloc_use_arena_or_heap
#define calloc(...) banned_calloc_use_arena_or_heap
#define realloc(...) banned_realloc_use_arena_or_heap
#define strdup(...) banned_strdup_use_sv_cstr
#define strndup(...) banned_strndup_use_sv_cstr
#endif
