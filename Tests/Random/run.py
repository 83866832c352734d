#!/usr/bin/env python3
"""Random programs: what the runtime prints must be what mono prints for the same assembly. A seed is a program, and the same
one as long as the generator does not change.

csharp and il are about the language and its instructions, library is about the members of the class library. reflection calls
these as no compiler would, and mono is not asked: see below.

Each is compiled (C# by mcs, IL by ilasm), run by mono, converted by edgeota, and run by nanorun: as it is, and in two ways of
a dozen, by the seed (a collection at every allocation, windows, small builds, ...). Anything but equal output and the exit
code 0 is a finding. mono has faults of its own, so both its compiler and its interpreter are asked; to be right is to
agree with one of them.

Programs of reflection run under AddressSanitizer and UndefinedBehaviorSanitizer: as they are, and in two ways of eight. They may
return, end in an exception that nobody catches, or use up memory or instructions; any other end is a finding, and so is a damaged heap."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import csharp
import il
import library
import reflection
import tree

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GENERATORS = {"csharp": (csharp, "cs"), "il": (il, "il"), "library": (library, "cs"), "reflection": (reflection, "cs")}
LIBRARY = ["mscorlib", *library.FORWARDERS]
ASSEMBLIES = {"csharp": ["mscorlib"], "il": ["mscorlib"], "library": LIBRARY, "reflection": LIBRARY}
# Flavour of nanorun and its options.
RUNS = [("native", "--gc-always"), ("native", "--switch"), ("native", "--code-cache", "4096"), ("native", "--windows"),
        ("native", "--shed", "--windows"), ("native", "--liveness", "--gc-always"), ("small",), ("m32", "--stats"), ("m32", "--gc-always"),
        ("small", "--windows"), ("native", "--code-cache", "4096", "--gc-always"), ("native", "--quantum", "7")]
LIMIT = 120  # seconds, for one process on a busy machine


class Finding(Exception):
    """Where a program went another way than mono, and what came out."""

    def __init__(self, stage, text, code=None):
        super().__init__(f"{stage}: {text}")
        self.stage, self.code = stage, code


def start(stage, *command, folder=None, **variables):
    try:
        return subprocess.run(command, capture_output=True, timeout=LIMIT, text=True, errors="replace", cwd=folder,
                              env={**os.environ, "MONO_DEBUG": "no-gdb-backtrace", **variables})
    except subprocess.TimeoutExpired:
        raise Finding(stage, f"no end after {LIMIT} s") from None


class Tester:
    def __init__(self, options):
        self.options = options
        self.library = options.library
        self.edgeota = options.edgeota
        self.forwarders = os.path.join(os.path.abspath(options.output), "forwarders")

    def must(self, stage, *command):
        done = start(stage, *command)
        if done.returncode:
            raise Finding(stage, f"exit code {done.returncode}: {(done.stdout + done.stderr)[-600:].strip()}", done.returncode)
        return done.stdout

    def make_forwarders(self):
        """Assemblies in which mono finds what nanoFramework keeps in them, and mono in its mscorlib."""
        os.makedirs(self.forwarders, exist_ok=True)
        for name, types in library.FORWARDERS.items():
            path = os.path.join(self.forwarders, name)
            with open(f"{path}.cs", "w", encoding="utf-8") as file:
                file.writelines(f"[assembly: System.Runtime.CompilerServices.TypeForwardedTo(typeof({type}))]\n" for type in types)
            self.must("mcs", "mcs", "-nologo", "-target:library", f"-out:{path}.dll", f"{path}.cs")

    def references(self, kind):
        return [f"{self.library}/{name}.dll" for name in ASSEMBLIES[kind]]

    def nanorun(self, flavour, kind, *arguments):
        return os.path.join(ROOT, ".build/runtime", flavour, "nanorun"), "--library", self.library, "--base", ",".join(ASSEMBLIES[kind]), *arguments

    def compile(self, kind, text, path):
        source = f"{path}.{GENERATORS[kind][1]}"
        with open(source, "w", encoding="utf-8") as file:
            file.write(text)
        if kind == "il":
            self.must("ilasm", "ilasm", "/quiet", f"/output:{path}.exe", source)
        else:
            optimise = "-optimize+" if os.path.basename(path)[-1] in "02468" else "-optimize-"
            self.must("mcs", "mcs", "-nologo", "-nostdlib", "-noconfig", optimise, "-langversion:7", "-warn:0",
                      *(f"-r:{file}" for file in self.references(kind)), f"-out:{path}.exe", source)

    def check(self, kind, text, path, runs):
        """Raises a finding if there is one."""
        self.compile(kind, text, path)
        references = [part for file in self.references(kind) for part in ("-r", file)]
        self.must("edgeota convert", self.edgeota, "convert", f"{path}.exe", *references, "-o", f"{path}.pe")
        if kind == "reflection":
            self.survives(kind, path, runs)
        else:
            self.compare(kind, path, runs)

    def survives(self, kind, path, runs):
        """Nothing is asked of the output."""
        for arguments in [(), *runs]:
            stage = " ".join(["asan", *arguments])
            done = start(stage, *self.nanorun("asan", kind, *reflection.OPTIONS, *arguments, f"{path}.pe"))
            if not reflection.is_end(done.returncode, done.stderr):
                said = done.stderr[:2000].strip() or "few members returned"
                raise Finding(stage, f"exit code {done.returncode} {said}", done.returncode)

    def compare(self, kind, path, runs):
        expected = self.oracle(path)
        statistics = None
        for flavour, *arguments in [("native",), *runs]:
            stage = " ".join([flavour, *arguments])
            stated = ("m32", "--stats") in runs and arguments in ([], ["--stats"])  # those of native and m32 are equal
            if stated:
                arguments = ["--stats"]
            done = start(stage, *self.nanorun(flavour, kind, *arguments, f"{path}.pe"))
            output, now = self.split(done.stdout) if stated else (done.stdout, None)
            if done.returncode or output not in expected:
                self.differs(stage, done, output, expected)
            if stated and statistics is not None and statistics != now:
                raise Finding(stage, f"other statistics: {statistics} and {now}")
            statistics = statistics or now

    def oracle(self, path):
        """What mono prints: what its compiler makes of the program and, if the two differ, what its interpreter does. Each
        has faults of its own, so that the runtime may agree with one of them."""
        compiled, interpreted = (start("mono", "mono", *options, f"{path}.exe", folder=os.path.dirname(path),  # for its dumps
                                       MONO_PATH=self.forwarders, LC_ALL="C")
                                 for options in ([], ["--interpreter"]))
        if interpreted.returncode and compiled.returncode:
            raise Finding("mono", f"exit code {compiled.returncode}: {compiled.stderr[:500].strip()}")
        return list(dict.fromkeys(done.stdout for done in (compiled, interpreted) if not done.returncode))

    @staticmethod
    def split(output):
        """Output and the line of statistics at its end."""
        lines = output.splitlines(keepends=True)
        return "".join(lines[:-1]), json.loads(lines[-1]) if lines else None

    @staticmethod
    def differs(stage, done, output, expected):
        """Says where the output goes another way first."""
        ours, theirs = output.splitlines(), expected[0].splitlines()
        place = next((n for n, (a, b) in enumerate(zip(ours, theirs)) if a != b), min(len(ours), len(theirs)))
        here, there = ((lines[place : place + 1] or ["nothing"])[0] for lines in (ours, theirs))
        mono = "mono" if len(expected) == 1 else "mono, which differs from itself,"
        raise Finding(stage, f"line {place + 1}: {here}; {mono} has {there}; exit code {done.returncode} {done.stderr[:500].strip()}",
                      (done.returncode, len(expected)))

    def seed(self, kind, seed):
        """One program. Returns the text of a finding, or None."""
        path = os.path.abspath(os.path.join(self.options.output, f"{kind}{seed}"))
        ways = reflection.RUNS if kind == "reflection" else RUNS
        runs = [] if self.options.plain else [ways[seed % len(ways)], ways[(seed // len(ways) + seed + 5) % len(ways)]]
        root = GENERATORS[kind][0].generate(seed)
        text = root.text()
        try:
            self.check(kind, text, path, runs)
        except Finding as finding:
            said = str(finding)
            if self.options.reduce and root.nodes():
                said += "\n" + self.reduced(kind, root, path, runs, finding)
            return said
        if not self.options.keep:
            for extension in (GENERATORS[kind][1], "exe", "pe", "pesym", "exe.mdb"):
                if os.path.exists(f"{path}.{extension}"):
                    os.remove(f"{path}.{extension}")
        return None

    def reduced(self, kind, root, path, runs, finding):
        """Cuts the program down to what still goes wrong at the same stage."""
        small = path + ".reduced" + path[-1]  # the last digit decides the compiler's options

        def fails():
            try:
                self.check(kind, root.text(), small, runs)
            except Finding as found:
                return found.stage == finding.stage and found.code == finding.code
            return False

        if not fails():
            return "the finding does not come again"
        tree.reduce(root, fails)
        fails()
        return f"reduced: {small}.{GENERATORS[kind][1]}, {root.text().count(chr(10))} lines"


def seeds(text):
    first, _, last = text.partition("..")
    return range(int(first), int(last or first) + 1)


def main():
    parser = argparse.ArgumentParser(prog="scripts/random-programs.sh", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", metavar="FROM..TO", type=seeds, default=seeds("1..12"), help="the programs (default 1..12)")
    parser.add_argument("--kind", choices=[*GENERATORS, "all"], default="all", help="of which generator (default all)")
    parser.add_argument("--jobs", metavar="N", type=int, default=os.cpu_count(), help="programs at a time")
    parser.add_argument("--plain", action="store_true", help="one run of each program, as it is")
    parser.add_argument("--reduce", action="store_true", help="cut programs down that went wrong")
    parser.add_argument("--keep", action="store_true", help="keep the files of programs that went right, too")
    parser.add_argument("--print", action="store_true", help="print the programs and run nothing")
    parser.add_argument("--output", metavar="DIR", default=os.path.join(ROOT, ".build/random"), help="where the programs are written")
    parser.add_argument("--library", metavar="DIR", default=os.path.join(ROOT, ".build/managed"), help="the class library")
    parser.add_argument("--edgeota", metavar="FILE", default=os.path.join(ROOT, ".build/release/edgeota"), help="the converter")
    options = parser.parse_args()
    kinds = list(GENERATORS) if options.kind == "all" else [options.kind]
    if "il" in kinds and not options.print and not shutil.which("ilasm"):
        print("programs of IL are skipped, since ilasm is not installed (apt-get install mono-devel)")
        kinds.remove("il")
    if options.print:
        for kind in kinds:
            for seed in options.seeds:
                print(GENERATORS[kind][0].generate(seed).text())
        return 0
    os.makedirs(options.output, exist_ok=True)
    tester = Tester(options)
    tester.make_forwarders()
    work = [(kind, seed) for seed in options.seeds for kind in kinds]
    findings = 0
    with ThreadPoolExecutor(options.jobs) as pool:
        for (kind, seed), said in zip(work, pool.map(lambda item: tester.seed(*item), work)):
            if said:
                findings += 1
                print(f"{kind} {seed}: {said}", flush=True)
    print(f"{len(work)} programs ({', '.join(kinds)}), {findings} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
