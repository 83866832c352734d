/* rules.c - the verifier's cases (assemble.py): each hostile file is refused by its rule, each right one
 * runs; and no rule is there in vain: with the rule switched off, one of its hostile files at least is let
 * through. Needs a runtime that was compiled with NANO_TESTING.
 *
 *   rules FOLDER     cases.list and the files it names; the class library is in $EDGEOTA_LIBRARY or
 * .build/managed */
#include "programs.h"
#include "rules.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef NANO_TESTING
#error "rules cannot be switched off in this build"
#endif

enum { ARENA = 192 << 10, BUDGET = 1000000, PATH_BYTES = 512, LINE_BYTES = 512, CHILD_SECONDS = 5 };

static const char *const rule_names[RULE_COUNT] = {
#define ROW(id, text, reference) #id,
    NANO_RULES(ROW)
#undef ROW
};

typedef struct totals {
    uint32_t cases, hostile[RULE_COUNT], let_through[RULE_COUNT], failures;
} totals;

static int rule_named(const char *name) {
    for (int i = 0; i < RULE_COUNT; i++)
        if (!strcmp(rule_names[i], name)) return i;
    return -1;
}

static run_options options_without(int rule) {
    run_options o = {.arena = ARENA, .budget = BUDGET, .check_heap = true};
    o.config.lenient_versions = true;
    if (rule >= 0) o.config.test_modes = (uint32_t)(rule + 1) << NANO_TEST_RULE_SHIFT;
    return o;
}

/* In a process of its own: what a rule keeps out may well crash. */
static bool is_let_through(const file_set *set, int rule) {
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        const struct rlimit limit = {CHILD_SECONDS, CHILD_SECONDS};
        (void)setrlimit(RLIMIT_CPU, &limit);
        (void)freopen("/dev/null", "w", stderr);
        const run_options o = options_without(rule);
        run r;
        memset(&r, 0, sizeof r);
        _exit(run_prepare(&r, set, &o) ? 0 : 1);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) < 0) exit(2);
    return WIFSIGNALED(status) || WEXITSTATUS(status) == 0;
}

static void fail(totals *t, const char *name, const char *expected, const run *r) {
    char text[END_TEXT_BYTES + 64];
    run_describe(r, text, sizeof text);
    printf("FAIL %s: expected %s, %s%s\n", name, expected, text,
           r->heap_sound ? "" : "; the heap is damaged");
    t->failures++;
}

static bool is_as_expected(const run *r, const char *expected, int rule) {
    char named[96];
    snprintf(named, sizeof named, ": %s: ", expected);
    if (!r->heap_sound) return false;
    if (rule >= 0) return r->end == RUN_REFUSED && r->status == NANO_REFUSED && strstr(r->text, named);
    if (!strncmp(expected, "throws ", 7))
        return r->end == RUN_EXCEPTION && !strncmp(r->text, expected + 7, strlen(expected + 7));
    return r->end == RUN_RETURNED;
}

/* A line of cases.list: name, expectation, then the libraries ("base:" before one for domain 0). */
static void run_case(totals *t, const char *folder, const folders *where, char *line) {
    file_set set = {.base_count = 0};
    char path[PATH_BYTES];
    const char *name = strtok(line, "\t"), *expected = strtok(NULL, "\t");
    if (!expected) exit(2);
    add_base(&set, where, "mscorlib");
    for (const char *library = strtok(NULL, "\t"); library; library = strtok(NULL, "\t")) {
        const bool is_base = !strncmp(library, "base:", 5);
        snprintf(path, sizeof path, "%s/%s.pe", folder, library + (is_base ? 5 : 0));
        if (is_base)
            set.base[set.base_count++] = file_at(path);
        else
            add_file(&set, path);
    }
    snprintf(path, sizeof path, "%s/%s.pe", folder, name);
    add_file(&set, path);
    const int rule = rule_named(expected);
    if (rule < 0 && strcmp(expected, "ok") && strncmp(expected, "throws ", 7)) {
        printf("FAIL %s: there is no rule %s\n", name, expected);
        t->failures++;
        return;
    }
    const run_options o = options_without(-1);
    run r;
    memset(&r, 0, sizeof r);
    run_files(&r, &set, &o);
    if (!is_as_expected(&r, expected, rule)) fail(t, name, expected, &r);
    run_dispose(&r);
    t->cases++;
    if (rule < 0) return;
    t->hostile[rule]++;
    t->let_through[rule] += is_let_through(&set, rule);
}

static void check_rules(totals *t) {
    for (int i = 0; i < RULE_COUNT; i++) {
        if (!t->hostile[i])
            printf("FAIL rule %s has no hostile file\n", rule_names[i]);
        else if (!t->let_through[i])
            printf("FAIL rule %s: without it its files are refused all the same\n", rule_names[i]);
        if (!t->let_through[i]) t->failures++;
    }
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: rules FOLDER\n");
        return 64;
    }
    const char *library = getenv("EDGEOTA_LIBRARY");
    const folders where = {library ? library : ".build/managed", ""};
    char path[PATH_BYTES], line[LINE_BYTES];
    snprintf(path, sizeof path, "%s/cases.list", argv[1]);
    FILE *list = fopen(path, "r");
    if (!list) {
        fprintf(stderr, "rules: cannot read %s\n", path);
        return 2;
    }
    totals t = {.cases = 0};
    while (fgets(line, sizeof line, list)) {
        line[strcspn(line, "\n")] = 0;
        run_case(&t, argv[1], &where, line);
    }
    fclose(list);
    check_rules(&t);
    printf("%u cases, %u rules, %u failures\n", t.cases, (unsigned)RULE_COUNT, t.failures);
    return t.failures ? 1 : 0;
}
