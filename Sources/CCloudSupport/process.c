// Start of child processes: fork, and what has to be done before exec.
#define _GNU_SOURCE
#include "CCloudSupport.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <unistd.h>

typedef struct program {
    char *const *arguments;
    char *const *environment;
    int output;
    /// It dies when the thread that started it ends.
    bool bound;
} program;

/// Runs in the child between fork and exec: only async-signal-safe calls.
static void become(const program *p, pid_t parent) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    if (p->bound && (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)) _exit(126);
    int null_fd = open("/dev/null", O_RDONLY);
    if (null_fd < 0 || dup2(null_fd, 0) < 0 || dup2(p->output, 1) < 0 || dup2(p->output, 2) < 0) _exit(126);
    // Nothing of the parent's that lacks close-on-exec is the child's business; a kernel without the call
    // leaves it.
    close_range(3, ~0U, 0);
    // A terminal's Ctrl-C is for the parent, which then stops the child in order.
    setpgid(0, 0);
    execve(p->arguments[0], p->arguments, p->environment);
    _exit(127);
}

static pid_t spawn(const program *p) {
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) become(p, parent);
    return child;
}

pid_t ccs_spawn(char *const arguments[], int log_fd) {
    return spawn(&(program){arguments, environ, log_fd, true});
}

pid_t ccs_spawn_piped(char *const arguments[], char *const environment[], int *output) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    pid_t child = spawn(&(program){arguments, environment, ends[1], false});
    int code = errno;
    close(ends[1]);
    if (child < 0) close(ends[0]);
    *output = ends[0];
    errno = code;
    return child;
}
