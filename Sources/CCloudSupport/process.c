// Start of a child process that cannot outlive its parent.
#define _GNU_SOURCE
#include "CCloudSupport.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

/// Runs in the child between fork and exec: only async-signal-safe calls.
static void become(char *const arguments[], int log_fd, pid_t parent) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) _exit(126);
    int null_fd = open("/dev/null", O_RDONLY);
    if (null_fd < 0 || dup2(null_fd, 0) < 0 || dup2(log_fd, 1) < 0 || dup2(log_fd, 2) < 0) _exit(126);
    // Nothing of the parent's that lacks close-on-exec is the child's business; a kernel without the call
    // leaves it.
    close_range(3, ~0U, 0);
    // A terminal's Ctrl-C is for the parent, which then stops the child in order.
    setpgid(0, 0);
    execv(arguments[0], arguments);
    _exit(127);
}

pid_t ccs_spawn(char *const arguments[], int log_fd) {
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) become(arguments, log_fd, parent);
    return child;
}
