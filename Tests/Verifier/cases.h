/* cases.h - the cases.list that assemble.py writes beside the files of a folder: a case a line, its name,
 * what is expected of it, and what else the test needs, with tabs between. */
#ifndef VERIFIER_CASES_H
#define VERIFIER_CASES_H

#include "programs.h"

/* Checks one case; false: it failed. strtok(NULL, "\t") gives what follows on its line. */
typedef bool (*case_check)(const char *folder, const char *name, const char *expected);

/* Checks every case of the folder that is the one argument of the command; returns how many failed. */
uint32_t check_cases(int argc, char **argv, case_check check, uint32_t *cases);

/* The files of a case over mscorlib: the libraries that its line names ("base:" before one for domain 0),
 * then NAME.pe. */
file_set case_files(const char *folder, const char *name);

/* True if, in a process of its own, the files are started or the process crashes: what refuses them is
 * switched off. */
bool does_harm(const file_set *set, const run_options *options);

/* The class library: $EDGEOTA_LIBRARY or .build/managed. */
folders class_library(void);

#endif
