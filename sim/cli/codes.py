"""Exit codes: what a shell learns of a command."""

DONE, FAILED, WRONG_INPUT = 0, 1, 2
INTERRUPTED, NO_READER = 130, 141
