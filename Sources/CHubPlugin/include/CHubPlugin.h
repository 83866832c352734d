// What the plugin needs from C: the broker's variadic log function, and a way to end the broker's wait for
// sockets.
#ifndef C_HUB_PLUGIN_H
#define C_HUB_PLUGIN_H

/// Writes one line to the broker's log; `level` is one of MOSQ_LOG_*.
void chp_log(int level, const char *text);

/// Notes the calling thread as the broker's, to be woken by `chp_wake`. Returns 0, or -1 and errno.
int chp_prepare_wake(void);

/// Makes the broker's thread go round its loop now rather than after up to 100 ms. From any thread.
void chp_wake(void);

#endif
