/* AES-128-GCM, for what a foreign format wants; what is ours is sealed by seal.h.
 *
 * Spec: NIST SP 800-38D
 */
#pragma once

#include "base/sv.h"

#define AES_GCM_KEY_BYTES 16
#define AES_GCM_NONCE_BYTES 12
#define AES_GCM_TAG_BYTES 16

/**
 * Seal, without additional data.
 *
 * nonce    never twice under one key
 * out      room for plain.len + AES_GCM_TAG_BYTES; may not overlap plain
 */
void aes_gcm_seal(const unsigned char key[AES_GCM_KEY_BYTES],
                  const unsigned char nonce[AES_GCM_NONCE_BYTES], struct sv plain,
                  unsigned char *out);
