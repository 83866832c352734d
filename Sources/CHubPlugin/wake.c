// The broker sits in epoll_wait for up to 100 ms when nothing happens. A signal ends the wait (epoll_wait is
// never restarted, while SA_RESTART lets every other call go on); SIGURG, because nothing else gives it a
// meaning here.
#define _GNU_SOURCE
#include "CHubPlugin.h"

#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>

static pthread_t broker_thread;

static void on_wake(int signal_number) { (void)signal_number; }

int chp_prepare_wake(void) {
    broker_thread = pthread_self();
    struct sigaction action = {.sa_handler = on_wake, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    return sigaction(SIGURG, &action, NULL);
}

void chp_wake(void) { pthread_kill(broker_thread, SIGURG); }

void chp_log(int level, const char *text) { mosquitto_log_printf(level, "%s", text); }
