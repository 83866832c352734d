/* rules.c - the verifier's cases (assemble.py): each hostile file is refused by its rule, each right one
 * runs; and no rule is there in vain: with the rule switched off, one of its hostile files at least is let
 * through. Needs a runtime that was compiled with NANO_TESTING.
 *
 *   rules FOLDER     cases.list and the files it names; the class library is in $EDGEOTA_LIBRARY or
 * .build/managed */
#include "cases.h"
#include "rules.h"
#include <stdio.h>
#include <string.h>

#ifndef NANO_TESTING
#error "rules cannot be switched off in this build"
#endif

enum { ARENA = 192 << 10, BUDGET = 1000000 };

static const char *const rule_names[RULE_COUNT] = {
#define ROW(id, text, reference) #id,
    NANO_RULES(ROW)
#undef ROW
};

/* Files that a rule keeps out, and those that nothing keeps out without it. */
static uint32_t hostile[RULE_COUNT], let_through[RULE_COUNT];

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

/* True if the files get past everything that looks at them before they run, or crash it. */
static bool is_let_through(const file_set *set, int rule) {
    const run_options o = options_without(rule);
    return does_harm(set, &o);
}

static void report(const char *name, const char *expected, const run *r) {
    char text[END_TEXT_BYTES + 64];
    run_describe(r, text, sizeof text);
    printf("FAIL %s: expected %s, %s%s\n", name, expected, text,
           r->heap_sound ? "" : "; the heap is damaged");
}

static bool is_as_expected(const run *r, const char *expected, int rule) {
    char named[96];
    snprintf(named, sizeof named, ": %s: ", expected);
    if (!r->heap_sound) return false;
    if (!strncmp(expected, "refused ", 8)) return r->end == RUN_REFUSED && strstr(r->text, expected + 8);
    if (rule >= 0) return r->end == RUN_REFUSED && r->status == NANO_REFUSED && strstr(r->text, named);
    if (!strncmp(expected, "throws ", 7))
        return r->end == RUN_EXCEPTION && !strncmp(r->text, expected + 7, strlen(expected + 7));
    return r->end == RUN_RETURNED;
}

static bool check(const char *folder, const char *name, const char *expected) {
    const file_set set = case_files(folder, name);
    const int rule = rule_named(expected);
    if (rule < 0 && strcmp(expected, "ok") && strncmp(expected, "throws ", 7) &&
        strncmp(expected, "refused ", 8)) {
        printf("FAIL %s: there is no rule %s\n", name, expected);
        return false;
    }
    const run_options o = options_without(-1);
    run r;
    memset(&r, 0, sizeof r);
    run_files(&r, &set, &o);
    const bool right = is_as_expected(&r, expected, rule);
    if (!right) report(name, expected, &r);
    run_dispose(&r);
    if (rule >= 0) {
        hostile[rule]++;
        let_through[rule] += is_let_through(&set, rule);
    }
    return right;
}

/* The rules that are there in vain, as far as the cases show. */
static uint32_t check_rules(void) {
    uint32_t failures = 0;
    for (int i = 0; i < RULE_COUNT; i++) {
        if (let_through[i]) continue;
        printf(hostile[i] ? "FAIL rule %s: without it its files are refused all the same\n"
                          : "FAIL rule %s has no hostile file\n",
               rule_names[i]);
        failures++;
    }
    return failures;
}

int main(int argc, char **argv) {
    uint32_t cases, failures = check_cases(argc, argv, check, &cases);
    failures += check_rules();
    printf("%u cases, %u rules, %u failures\n", cases, (unsigned)RULE_COUNT, failures);
    return failures ? 1 : 0;
}
