// Start of a libmicrohttpd server. The URI arrives raw: signatures are over the text that the client sent, so
// libmicrohttpd's own decoding is switched off and the Swift side splits and decodes.
#include "CCloudSupport.h"

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

static size_t keep_escaped(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

/// libmicrohttpd reports failed handshakes and closed connections, which are the clients' affair.
static void drop_message(void *context, const char *format, va_list arguments) {
    (void)context;
    (void)format;
    (void)arguments;
}

struct MHD_Daemon *ccs_http_start(const struct sockaddr *address, const char *certificate_pem,
                                  const char *key_pem, unsigned timeout_seconds,
                                  const ccs_http_callbacks *callbacks) {
    unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL |
                     MHD_USE_TLS | MHD_USE_ERROR_LOG;
    if (address->sa_family == AF_INET6) flags |= MHD_USE_IPv6;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, callbacks->handle, callbacks->context, MHD_OPTION_EXTERNAL_LOGGER, drop_message,
        NULL, MHD_OPTION_SOCK_ADDR, address, MHD_OPTION_HTTPS_MEM_CERT, certificate_pem,
        MHD_OPTION_HTTPS_MEM_KEY, key_pem, MHD_OPTION_HTTPS_PRIORITIES, "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1",
        MHD_OPTION_URI_LOG_CALLBACK, callbacks->begin, callbacks->context, MHD_OPTION_NOTIFY_COMPLETED,
        callbacks->end, callbacks->context, MHD_OPTION_UNESCAPE_CALLBACK, keep_escaped, NULL,
        MHD_OPTION_CONNECTION_LIMIT, 512u, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)65536,
        MHD_OPTION_CONNECTION_TIMEOUT, timeout_seconds, MHD_OPTION_END);
}

uint16_t ccs_http_port(struct MHD_Daemon *server) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(server, MHD_DAEMON_INFO_BIND_PORT);
    return info == NULL ? 0 : info->port;
}
