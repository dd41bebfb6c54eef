/* HKDF with SHA-256: keys out of a shared secret.
 *
 * Spec: RFC 5869
 */
#pragma once

#include <stddef.h>

#include "base/sv.h"
#include "crypto/secret.h"

#define HKDF_BYTES_MAX 32

/**
 * Extract and expand.
 *
 * salt     any length; zeros where there is none
 * secret   the input key material
 * info     what the result is for; at most 256 bytes
 * out      len bytes, at most HKDF_BYTES_MAX, so one block of the expansion
 */
void hkdf_sha256(struct sv salt, struct secret secret, struct sv info, unsigned char *out,
                 size_t len);
