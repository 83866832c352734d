#!/usr/bin/env python3
"""Packs the texts that the runtime keeps many of, for less flash: built-in strings, rows of natives, what it says.

Code 0 ends a text, the codes from 1 on are the characters from ' ' to '}', each other code stands for a pair of codes:
the most frequent pair gets the next code, as long as that saves bytes. nano__unpack of the runtime reads them.
  builtin_texts.h          the texts are the comments of that file, one a line; the codes in front of them are written
  packed_texts.h           from the lists of texts.h, rules.h and known.h, in this order
  native_rows.c and .h     from the NATIVE_TABLEs of lib_*.c (lib.h), in the order that native.c has them
  scripts/pack-strings.py [--check]      --check: fails if a file is not what this writes
"""
import collections
import glob
import os
import re
import sys

SOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Sources/CNanoRuntime")
FIRST = ord(" ")
FIRST_PAIR = ord("}") - FIRST + 2
DEPTH = 8  # pairs within pairs: the decoder keeps as many codes as that


def replaced(codes, pair, code):
    out, at = [], 0
    while at < len(codes):
        found = tuple(codes[at : at + 2]) == pair
        out.append(code if found else codes[at])
        at += 2 if found else 1
    return out


def pack(texts, alone=""):
    """The pairs, and the codes of each text. The characters of `alone` are in no pair."""
    strings = [[ord(c) - FIRST + 1 for c in text] for text in texts]
    assert all(0 < code < FIRST_PAIR for codes in strings for code in codes)
    single = {ord(c) - FIRST + 1 for c in alone}
    pairs, depths = [], collections.Counter()
    while FIRST_PAIR + len(pairs) < 256:
        counts = collections.Counter(pair for codes in strings for pair in zip(codes, codes[1:]))
        fitting = [(n, pair) for pair, n in counts.items()
                   if max(depths[pair[0]], depths[pair[1]]) < DEPTH and not single & set(pair)]
        count, pair = max(fitting)
        if count < 3:
            break
        code = FIRST_PAIR + len(pairs)
        depths[code] = 1 + max(depths[pair[0]], depths[pair[1]])
        pairs.append(pair)
        strings = [replaced(codes, pair, code) for codes in strings]
    return pairs, strings


def lines(items, each):
    return "".join("    " + " ".join(items[i : i + each]) + "\n" for i in range(0, len(items), each))


def pair_lines(pairs):
    return lines([f"{{{a}, {b}}}," for a, b in pairs], 10)


def text_lines(texts, strings):
    return "".join(f"    {', '.join(map(str, codes + [0]))}, /* {text} */\n" for text, codes in zip(texts, strings))


def text_list(prefix, texts):
    """The three arrays of a list of texts."""
    pairs, strings = pack(texts)
    starts, at = [], 0
    for index, codes in enumerate(strings):
        if index % 4 == 0:
            starts.append(at)
        at += len(codes) + 1
    return (f"static const nano_pair_codes {prefix}_pairs[] = {{\n" + pair_lines(pairs)
            + f"}};\n\n/* Where every fourth text begins. */\nstatic const uint16_t {prefix}_starts[] = {{\n"
            + lines([f"{start}," for start in starts], 16) + f"}};\n\nstatic const uint8_t {prefix}_packed[] = {{\n"
            + text_lines(texts, strings) + "};\n/* clang-format on */\n")


def builtin_texts(old):
    texts = re.findall(r"/\* (\S+) \*/", old[old.index("_packed[] = {") :])
    return old[: old.index("static const")] + text_list("builtin", texts)


def packed_texts():
    texts = []
    for name, row in (("texts.h", r'\bT\(\w+, "([^"]*)"\)'), ("rules.h", r'\bRULE\((\w+), "'),
                      ("known.h", r'\bN\(\w+, "([^"]*)"\)'), ("known.h", r'\bW\(\w+, \w+, "([^"]*)"'),
                      ("known.h", r'\bX\(\w+, \w+, "([^"]*)"')):
        with open(os.path.join(SOURCES, name), encoding="ascii") as file:
            texts += re.findall(row, file.read())
    return ("/* packed_texts.h - the texts of texts.h, packed; written by scripts/pack-strings.py.\n */\n/* clang-format off */\n"
            + f"enum {{ PACKED_TEXTS = {len(texts)} }};\n" + text_list("text", texts))


def native_rows():
    """The files native_rows.c and native_rows.h."""
    with open(os.path.join(SOURCES, "native.c"), encoding="utf-8") as file:
        order = re.findall(r"^    TABLE\((\w+)\)", file.read(), re.M)
    tables = {}
    for path in glob.glob(os.path.join(SOURCES, "lib_*.c")):
        with open(path, encoding="utf-8") as file:
            source = file.read()
        for name, prefix, macro in re.findall(r'^NATIVE_TABLE\((\w+), "([^"]*)", (\w+)\);', source, re.M):
            body = re.search(rf"#define {macro}\(CLASS, NATIVE\)((?:.*\\\n)*.*\n)", source)[1]
            rows = [(kind, text, "".join(re.findall('"([^"]*)"', fields))) for kind, text, fields
                    in re.findall(r'(CLASS|NATIVE)\("([^"]*)"((?:[,\s\\]*"[^"]*")*)', body)]
            tables[name] = prefix, rows
    assert sorted(tables) == sorted(order), "native.c lists other tables than there are"
    texts = []
    for name in order:
        prefix, rows = tables[name]
        texts.append("!" + prefix)
        for kind, text, fields in rows:
            texts += ["@" + text, fields] if kind == "CLASS" else [text]
    texts.append("!")
    pairs, strings = pack(texts, "!@")
    head = "%s written by scripts/pack-strings.py from the NATIVE_TABLEs of lib_*.c.\n */\n"
    source = (head % "/* native_rows.c - the texts of the natives that the runtime brings along, packed;\n *"
              + '#include "native_rows.h"\n\n/* clang-format off */\nconst nano_pair_codes nano__native_pairs[] = {\n'
              + pair_lines(pairs) + "};\n\nconst uint8_t nano__native_rows[] = {\n" + text_lines(texts, strings)
              + "};\n/* clang-format on */\n")
    counts = "".join(f"    NATIVES_{name} = {sum(row[0] == 'NATIVE' for row in tables[name][1])},\n" for name in order)
    header = (head % "/* native_rows.h - how many natives each table has, and where their texts are;\n *"
              + '#ifndef NATIVE_ROWS_H\n#define NATIVE_ROWS_H\n\n#include "nano_internal.h"\n\n'
              + f"enum {{\n    NATIVE_TEXT = {max(map(len, texts)) + 1}, /* the longest text, with its NUL */\n{counts}}};\n\n"
              + "/* For each table '!' and its prefix; '@', a class, and what its natives need; natives. '!' ends it. */\n"
              + "extern const uint8_t nano__native_rows[];\nextern const nano_pair_codes nano__native_pairs[];\n\n"
              + "#endif\n")
    return source, header


def main():
    check = "--check" in sys.argv[1:]

    def old(name):
        path = os.path.join(SOURCES, name)
        if not os.path.exists(path):
            return ""
        with open(path, encoding="ascii") as file:
            return file.read()

    source, header = native_rows()
    files = {"builtin_texts.h": builtin_texts(old("builtin_texts.h")), "packed_texts.h": packed_texts(),
             "native_rows.c": source, "native_rows.h": header}
    for name, text in files.items():
        if text == old(name):
            continue
        if check:
            sys.exit(f"Sources/CNanoRuntime/{name} is not what scripts/pack-strings.py writes")
        with open(os.path.join(SOURCES, name), "w", encoding="ascii") as file:
            file.write(text)


main()
