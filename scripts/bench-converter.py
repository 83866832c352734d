#!/usr/bin/env python3
"""Measures the converter: processor time and memory of `edgeota convert`, process start included.

usage: bench-converter.py [--rounds N] [ASSEMBLY...]

Without assemblies: the class library, and two programs that break limits (they are read whole and refused). Of N rounds
(default 7) the fastest counts. Memory is the peak above what the program needs for a program of one line, so the last column
says how many bytes the converter takes for a byte of input. Needs the release build and the class library (./edgeota).
"""
import argparse
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOL = os.path.join(ROOT, ".build/release/edgeota")
LIBRARY = os.path.join(ROOT, ".build/managed")
SMALLEST = os.path.join(LIBRARY, "HelloWorld.exe")
REFUSED = [os.path.join(ROOT, "Tests/Programs/refused", name) for name in ("long_code.exe", "long_string.exe")]
# What mscorlib's PE file does not have.
EXCLUDED = ["System.Decimal", "System.Runtime.CompilerServices.IsVolatile"]


def measure(assembly, output):
    """One conversion: seconds of processor time, peak bytes, exit code."""
    arguments = [TOOL, "convert", assembly, "-o", output]
    for name in EXCLUDED:
        arguments += ["--exclude", name]
    child = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status)


def best(assembly, output, rounds):
    runs = [measure(assembly, output) for _ in range(rounds)]
    codes = {code for _, _, code in runs}
    if not codes <= {0, 65} or len(codes) != 1:
        sys.exit(f"{assembly}: edgeota convert ended with {sorted(codes)}")
    return min(run[0] for run in runs), min(run[1] for run in runs), codes.pop()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("assemblies", nargs="*")
    options = parser.parse_args()
    if not os.path.exists(TOOL) or not os.path.exists(SMALLEST):
        sys.exit("the release build or the class library is missing: run ./edgeota --help once")
    given = options.assemblies or REFUSED + [
        os.path.join(LIBRARY, name) for name in sorted(os.listdir(LIBRARY)) if name.endswith(".dll")]
    with tempfile.TemporaryDirectory() as folder:
        output = os.path.join(folder, "out.pe")
        _, base, _ = best(SMALLEST, output, options.rounds)
        smallest = os.path.getsize(SMALLEST)
        print(f"{'assembly':42} {'bytes':>8} {'seconds':>8} {'memory above the smallest':>26} {'per byte':>9}")
        for assembly in sorted(given, key=os.path.getsize):
            seconds, peak, code = best(assembly, output, options.rounds)
            size = os.path.getsize(assembly)
            ratio = f"{max(0, peak - base) / (size - smallest):.0f}" if size > smallest else "-"
            name = os.path.basename(assembly) + (" (refused)" if code else "")
            print(f"{name:42} {size:8} {seconds:8.3f} {max(0, peak - base):26} {ratio:>9}")


if __name__ == "__main__":
    main()
