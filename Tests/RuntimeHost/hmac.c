/* hmac.c - SHA-256 (FIPS 180-4) and HMAC (RFC 2104). */
#include "hmac.h"
#include <string.h>

enum { BLOCK = 64, DIGEST = 32 };

typedef struct sha256 {
    uint32_t state[8];
    uint64_t length;
    uint8_t block[BLOCK];
} sha256;

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotated(uint32_t x, uint32_t n) { return x >> n | x << (32 - n); }

static void begin(sha256 *h) {
    *h = (sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
                            0x1f83d9ab, 0x5be0cd19}};
}

static void compress(sha256 *h) {
    uint32_t w[64], v[8];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)h->block[4 * i] << 24 | (uint32_t)h->block[4 * i + 1] << 16 |
               (uint32_t)h->block[4 * i + 2] << 8 | h->block[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        const uint32_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + (rotated(a, 7) ^ rotated(a, 18) ^ a >> 3) +
               (rotated(b, 17) ^ rotated(b, 19) ^ b >> 10);
    }
    memcpy(v, h->state, sizeof v);
    for (int i = 0; i < 64; i++) {
        const uint32_t a = v[0], e = v[4];
        const uint32_t one = v[7] + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) +
                             ((e & v[5]) ^ (~e & v[6])) + constants[i] + w[i];
        const uint32_t two =
            (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[0] = one + two;
        v[4] += one;
    }
    for (int i = 0; i < 8; i++) h->state[i] += v[i];
}

static void add(sha256 *h, const uint8_t *bytes, uint32_t length) {
    for (uint32_t i = 0; i < length; i++) {
        h->block[h->length++ % BLOCK] = bytes[i];
        if (h->length % BLOCK == 0) compress(h);
    }
}

static void end(sha256 *h, uint8_t digest[DIGEST]) {
    const uint64_t bits = h->length * 8;
    const uint8_t one = 0x80, zero = 0;
    add(h, &one, 1);
    while (h->length % BLOCK != BLOCK - 8) add(h, &zero, 1);
    for (int shift = 56; shift >= 0; shift -= 8) add(h, &(uint8_t){(uint8_t)(bits >> shift)}, 1);
    for (int i = 0; i < DIGEST; i++) digest[i] = (uint8_t)(h->state[i / 4] >> (24 - i % 4 * 8));
}

/* A hash that has taken the key, each byte changed by `pad`. Keys are shorter than a block. */
static void begin_keyed(sha256 *h, const char *key, uint8_t pad) {
    uint8_t block[BLOCK];
    const size_t length = strlen(key);
    for (size_t i = 0; i < BLOCK; i++) block[i] = (uint8_t)((i < length ? key[i] : 0) ^ pad);
    begin(h);
    add(h, block, BLOCK);
}

void hmac_sha256(void *context, const nano_piece *pieces, uint32_t count, uint8_t mac[32]) {
    sha256 h;
    begin_keyed(&h, context, 0x36);
    for (uint32_t i = 0; i < count; i++) add(&h, pieces[i].bytes, pieces[i].length);
    end(&h, mac);
    begin_keyed(&h, context, 0x5c);
    add(&h, mac, DIGEST);
    end(&h, mac);
}
