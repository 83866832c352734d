/* programs.h - lists of conformance programs and the files that they are made of.
 *
 * A list has a line for each program: its name, the file of its expected output, its base assemblies and its
 * own files, the last two comma-separated: "arrays/arr_basic arrays/arr_basic.expected mscorlib
 * arrays/arr_basic.pe". scripts/runtime-programs.sh writes it from Tests/Programs. */
#ifndef NANORUN_PROGRAMS_H
#define NANORUN_PROGRAMS_H

#include "run.h"

typedef struct program {
    char *name;
    char *expected; /* line ends are "\n" */
    uint32_t expected_length;
    file_set set;
} program;

typedef struct program_list {
    program *items;
    uint32_t count;
} program_list;

/* Where names of base assemblies, and the paths of a list, start. */
typedef struct folders {
    const char *library, *programs;
} folders;

/* A file, read once and kept to the end; exits with a message if it cannot be read. */
const image *file_at(const char *path);
/* Adds an assembly of the class library by its simple name. */
void add_base(file_set *set, const folders *where, const char *name);
void add_file(file_set *set, const char *path);

/* Reads a list; programs whose name does not contain `only` (NULL: all) are left out. */
program_list read_programs(const char *list, const folders *where, const char *only);
void free_programs(const program_list *list);

#endif
