/* cases.c - reads cases.list. */
#include "cases.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 512, LINE_BYTES = 512, EXIT_UNREADABLE = 2, EXIT_USAGE = 64 };

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

folders class_library(void) {
    const char *library = getenv("EDGEOTA_LIBRARY");
    return (folders){library ? library : ".build/managed", ""};
}
