/* programs.c - reads lists of programs and their files. */
#include "programs.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_NO_INPUT = 66, MAX_FILES = 1024, MAX_LINE = 512, READ_BYTES = 4096 };

static char *copy_text(const char *text) {
    const size_t bytes = strlen(text) + 1;
    return memcpy(must_allocate(bytes), text, bytes);
}

/* -- Files ---------------------------------------------------------------------------------------- */

static image read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "nanorun: cannot read %s\n", path);
        exit(EXIT_NO_INPUT);
    }
    image read = {copy_text(path), must_allocate(READ_BYTES), 0};
    uint32_t capacity = READ_BYTES;
    for (;;) {
        const size_t got = fread(read.bytes + read.length, 1, capacity - read.length, file);
        if (got == 0) break;
        read.length += (uint32_t)got;
        if (read.length < capacity) continue;
        capacity *= 2;
        uint8_t *larger = must_allocate(capacity);
        memcpy(larger, read.bytes, read.length);
        free(read.bytes);
        read.bytes = larger;
    }
    fclose(file);
    /* No byte more, so that sanitizers see what reads behind the end. */
    uint8_t *exact = realloc(read.bytes, read.length ? read.length : 1);
    if (exact) read.bytes = exact;
    return read;
}

/* Only the main thread reads files. */
const image *file_at(const char *path) {
    static image files[MAX_FILES];
    static uint32_t count;
    for (uint32_t i = 0; i < count; i++)
        if (!strcmp(files[i].name, path)) return &files[i];
    if (count == MAX_FILES) {
        fprintf(stderr, "nanorun: more than %d files\n", MAX_FILES);
        exit(1);
    }
    files[count] = read_file(path);
    return &files[count++];
}

static void add(const image **to, uint32_t *count, const char *path) {
    if (*count == MAX_IMAGES) {
        fprintf(stderr, "nanorun: a run has at most %d files of a kind\n", MAX_IMAGES);
        exit(1);
    }
    to[(*count)++] = file_at(path);
}

void add_file(file_set *set, const char *path) { add(set->files, &set->file_count, path); }

void add_base(file_set *set, const folders *where, const char *name) {
    char path[MAX_LINE];
    snprintf(path, sizeof path, "%s/%s.pe", where->library, name);
    add(set->base, &set->base_count, path);
}

/* -- Lists ---------------------------------------------------------------------------------------- */

/* Cuts the next word off `*text`, which ends at one of `separators`. NULL = none is left. */
static char *next_word(char **text, const char *separators) {
    char *word = *text + strspn(*text, separators);
    if (!*word) return NULL;
    char *end = word + strcspn(word, separators);
    *text = *end ? end + 1 : end;
    *end = 0;
    return word;
}

static void drop_carriage_returns(program *p) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < p->expected_length; i++)
        if (p->expected[i] != '\r') p->expected[kept++] = p->expected[i];
    p->expected_length = kept;
}

static void read_expected(program *p, const char *path) {
    const image *file = file_at(path);
    p->expected = memcpy(must_allocate(file->length), file->bytes, file->length);
    p->expected_length = file->length;
    drop_carriage_returns(p);
}

static bool parse(char *line, const folders *where, const char *only, program *p) {
    char *name = next_word(&line, " \n"), *expected = next_word(&line, " \n"),
         *base = next_word(&line, " \n"), *files = next_word(&line, " \n"), path[MAX_LINE];
    if (!files || (only && !strstr(name, only))) return false;
    memset(p, 0, sizeof *p);
    p->name = copy_text(name);
    snprintf(path, sizeof path, "%s/%s", where->programs, expected);
    read_expected(p, path);
    for (char *word; (word = next_word(&base, ","));) add_base(&p->set, where, word);
    for (char *word; (word = next_word(&files, ","));) {
        snprintf(path, sizeof path, "%s/%s", where->programs, word);
        add_file(&p->set, path);
    }
    return true;
}

program_list read_programs(const char *list, const folders *where, const char *only) {
    FILE *file = fopen(list, "r");
    if (!file) {
        fprintf(stderr, "nanorun: cannot read %s\n", list);
        exit(EXIT_NO_INPUT);
    }
    program_list read = {must_allocate(MAX_FILES * sizeof(program)), 0};
    char line[MAX_LINE];
    while (read.count < MAX_FILES && fgets(line, sizeof line, file))
        if (parse(line, where, only, &read.items[read.count])) read.count++;
    fclose(file);
    return read;
}

void free_programs(const program_list *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        free(list->items[i].name);
        free(list->items[i].expected);
    }
    free(list->items);
}
