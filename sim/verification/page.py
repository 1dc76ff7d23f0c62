"""The page ``docs/verification.md``, written from a run of the cases."""

from __future__ import annotations

from collections.abc import Sequence

from sim.verification.case import Case, CaseResult, Expected
from sim.verification.not_modelled import NOT_MODELLED

_HEAD = """\
# Verification

Why believe what the simulation says? Every case below is a closed form, a hand calculation or a
published test. `corridors verify` runs them all on the real engine and model (no second, simpler
code), and so does the project's test suite. This page is written from such a run; to write it
again: `corridors verify --page docs/verification.md`.

A case passes when every measured value lies within its tolerance. *Not yet* means that the feature
does not exist yet: the page says what the case waits for; what of it can run already has run.
Formulas alone are V7, V14, V18 and V19, draws alone V51; all others move people.

A network model of streets verifies that people, queues and gates obey their rules to the number.
That says nothing about whether a city would behave so: see the assumptions that each scenario
states.
"""

_CASES_HEAD = """\
| case | shows | quantity | expected | measured | |
|---|---|---|---|---|---|
"""

_NOT_MODELLED_HEAD = """\
## Not modelled

Tests of the guidelines that do not apply to a network of streets, and why.

| guideline | test | about | why not |
|---|---|---|---|
"""


def page(results: Sequence[CaseResult]) -> str:
    """Write the page, in Markdown.

    Parameters
    ----------
    results
        Of all cases, in order.
    """
    tally = dict.fromkeys(("pass", "fail", "not yet"), 0)
    for result in results:
        tally[result.status] += 1
    summary = (
        f"\n{len(results)} cases: {tally['pass']} pass, {tally['fail']} fail, "
        f"{tally['not yet']} not yet (in whole or in part).\n\n## Cases\n\n"
    )
    rows = "".join(_rows(result) for result in results)
    return (
        _HEAD
        + summary
        + _CASES_HEAD
        + rows
        + "\n## Setups and sources\n\n"
        + "".join(_setup(result.case) for result in results)
        + "\n"
        + _NOT_MODELLED_HEAD
        + "".join(
            f"| {one.guideline} | {one.test} | {one.title} | {one.reason} |\n"
            for one in NOT_MODELLED
        )
    )


def _rows(result: CaseResult) -> str:
    case = result.case
    cells = [
        (check.expected, check.shown, "pass" if check.passed else "**FAIL**")
        for check in result.checks
    ]
    if result.error:
        cells = [(one, _escape(result.error), "**FAIL**") for one in case.expected]
    cells += [(one, "", "not yet") for one in case.later]
    if not cells:
        return f"| {case.id} | {case.title} | | | | not yet |\n"
    return "".join(_row(case if first else None, *cell) for first, cell in _marked(cells))


def _marked(
    cells: list[tuple[Expected, str, str]],
) -> list[tuple[bool, tuple[Expected, str, str]]]:
    return [(place == 0, cell) for place, cell in enumerate(cells)]


def _row(case: Case | None, expected: Expected, measured: str, verdict: str) -> str:
    name, title = (case.id, case.title) if case is not None else ("", "")
    return (
        f"| {name} | {title} | {_escape(expected.quantity)} | {expected.show_expected()} "
        f"| {measured} | {verdict} |\n"
    )


def _setup(case: Case) -> str:
    waiting = f" *Waits for {case.waits_for}.*" if case.waits_for else ""
    return f"- **{case.id} {case.title}.** {case.setup} Source: {case.source}.{waiting}\n"


def _escape(text: str) -> str:
    return text.replace("|", "\\|")
