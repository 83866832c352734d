/* snapshots.c - saving and restoring runs (nano_save, nano_restore). */
#include "snapshots.h"
#include "hmac.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEW_CLOCK = 5000000 };
static const nano_seal seal = {"the key of a board of the tests", hmac_sha256};

/* What the host has to keep: who is the main thread, and how far its clock's habits are. */
typedef struct host_state {
    uint32_t main_thread, domain, looks_at_clock, reserved;
} host_state;

static bool write_file(void *context, const void *bytes, uint32_t length) {
    return fwrite(bytes, 1, length, context) == length;
}

void save_run(run *r, const char *path) {
    FILE *file = fopen(path, "wb");
    const host_state state = {r->main_thread, r->domain, r->looks_at_clock, 0};
    r->looks_at_clock = 0; /* the look of nano_save moves no clock: without it there would be none */
    const bool saved = file && write_file(file, &state, sizeof state) &&
                       nano_save(&r->vm, &seal, write_file, file) == NANO_OK && !fclose(file);
    if (saved) return;
    fprintf(stderr, "nanorun: %s: the snapshot cannot be written\n", path);
    exit(1);
}

bool restore_run(run *r, const file_set *set, const run_options *options, const image *file) {
    nano_piece images[2 * MAX_IMAGES];
    uint32_t count = 0;
    host_state state = {0};
    run_reset(r, options);
    for (uint32_t i = 0; i < set->base_count; i++)
        images[count++] = (nano_piece){set->base[i]->bytes, set->base[i]->length};
    for (uint32_t i = 0; i < set->file_count; i++)
        images[count++] = (nano_piece){set->files[i]->bytes, set->files[i]->length};
    const uint32_t skip = file->length < sizeof state ? file->length : (uint32_t)sizeof state;
    memcpy(&state, file->bytes, skip);
    r->main_thread = state.main_thread;
    r->domain = state.domain;
    r->now_ms = NEW_CLOCK;
    r->looks_at_clock = 0;
    r->status = nano_create(&r->vm, r->arena, options->arena, &r->host, &options->config);
    if (r->status == NANO_OK)
        r->status = nano_restore(&r->vm, file->bytes + skip, file->length - skip, images, count, &seal, 0);
    /* The first look happened in nano_restore; then the clock moves when it would have moved. */
    r->looks_at_clock = state.looks_at_clock;
    if (r->status == NANO_OK) return true;
    r->end = RUN_REFUSED;
    snprintf(r->text, sizeof r->text, "%s", nano_error(&r->vm));
    return false;
}
