/* AES-128-GCM. */
#include "crypto/aes_gcm.h"

#include <assert.h>
#include <limits.h>
#include <openssl/evp.h>

#include "base/macros.h"

static void cipher_done(EVP_CIPHER_CTX **ctx)
{
    EVP_CIPHER_CTX_free(*ctx);
}

void aes_gcm_seal(const unsigned char key[AES_GCM_KEY_BYTES],
                  const unsigned char nonce[AES_GCM_NONCE_BYTES], struct sv plain,
                  unsigned char *out)
{
    int len = 0;
    int rest = 0;
    assert(plain.len < INT_MAX);
    CLEANUP(cipher_done) EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    bool is_done =
        ctx != NULL && EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, key, nonce) == 1 &&
        EVP_EncryptUpdate(ctx, out, &len, (const unsigned char *)plain.ptr, (int)plain.len) == 1 &&
        EVP_EncryptFinal_ex(ctx, out + len, &rest) == 1 &&
        EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, AES_GCM_TAG_BYTES, out + plain.len) == 1;
    assert(is_done && len + rest == (int)plain.len);
}
