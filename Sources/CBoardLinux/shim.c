// See CBoardLinux.h. The only state is the watchdog's and the stop signals': a process has one of each.
#define _GNU_SOURCE
#include "CBoardLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

CURLcode cbl_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

CURLcode cbl_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

CURLcode cbl_curl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

CURLcode cbl_curl_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {.data = (void *)bytes, .len = count, .flags = CURL_BLOB_COPY};
    return curl_easy_setopt(easy, option, &blob);
}

CURLcode cbl_curl_set_callbacks(CURL *easy, cbl_curl_data body, cbl_curl_data header, cbl_curl_tls tls,
                                void *context) {
    CURLcode result = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body);
    if (result == CURLE_OK) result = curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
    if (result == CURLE_OK) result = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, header);
    if (result == CURLE_OK) result = curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
    if (result == CURLE_OK) result = curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, tls);
    if (result == CURLE_OK) result = curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, context);
    return result;
}

long cbl_curl_response_code(CURL *easy) {
    long code = 0;
    return curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code) == CURLE_OK ? code : 0;
}

bool cbl_curl_next_done(CURLM *multi, CURLcode *result) {
    int left = 0;
    for (CURLMsg *message; (message = curl_multi_info_read(multi, &left)) != NULL;) {
        if (message->msg == CURLMSG_DONE) {
            *result = message->data.result;
            return true;
        }
    }
    return false;
}

int cbl_event_counter(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int cbl_anonymous_file(const char *name, size_t size) {
    int descriptor = memfd_create(name, MFD_CLOEXEC);
    if (descriptor >= 0 && ftruncate(descriptor, (off_t)size) != 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

bool cbl_random(void *bytes, size_t count) {
    for (unsigned char *next = bytes; count > 0;) {
        ssize_t got = getrandom(next, count, 0);
        if (got < 0 && errno != EINTR) return false;
        if (got > 0) {
            next += got;
            count -= (size_t)got;
        }
    }
    return true;
}

// Descriptors are only marked: other threads (libcurl's resolver) may use them until execve ends those
// threads.
static void close_on_exec(unsigned first, unsigned last) {
    if (first > last) return;
    if (close_range(first, last, CLOSE_RANGE_CLOEXEC) != 0) close_range(first, last, 0);
}

void cbl_replace_process(const struct cbl_reset *reset) {
    unsigned kept = (unsigned)reset->kept_descriptor;
    close_on_exec(3, kept - 1);
    close_on_exec(kept + 1, ~0U);
    fcntl(reset->kept_descriptor, F_SETFD, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(reset->path, reset->arguments, reset->environment);
}

static struct {
    struct cbl_reset reset;
    timer_t timer;
    bool exists;
} watchdog;

// Handles a signal, also where the parent process left it blocked.
static bool handle(int signal, void (*handler)(int), int flags) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigset_t one;
    sigemptyset(&action.sa_mask);
    sigemptyset(&one);
    sigaddset(&one, signal);
    return sigaction(signal, &action, NULL) == 0 && sigprocmask(SIG_UNBLOCK, &one, NULL) == 0;
}

static void watchdog_expired(int signal) {
    static const char message[] = "watchdog: the program hangs, restarting\n";
    ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);
    (void)ignored;
    *watchdog.reset.cause = watchdog.reset.watchdog_cause;
    cbl_replace_process(&watchdog.reset);
    _exit(124);
}

bool cbl_watchdog_start(const struct cbl_reset *reset, int64_t milliseconds) {
    watchdog.reset = *reset;
    if (!watchdog.exists) {
        struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
        if (!handle(SIGALRM, watchdog_expired, 0)) return false;
        if (timer_create(CLOCK_MONOTONIC, &event, &watchdog.timer) != 0) return false;
        watchdog.exists = true;
    }
    struct itimerspec limit = {
        .it_value = {.tv_sec = milliseconds / 1000, .tv_nsec = (milliseconds % 1000) * 1000000},
    };
    return timer_settime(watchdog.timer, 0, &limit, NULL) == 0;
}

void cbl_watchdog_stop(void) {
    struct itimerspec never = {0};
    if (watchdog.exists) timer_settime(watchdog.timer, 0, &never, NULL);
}

static struct {
    volatile sig_atomic_t requested;
    volatile sig_atomic_t event_counter;
} stop;

static void stop_signal(int signal) {
    int saved = errno;
    uint64_t one = 1;
    stop.requested = 1;
    ssize_t ignored = write(stop.event_counter, &one, sizeof one);
    (void)ignored;
    errno = saved;
}

bool cbl_stop_on_signals(int event_counter) {
    stop.event_counter = event_counter;
    const int flags = (int)SA_RESETHAND | SA_RESTART;
    return handle(SIGINT, stop_signal, flags) && handle(SIGTERM, stop_signal, flags);
}

bool cbl_stop_requested(void) { return stop.requested != 0; }
