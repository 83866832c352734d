#!/usr/bin/env python3
"""Packs the built-in strings of the runtime (Sources/CNanoRuntime/builtin_texts.h).

The texts are the comments of that file, one a line: they are what this reads, and it writes the codes in front of
them and the table of pairs. Code 0 ends a string, the codes from 1 on are the characters from '.' to 'z', each other
code stands for a pair of codes: the most frequent pair gets the next code, as long as that saves bytes.
  scripts/pack-strings.py [--check]      --check: fails if the file is not what this writes
"""
import collections
import os
import re
import sys

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Sources/CNanoRuntime/builtin_texts.h")
FIRST = ord(".")
FIRST_PAIR = ord("z") - FIRST + 2
DEPTH = 8  # pairs within pairs: the decoder keeps as many codes as that


def replaced(codes, pair, code):
    out, at = [], 0
    while at < len(codes):
        found = tuple(codes[at : at + 2]) == pair
        out.append(code if found else codes[at])
        at += 2 if found else 1
    return out


def pack(texts):
    strings = [[ord(c) - FIRST + 1 for c in text] for text in texts]
    pairs, depths = [], collections.Counter()
    while FIRST_PAIR + len(pairs) < 256:
        counts = collections.Counter(pair for codes in strings for pair in zip(codes, codes[1:]))
        fitting = [(n, pair) for pair, n in counts.items() if max(depths[pair[0]], depths[pair[1]]) < DEPTH]
        count, pair = max(fitting)
        if count < 3:
            break
        code = FIRST_PAIR + len(pairs)
        depths[code] = 1 + max(depths[pair[0]], depths[pair[1]])
        pairs.append(pair)
        strings = [replaced(codes, pair, code) for codes in strings]
    return pairs, strings


def main():
    with open(FILE, encoding="ascii") as file:
        old = file.read()
    head, rest = old.split("static const uint8_t packed[] = {\n")
    texts = re.findall(r"/\* (\S+) \*/", rest)
    assert all(FIRST <= ord(c) <= ord("z") for text in texts for c in text)
    pairs, strings = pack(texts)

    starts, at = [], 0
    for index, codes in enumerate(strings):
        if index % 16 == 0:
            starts.append(at)
        at += len(codes) + 1
    lines = lambda items, each: "".join(
        "    " + " ".join(items[i : i + each]) + "\n" for i in range(0, len(items), each))
    head = head[: head.index("enum {")]
    new = head + f"enum {{ FIRST_PAIR = {FIRST_PAIR}, DEPTH = {DEPTH} }};\n"
    new += "static const uint8_t pairs[][2] = {\n" + lines([f"{{{a}, {b}}}," for a, b in pairs], 10) + "};\n\n"
    new += "/* Where every 16th string begins. */\n"
    new += "static const uint16_t starts[] = {\n" + lines([f"{start}," for start in starts], 16) + "};\n\n"
    new += "static const uint8_t packed[] = {\n"
    new += "".join(f"    {', '.join(map(str, codes))}, 0, /* {text} */\n" for codes, text in zip(strings, texts))
    new += "};\n/* clang-format on */\n"
    if "--check" not in sys.argv[1:]:
        with open(FILE, "w", encoding="ascii") as file:
            file.write(new)
    elif new != old:
        sys.exit("Sources/CNanoRuntime/builtin_texts.h is not what scripts/pack-strings.py writes")
    print(f"{len(texts)} strings in {at + 2 * len(pairs) + 2 * len(starts)} bytes")


main()
