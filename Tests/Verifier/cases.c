/* cases.c - reads cases.list. */
#include "cases.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_BYTES = 512, LINE_BYTES = 2048, CHILD_SECONDS = 5, EXIT_UNREADABLE = 2, EXIT_USAGE = 64 };

uint32_t check_cases(int argc, char **argv, case_check check, uint32_t *cases) {
    char path[PATH_BYTES], line[LINE_BYTES];
    if (argc != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        exit(EXIT_USAGE);
    }
    snprintf(path, sizeof path, "%s/cases.list", argv[1]);
    FILE *list = fopen(path, "r");
    if (!list) {
        fprintf(stderr, "%s: cannot read %s\n", argv[0], path);
        exit(EXIT_UNREADABLE);
    }
    uint32_t failures = 0;
    *cases = 0;
    while (fgets(line, sizeof line, list)) {
        line[strcspn(line, "\n")] = 0;
        const char *name = strtok(line, "\t"), *expected = strtok(NULL, "\t");
        if (!expected) {
            fprintf(stderr, "%s: %s: a line without an expectation\n", argv[0], path);
            exit(EXIT_UNREADABLE);
        }
        ++*cases;
        failures += !check(argv[1], name, expected);
    }
    fclose(list);
    return failures;
}

file_set case_files(const char *folder, const char *name) {
    const folders where = class_library();
    file_set set = {.base_count = 0};
    char path[PATH_BYTES];
    add_base(&set, &where, "mscorlib");
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
    return set;
}

bool does_harm(const file_set *set, const run_options *options) {
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        const struct rlimit limit = {CHILD_SECONDS, CHILD_SECONDS};
        (void)setrlimit(RLIMIT_CPU, &limit);
        (void)freopen("/dev/null", "w", stderr);
        run r;
        memset(&r, 0, sizeof r);
        _exit(run_prepare(&r, set, options) ? 0 : 1);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) < 0) exit(EXIT_UNREADABLE);
    return WIFSIGNALED(status) || WEXITSTATUS(status) == 0;
}

folders class_library(void) {
    const char *library = getenv("EDGEOTA_LIBRARY");
    return (folders){library ? library : ".build/managed", ""};
}
