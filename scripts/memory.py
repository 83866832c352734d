#!/usr/bin/env python3
"""Finds the smallest arena in which each conformance program passes and writes the table of docs/memory.md.

  scripts/memory.py           search (bisection to 64 bytes), write the table, tell which targets hold
  scripts/memory.py --check   run hello world in 6,144 bytes and some programs in what the table says, or little more;
                              hello world in every smaller arena says how many bytes are missing

The figures are those of every host: nothing in the arena depends on the width of a pointer.
"""

import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
NANORUN = ROOT / ".build/runtime/native/nanorun"
PROGRAMS = ROOT / ".build/runtime/programs.list"
REFERENCE = ROOT / "Tests/Programs/heap-reference.tsv"
DOCUMENT = ROOT / "docs/memory.md"
UP = "../../.build/runtime/native"  # from where the paths of a list start, Tests/Programs
HELLO, HELLO_LIMIT = "HelloWorld", 6144
# A program for which the reference runtime needs more than this has to do with half of it here.
LARGE = 12 * 1024
CHECKED = ["arithmetic/arith_int32", "types/type_inherit", "strings/str_basic", "threads/thr_many", "gc/gc_lists", "gc/gc_fragmentation"]
MARGIN = 1.06  # for changes that need not touch the table
MARKS = "<!-- table -->\n", "<!-- end of the table -->\n"


def reference() -> dict[str, int | None]:
    """Smallest heap of the reference runtime by program; None where it never passes."""
    rows = (line.split("\t") for line in REFERENCE.read_text().splitlines()[1:])
    return {name: None if heap == "-" else int(heap) for name, heap in rows}


def suite(names: list[str], folder: pathlib.Path) -> pathlib.Path:
    """A list for nanorun of these programs as mcs compiled them, hello world among them if asked for."""
    rows = {line.split(" ", 1)[0]: line for line in PROGRAMS.read_text().splitlines()}
    (folder / "hello.expected").write_text("Hello, world!\n")
    rows[HELLO] = f"{HELLO} {UP}/{folder.name}/hello.expected mscorlib ../../.build/managed/HelloWorld.pe"
    path = folder / "list"
    path.write_text("".join(rows[name] + "\n" for name in names if name in rows))
    return path


def nanorun(*arguments: object) -> str:
    command = [str(NANORUN), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, check=False).stdout


def measure(names: list[str]) -> dict[str, int]:
    with tempfile.TemporaryDirectory(dir=NANORUN.parent) as folder:
        output = nanorun("--smallest", "--jobs", 2, "--suite", suite(names, pathlib.Path(folder)))
    found = {name: int(size) for name, size in re.findall(r"^PASS (\S+): (\d+) bytes", output, re.MULTILINE)}
    if missing := [name for name in names if name not in found]:
        sys.exit(f"these programs did not pass: {', '.join(missing)}\n{output[-2000:]}")
    return found


def targets(ours: dict[str, int], theirs: dict[str, int | None]) -> list[tuple[bool, str]]:
    compared = {name: heap for name, heap in theirs.items() if heap}
    middle, their_middle = (
        statistics.median(ours[name] for name in compared),
        statistics.median(compared.values()),
    )
    rows = [
        (ours[HELLO] <= HELLO_LIMIT, f"hello world: {ours[HELLO]:,} bytes, at most {HELLO_LIMIT:,}"),
        (middle <= their_middle, f"median: {middle:,.0f} bytes, at most the reference's {their_middle:,.0f}"),
    ]
    for name, heap in compared.items():
        if heap > LARGE:
            rows.append((ours[name] <= heap // 2, f"{name}: {ours[name]:,} bytes, at most half of {heap:,}"))
    return rows


def table(ours: dict[str, int], theirs: dict[str, int | None]) -> str:
    lines = ["| target | holds |", "|---|---|"]
    lines += [f"| {text} | {'yes' if holds else 'no'} |" for holds, text in targets(ours, theirs)]
    lines += ["", "| program | arena, bytes | reference's heap | ratio |", "|---|--:|--:|--:|"]
    for name, size in ours.items():
        heap = theirs.get(name)
        lines.append(f"| {name} | {size} | {heap or '-'} | {f'{size / heap:.2f}' if heap else ''} |")
    return "\n".join(lines) + "\n"


def write_table() -> None:
    theirs = reference()
    ours = measure([HELLO, *theirs])
    before, rest = DOCUMENT.read_text().split(MARKS[0])
    DOCUMENT.write_text(before + MARKS[0] + table(ours, theirs) + MARKS[1] + rest.split(MARKS[1])[1])
    for holds, text in targets(ours, theirs):
        print("holds" if holds else "MISSED", text)


def says_what_is_missing() -> bool:
    """Hello world in every arena from nothing to enough: each refusal names the arena and how much it lacks."""
    path = ROOT / ".build/managed/HelloWorld.pe"
    for arena in range(64, HELLO_LIMIT, 64):
        command = [str(NANORUN), "--arena", str(arena), str(path)]
        run = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
        if run.returncode == 0:
            return True
        needed = rf"the arena of {arena} bytes is too small: [1-9]\d* more bytes are needed for \S"
        lacked = rf"OutOfMemoryException: the arena of {arena} bytes is too small: .* lacked [1-9]\d* bytes"
        if not re.search(f"{needed}|{lacked}", run.stderr):
            print(f"in an arena of {arena} bytes the error is no help: {run.stderr}", file=sys.stderr)
            return False
    return False


def passes(name: str, arena: int) -> bool:
    with tempfile.TemporaryDirectory(dir=NANORUN.parent) as folder:
        output = nanorun("--arena", arena, "--suite", suite([name], pathlib.Path(folder)))
    if "\n1 passed, 0 failed\n" in "\n" + output:
        return True
    print(f"{name} does not pass in an arena of {arena} bytes:\n{output}", file=sys.stderr)
    return False


def check() -> None:
    recorded = dict(re.findall(r"^\| (\S+) \| (\d+) \|", DOCUMENT.read_text(), re.MULTILINE))
    failed = 0 if passes(HELLO, HELLO_LIMIT) else 1
    for name in CHECKED:
        # Either will do: a program may pass in its smallest arena and not in one that is a little larger.
        smallest = int(recorded[name])
        if not passes(name, smallest) and not passes(name, int(smallest * MARGIN)):
            failed += 1
    if failed or not says_what_is_missing():
        sys.exit(1)
    print(f"hello world passes in {HELLO_LIMIT} bytes, and says in less what is missing")
    print(f"{len(CHECKED)} programs pass in the arenas of docs/memory.md")


if __name__ == "__main__":
    subprocess.run([ROOT / "scripts/runtime-host.sh"], check=True)
    if sys.argv[1:] == ["--check"]:
        check()
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        write_table()
