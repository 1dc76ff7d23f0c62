"""Results of the cases as a table for a terminal and as JSON."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sim.verification.case import CaseResult, Expected
from sim.verification.not_modelled import NOT_MODELLED

_SOURCE_WIDTH = 34
_QUANTITY_WIDTH = 62
_HEAD = ("case", "source", "what", "expected", "measured", "")


def table(results: Sequence[CaseResult]) -> str:
    """Write a table: case, source, what is compared, expected, measured, pass."""
    rows = [_HEAD, *(row for result in results for row in _rows(result))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths).rstrip())
    return "\n".join([*lines, "", summary(results)]) + "\n"


def summary(results: Sequence[CaseResult]) -> str:
    """Say in a line how many cases passed, failed, and wait."""
    tally = dict.fromkeys(("pass", "fail", "not yet"), 0)
    for result in results:
        tally[result.status] += 1
    seconds = sum(result.seconds for result in results)
    return (
        f"{len(results)} cases in {seconds:.1f} s: {tally['pass']} pass, {tally['fail']} fail, "
        f"{tally['not yet']} not yet; {len(NOT_MODELLED)} published tests are not modelled "
        "(docs/verification.md says why)."
    )


def _rows(result: CaseResult) -> Iterator[tuple[str, ...]]:
    case = result.case
    name, source = case.id, _shorten(case.source, _SOURCE_WIDTH)

    def row(what: str, expected: str, measured: str, verdict: str) -> tuple[str, ...]:
        nonlocal name, source
        cells = (name, source, _shorten(what, _QUANTITY_WIDTH), expected, measured, verdict)
        name = source = ""
        return cells

    if result.error:
        yield row(result.error, "", "", "FAIL")
    for check in result.checks:
        one = check.expected
        verdict = "pass" if check.passed else "FAIL"
        yield row(one.quantity, one.show_expected(), check.shown, verdict)
    if case.waits_for:
        yield row(f"waits for {case.waits_for}", "", "", "not yet")


def _shorten(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def as_json(results: Sequence[CaseResult]) -> dict[str, Any]:
    """Return everything as plain data; measured values in full precision."""
    return {
        "cases": [
            {
                "id": result.case.id,
                "title": result.case.title,
                "source": result.case.source,
                "setup": result.case.setup,
                "status": result.status,
                "waits_for": result.case.waits_for,
                "error": result.error,
                "seconds": result.seconds,
                "checks": [
                    _expectation(check.expected)
                    | {"measured": _number(check.measured), "passed": check.passed}
                    for check in result.checks
                ],
                "later": [_expectation(one) for one in result.case.later],
            }
            for result in results
        ],
        "not_modelled": [
            {"guideline": one.guideline, "test": one.test, "title": one.title, "reason": one.reason}
            for one in NOT_MODELLED
        ],
        "passed": sum(result.status == "pass" for result in results),
        "failed": sum(result.status == "fail" for result in results),
        "not_yet": sum(result.status == "not yet" for result in results),
        "seconds": sum(result.seconds for result in results),
    }


def _expectation(one: Expected) -> dict[str, Any]:
    return {
        "quantity": one.quantity,
        "relation": one.relation,
        "expected": one.value,
        "tolerance": one.tolerance,
        "unit": one.unit,
    }


def _number(value: float) -> float | None:
    """JSON knows neither NaN nor infinity."""
    return value if abs(value) < float("inf") else None


def write_whole(path: Path, text: str) -> None:
    """Write a text file so that it is either complete or what it was before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        unfinished.chmod(0o644)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
