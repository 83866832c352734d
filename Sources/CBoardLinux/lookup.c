// Name resolution on a detached thread. Only the thread's and its starter's common record is shared.
#define _GNU_SOURCE
#include "CBoardLinux.h"

#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

// Shared by the thread and its starter; the last of the two frees it.
struct cbl_lookup {
    atomic_int owners;
    atomic_int state;
    char host[256];
};

void cbl_lookup_drop(struct cbl_lookup *lookup) {
    if (lookup != NULL && atomic_fetch_sub(&lookup->owners, 1) == 1) free(lookup);
}

static void *look_up(void *context) {
    struct cbl_lookup *lookup = context;
    struct addrinfo *addresses = NULL;
    int result = getaddrinfo(lookup->host, NULL, &(struct addrinfo){.ai_socktype = SOCK_STREAM}, &addresses);
    if (result == 0) freeaddrinfo(addresses);
    atomic_store(&lookup->state, result == 0 ? CBL_LOOKUP_FOUND : CBL_LOOKUP_FAILED);
    cbl_lookup_drop(lookup);
    return NULL;
}

struct cbl_lookup *cbl_lookup_start(const char *host) {
    struct cbl_lookup *lookup = calloc(1, sizeof *lookup);
    if (lookup == NULL) return NULL;
    pthread_t thread;
    strncpy(lookup->host, host, sizeof lookup->host - 1);
    atomic_init(&lookup->owners, 2);
    atomic_init(&lookup->state, CBL_LOOKUP_PENDING);
    if (strlen(host) >= sizeof lookup->host) {
        // Longer than any DNS name.
        lookup->owners = 1;
        lookup->state = CBL_LOOKUP_FAILED;
    } else if (pthread_create(&thread, NULL, look_up, lookup) != 0) {
        free(lookup);
        return NULL;
    } else {
        pthread_detach(thread);
    }
    return lookup;
}

int cbl_lookup_state(struct cbl_lookup *lookup) { return atomic_load(&lookup->state); }
