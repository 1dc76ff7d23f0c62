"""What `corridors verify` does: run, say so, write."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from sim.engine import compile_needed
from sim.verification.case import Case, CaseResult
from sim.verification.page import page
from sim.verification.registry import all_cases, run_cases
from sim.verification.report import as_json, table, write_whole


class UnknownCaseError(ValueError):
    """A case was asked for that there is not."""


def chosen_cases(names: Sequence[str]) -> tuple[Case, ...]:
    """Return the cases of these names, in order; all of them for none.

    Raises
    ------
    UnknownCaseError
        A name is not that of a case.
    """
    cases = all_cases()
    wanted = {name.upper() for name in names}
    unknown = wanted - {case.id for case in cases}
    if unknown:
        raise UnknownCaseError(f"no case is called {', '.join(sorted(unknown))}: V1 to V60 are")
    return tuple(case for case in cases if not wanted or case.id in wanted)


def verify(
    out: TextIO,
    said: TextIO | None,
    *,
    names: Sequence[str] = (),
    json_path: Path | None = None,
    page_path: Path | None = None,
) -> bool:
    """Run cases, write the table, and the files asked for; return whether none failed.

    Parameters
    ----------
    out
        Where the table goes.
    said
        Where progress goes; None for nowhere.
    names
        Which cases; default all.
    json_path, page_path
        Files to write: everything as JSON; the page of the documentation.
    """
    if said is not None and compile_needed():
        said.write("compiling the movement engine, once\n")
        said.flush()
    results = run_cases(chosen_cases(names), progress=None if said is None else _Teller(said))
    if json_path is not None:
        write_whole(json_path, json.dumps(as_json(results), indent=1, allow_nan=False) + "\n")
    if page_path is not None:
        write_whole(page_path, page(results))
    out.write(table(results))
    return _none_failed(results)


def _none_failed(results: Sequence[CaseResult]) -> bool:
    return all(result.status != "fail" for result in results)


class _Teller:
    """Says which case runs: over and over on one line of a terminal, in plain lines elsewhere."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._terminal = stream.isatty()

    def __call__(self, case: Case | None, done: int, cases: int) -> None:
        if self._terminal:
            now = "" if case is None else f"{done + 1}/{cases}  {case.id} {case.title}"
            self._stream.write(f"\r\x1b[K{now}")
        elif case is not None and done % 10 == 0:
            self._stream.write(f"{done + 1}/{cases}  {case.id} {case.title}\n")
        self._stream.flush()
