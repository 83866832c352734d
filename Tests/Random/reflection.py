"""Random members of the class library on random objects, by reflection. The program is Reflection.cs, a seed is where its random numbers
start. There is no right output: the runtime under AddressSanitizer and UndefinedBehaviorSanitizer must end it as a program can end."""

import os

from tree import Node

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Reflection.cs")
START = "state = 1;"
# What translates code again for each call takes more instructions, or more time for one.
OPTIONS = ("--check", "--budget", "8000000")
RUNS = [("--arena", "60000"), ("--gc-always", "--arena", "250000"), ("--windows",), ("--arena", "80000"), ("--shed", "--windows"),
        ("--gc-always", "--liveness"), ("--shed", "--budget", "300000"), ("--windows", "--arena", "150000")]
# Exit codes of nanorun, and what it says first: Main returned, an exception ended it or it was aborted, it was given up.
ENDS = {0: ("",),
        70: ("nanorun: unhandled exception: ", "nanorun: the main thread was aborted"),
        1: ("nanorun: the budget of ", "nanorun: every thread waits ")}


def generate(seed):
    with open(SOURCE, encoding="utf-8") as file:
        before, after = file.read().split(START)
    return Node(before, f"state = {seed * 0x9E3779B9 % (1 << 32) or 1};", after)


def is_end(code, errors):
    """Whether a program can end so. A sanitizer's report and a damaged heap end with code 1, too."""
    return code in ENDS and errors.startswith(ENDS[code]) and "the heap is damaged" not in errors
