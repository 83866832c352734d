// What Swift cannot call on Linux: variadic functions, headers outside of Glibc's module map, and the reset
// that a signal handler performs.
#ifndef CBOARDLINUX_H
#define CBOARDLINUX_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// curl_easy_setopt by the type of its third argument. Strings and blobs are copied by libcurl.
CURLcode cbl_curl_set_long(CURL *easy, CURLoption option, long value);
CURLcode cbl_curl_set_pointer(CURL *easy, CURLoption option, void *value);
CURLcode cbl_curl_set_string(CURL *easy, CURLoption option, const char *value);
CURLcode cbl_curl_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t count);

typedef size_t (*cbl_curl_data)(char *bytes, size_t size, size_t count, void *context);
typedef CURLcode (*cbl_curl_tls)(CURL *easy, void *ssl_ctx, void *context);
// Body, response headers and the hook that sees the SSL_CTX before the handshake; all get `context`.
CURLcode cbl_curl_set_callbacks(CURL *easy, cbl_curl_data body, cbl_curl_data header, cbl_curl_tls tls,
                                void *context);

long cbl_curl_response_code(CURL *easy);
// The result of a transfer that `curl_multi_info_read` reports as done, by way of `result`.
bool cbl_curl_next_done(CURLM *multi, CURLcode *result);

// A non-blocking, close-on-exec event counter, or -1.
int cbl_event_counter(void);

// An anonymous, close-on-exec file of `size` zero bytes, or -1.
int cbl_anonymous_file(const char *name, size_t size);

// Fills the buffer from the kernel's generator, waiting until that is seeded; false if the kernel has none.
bool cbl_random(void *bytes, size_t count);

// A name resolution on a thread of its own: the system's resolver may take longer than a watchdog allows.
struct cbl_lookup;
enum { CBL_LOOKUP_PENDING, CBL_LOOKUP_FOUND, CBL_LOOKUP_FAILED };
// Starts to resolve; NULL if there is no memory or thread for it.
struct cbl_lookup *cbl_lookup_start(const char *host);
int cbl_lookup_state(struct cbl_lookup *lookup);
// Forgets it, finished or not. Takes NULL.
void cbl_lookup_drop(struct cbl_lookup *lookup);

// What a reset needs, prepared while it is still safe to allocate. All pointers stay valid while a watchdog
// runs that has a copy.
struct cbl_reset {
    const char *path;
    char *const *arguments;
    char *const *environment;
    int kept_descriptor;     // stays open in the new image
    volatile uint8_t *cause; // where the new image will look for the reason
    uint8_t watchdog_cause;  // what the watchdog writes there
};

// Replaces the process image: of the descriptors from 3 on only the kept one (3 or more) survives, all
// signals are unblocked. Returns only if execve failed (errno). Safe in a signal handler.
void cbl_replace_process(const struct cbl_reset *reset);

// Starts or restarts the watchdog of the process: unless called again in time, the process is replaced by
// `reset` from a signal handler (or ends with status 124 if that fails). False with errno if there is no
// timer.
bool cbl_watchdog_start(const struct cbl_reset *reset, int64_t milliseconds);
void cbl_watchdog_stop(void);

// The first SIGINT or SIGTERM writes to the event counter and makes cbl_stop_requested true; the second of
// its kind ends the process. False with errno if the handler cannot be installed.
bool cbl_stop_on_signals(int event_counter);
bool cbl_stop_requested(void);

#endif
