/* What costs a test program most of its time and is not what it looks at.
 *
 * A program that gets EFFACE_TEST_KEYS, a folder, takes its n-th RSA key of 2048 bits from the n-th file there, which the
 * first program that wants it makes; hashes passwords at the least cost there is; and does not wait for the disk. The
 * functions here stand before those of libcrypto, libsodium and libc when a test program is linked. The tests of room
 * crypto do not get the variable; what a power cut leaves is tested by a file system of the harness (cut_vfs, cut_files),
 * and with kills of the real program.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sodium.h>

#define KEY_BITS 2048

static const char *folder(void)
{
    return getenv("EFFACE_TEST_KEYS");
}

/* The function that ours stands before. */
static void *real(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL)
        abort();
    return found;
}

static EVP_PKEY *read_key(const char *path)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return NULL;
    EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    fclose(file);
    return key;
}

/* Whole or not at all, since other programs look for the same file. */
static void write_key(const char *path, EVP_PKEY *key)
{
    char unready[4096];
    snprintf(unready, sizeof unready, "%s.%ld", path, (long)getpid());
    FILE *file = fopen(unready, "wxe");
    if (file == NULL)
        return;
    bool is_written = PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1;
    is_written = fclose(file) == 0 && is_written;
    if (!is_written || rename(unready, path) != 0)
        unlink(unready);
}

typedef EVP_PKEY *keygen(OSSL_LIB_CTX *, const char *, const char *, ...);

static EVP_PKEY *take_key(keygen *generate)
{
    static atomic_uint taken;
    char path[4096];
    snprintf(path, sizeof path, "%s/rsa-%u.pem", folder(), atomic_fetch_add(&taken, 1));
    EVP_PKEY *key = read_key(path);
    if (key == NULL) {
        key = generate(NULL, NULL, "RSA", (size_t)KEY_BITS);
        if (key != NULL)
            write_key(path, key);
    }
    return key;
}

/* What EVP_RSA_gen(bits) and EVP_EC_gen(curve) call. */
EVP_PKEY *EVP_PKEY_Q_keygen(OSSL_LIB_CTX *library, const char *properties, const char *type, ...)
{
    keygen *generate;
    *(void **)&generate = real("EVP_PKEY_Q_keygen");
    EVP_PKEY *key;
    va_list arguments;
    va_start(arguments, type);
    if (strcmp(type, "RSA") == 0) {
        size_t bits = va_arg(arguments, size_t);
        bool is_usual = folder() != NULL && bits == KEY_BITS;
        key = is_usual ? take_key(generate) : generate(library, properties, type, bits);
    } else {
        key = generate(library, properties, type, va_arg(arguments, char *));
    }
    va_end(arguments);
    return key;
}

int crypto_pwhash_argon2id_str(char out[crypto_pwhash_argon2id_STRBYTES],
                               const char *const password, unsigned long long length,
                               unsigned long long passes, size_t memory)
{
    int (*function)(char *, const char *, unsigned long long, unsigned long long, size_t);
    *(void **)&function = real("crypto_pwhash_argon2id_str");
    if (folder() != NULL)
        return function(out, password, length, crypto_pwhash_argon2id_OPSLIMIT_MIN,
                        crypto_pwhash_argon2id_MEMLIMIT_MIN);
    return function(out, password, length, passes, memory);
}

int crypto_pwhash_argon2id(unsigned char *const out, unsigned long long out_length,
                           const char *const password, unsigned long long length,
                           const unsigned char *const salt, unsigned long long passes,
                           size_t memory, int algorithm)
{
    int (*function)(unsigned char *, unsigned long long, const char *, unsigned long long,
                    const unsigned char *, unsigned long long, size_t, int);
    *(void **)&function = real("crypto_pwhash_argon2id");
    if (folder() != NULL) {
        passes = crypto_pwhash_argon2id_OPSLIMIT_MIN;
        memory = crypto_pwhash_argon2id_MEMLIMIT_MIN;
    }
    return function(out, out_length, password, length, salt, passes, memory, algorithm);
}

static int wait_for_disk(const char *name, int fd)
{
    if (folder() != NULL)
        return 0;
    int (*function)(int);
    *(void **)&function = real(name);
    return function(fd);
}

int fsync(int fd)
{
    return wait_for_disk("fsync", fd);
}

int fdatasync(int fd)
{
    return wait_for_disk("fdatasync", fd);
}
