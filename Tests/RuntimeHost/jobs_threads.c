/* jobs_threads.c - jobs.h with POSIX threads. */
#include "jobs.h"
#include "run.h"
#include <pthread.h>
#include <stdlib.h>

typedef struct pool {
    pthread_mutex_t lock;
    uint32_t count, next, reported;
    uint8_t *finished; /* by item */
    void *context;
    void (*work)(void *context, uint32_t item, uint32_t worker);
    void (*done)(void *context, uint32_t item);
} pool;

typedef struct worker {
    pool *pool;
    uint32_t number;
    pthread_t thread;
} worker;

static void *run_worker(void *context) {
    const worker *self = context;
    pool *p = self->pool;
    pthread_mutex_lock(&p->lock);
    while (p->next < p->count) {
        const uint32_t item = p->next++;
        pthread_mutex_unlock(&p->lock);
        p->work(p->context, item, self->number);
        pthread_mutex_lock(&p->lock);
        p->finished[item] = 1;
        while (p->reported < p->count && p->finished[p->reported]) p->done(p->context, p->reported++);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

void run_jobs(uint32_t count, uint32_t workers, void *context,
              void (*work)(void *context, uint32_t item, uint32_t worker),
              void (*done)(void *context, uint32_t item)) {
    pool p = {.count = count, .context = context, .work = work, .done = done};
    pthread_mutex_init(&p.lock, NULL);
    p.finished = must_allocate(count);
    for (uint32_t i = 0; i < count; i++) p.finished[i] = 0;
    worker *all = must_allocate(workers * sizeof *all);
    for (uint32_t i = 0; i < workers; i++) {
        all[i] = (worker){.pool = &p, .number = i};
        if (pthread_create(&all[i].thread, NULL, run_worker, &all[i])) abort();
    }
    for (uint32_t i = 0; i < workers; i++) pthread_join(all[i].thread, NULL);
    free(all);
    free(p.finished);
    pthread_mutex_destroy(&p.lock);
}
