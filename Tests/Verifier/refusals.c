/* refusals.c - files that are refused before any IL is looked at, or because of what IL names
 * (Tests/Verifier/refused): each ends with the status and the very message that its case states, and runs
 * before its damage (NAME.right.pe). Every place of the runtime that refuses files has a case, and none is
 * there in vain: with it switched off, one of its files at least is let through. Needs a runtime that was
 * compiled with NANO_TESTING, which lists these places (NANO_SITE).
 *
 *   refusals FOLDER     cases.list and the files it names; the class library is in $EDGEOTA_LIBRARY or
 * .build/managed. A case that begins with "core-" is a core library itself. */
#include "cases.h"
#include "nano_internal.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ARENA = 1 << 20, BUDGET = 1000000, MAX_SITES = 256, PATH_BYTES = 512 };

/* The linker's names for the ends of the list. */
extern nano_site *const __start_nano_sites[], *const __stop_nano_sites[];
static uint32_t cases_of[MAX_SITES], let_through[MAX_SITES];

static uint32_t site_count(void) { return (uint32_t)(__stop_nano_sites - __start_nano_sites); }
static nano_site *site_at(uint32_t i) { return __start_nano_sites[i]; }
static const char *file_of(const nano_site *site) { return strrchr(site->file, '/') + 1; }

/* Places that are exceptions, by a part of their text in the source, and why. */
typedef struct named_site {
    const char *file, *part, *reason;
} named_site;

/* What no case can reach. */
static const named_site elsewhere[] = {
    {"verify_types.c", "", "refuses IL: rules.c"},
    {"snapshot.c", "", "refuses snapshots: SnapshotTests"},
    {"domain.c", "", "refuses what the host asks: DomainTests"},
    {"vm.c", "", "refuses what the host gives"},
    {"thread.c", "TEXT_NO_TYPE_NAMED", "refuses what the host asks"},
    {"thread.c", "TEXT_NO_STATIC_METHOD", "refuses what the host asks"},
    {"thread.c", "TEXT_ARGUMENT_OF_OTHER_TYPE", "refuses what the host asks"},
    {"thread.c", "TEXT_NOT_LINKED", "refuses what the host asks"},
    {"thread.c", "TEXT_CANNOT_START", "refuses a method of the host's choice whose class failed before"},
    {"link.c", "TEXT_BASE_NOT_LINKED", "a host that links an application before its base"},
    {"lib_reflection.c", "TEXT_NEEDS_REBOOT", "refuses what Assembly.Load is given"},
    {"layout.c", "TEXT_NO_VIRTUAL_METHOD",
     "only objects of its class or a derived one are asked for a method"},
    {"layout.c", "TEXT_NO_STATIC_FIELDS", "only types that have some are asked for them"},
    {"layout.c", "TEXT_TOO_MANY_STATICS", "8,192 types take too long for a test"},
    {"type.c", "TEXT_UNKNOWN_ELEMENT", "a core library without a type whose arrays only natives make"},
    {"translate_code.c", "", "two walks over a method that differ"},
};

/* What is refused all the same without it. */
static const named_site backed[] = {
    {"pe_check.c", "TEXT_BAD_RVA",
     "the body before has no bytes or 4 GB of them, for which there is no memory"},
};

static bool is_among(const named_site *sites, uint32_t count, const nano_site *site) {
    for (uint32_t i = 0; i < count; i++)
        if (!strcmp(file_of(site), sites[i].file) && strstr(site->text, sites[i].part)) return true;
    return false;
}

static bool is_elsewhere(const nano_site *site) {
    return is_among(elsewhere, sizeof elsewhere / sizeof elsewhere[0], site);
}

static const run_options options = {.arena = ARENA, .budget = BUDGET, .check_heap = true};

static const char *const status_names[] = {
#define ROW(name, text) #name,
    NANO_STATUSES(ROW)
#undef ROW
};

/* Runs the files, which have to end as expected. */
static bool ends(const char *name, const file_set *set, const char *expected) {
    char text[END_TEXT_BYTES + 64];
    run r;
    memset(&r, 0, sizeof r);
    for (uint32_t i = 0; i < site_count(); i++) site_at(i)->reached = false;
    run_files(&r, set, &options);
    if (r.end == RUN_REFUSED)
        snprintf(text, sizeof text, "%s %s", status_names[r.status], r.text);
    else if (r.end == RUN_RETURNED)
        snprintf(text, sizeof text, "ok");
    else
        run_describe(&r, text, sizeof text);
    text[strcspn(text, "\n")] = 0; /* without the trace of an exception */
    const bool right = !strcmp(text, expected) && r.heap_sound;
    if (!right)
        printf("FAIL %s:\n  expected %s\n  found    %s%s\n", name, expected, text,
               r.heap_sound ? "" : "; the heap is damaged");
    run_dispose(&r);
    return right;
}

/* Counts the case for the place that refused its files; the files may not pass several on their way. */
static bool count_case(const char *name, const file_set *set) {
    uint32_t reached = 0, found = 0;
    for (uint32_t i = 0; i < site_count(); i++) {
        if (!site_at(i)->reached || is_elsewhere(site_at(i))) continue;
        found = i;
        reached++;
    }
    if (reached != 1) printf("FAIL %s: %u places refuse it\n", name, reached);
    if (reached != 1) return false;
    site_at(found)->off = true;
    let_through[found] += does_harm(set, &options);
    site_at(found)->off = false;
    cases_of[found]++;
    return true;
}

static bool check(const char *folder, const char *name, const char *expected) {
    char path[PATH_BYTES];
    file_set set = case_files(folder, name);
    const image **file = set.files + set.file_count - 1;
    if (!strncmp(name, "core-", 5)) set.base_count = 0; /* its domain is 0 */
    bool right = ends(name, &set, expected);
    if (!strcmp(expected, "ok")) return right;
    right &= count_case(name, &set);
    snprintf(path, sizeof path, "%s/%s.right.pe", folder, name);
    if (access(path, R_OK)) return right;
    *file = file_at(path);
    return right & ends(path, &set, "ok");
}

/* The exceptions that are none. */
static uint32_t check_named(const named_site *sites, uint32_t count) {
    uint32_t failures = 0;
    for (uint32_t n = 0; n < count; n++) {
        uint32_t i = 0;
        while (i < site_count() && !is_among(sites + n, 1, site_at(i))) i++;
        if (i < site_count()) continue;
        printf("FAIL there is no place in %s with the text %s\n", sites[n].file, sites[n].part);
        failures++;
    }
    return failures;
}

/* The places that have no case, or are there in vain as far as the cases show. */
static uint32_t check_sites(void) {
    uint32_t failures = check_named(elsewhere, sizeof elsewhere / sizeof elsewhere[0]) +
                        check_named(backed, sizeof backed / sizeof backed[0]);
    for (uint32_t i = 0; i < site_count(); i++) {
        const nano_site *site = site_at(i);
        const bool needed = cases_of[i] && !is_among(backed, sizeof backed / sizeof backed[0], site);
        if (is_elsewhere(site) || (needed ? let_through[i] : cases_of[i])) continue;
        printf(cases_of[i] ? "FAIL %s: without this its files are refused all the same: %s\n"
                           : "FAIL %s: no case for %s\n",
               file_of(site), site->text);
        failures++;
    }
    return failures;
}

/* What ASan finds ends the process by a signal. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "abort_on_error=1:detect_leaks=0"; }

int main(int argc, char **argv) {
    uint32_t cases, failures = check_cases(argc, argv, check, &cases);
    failures += check_sites();
    printf("%u files, %u places that refuse, %u failures\n", cases, site_count(), failures);
    return failures ? 1 : 0;
}
