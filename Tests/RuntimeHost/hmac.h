/* hmac.h - HMAC-SHA256 (RFC 2104, FIPS 180-4) for hosts without a library: what seals the snapshots of tests.
 */
#ifndef NANORUN_HMAC_H
#define NANORUN_HMAC_H

#include "nano.h"

/* nano_seal.hmac_sha256; `context` is the key, a text. */
void hmac_sha256(void *context, const nano_piece *pieces, uint32_t count, uint8_t mac[32]);

#endif
