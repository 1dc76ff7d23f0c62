"""The command line: arguments in, public verbs called, exit code out.

What a command finds goes to standard output; progress, warnings and faults to standard error.
Nothing heavy is imported before the arguments are understood, so that help answers at once. A
command is a file: `add` says what it takes, and what it does stands below.
"""

from sim.cli.entry import main

__all__ = ["main"]
