"""The suite itself: complete, honest about what it doesn't run, and able to fail."""

from __future__ import annotations

import dataclasses
import io
import json
import math
from pathlib import Path

import pytest

from sim.cli import main
from sim.verification import (
    NOT_MODELLED,
    Case,
    CaseResult,
    Check,
    Expected,
    Ledger,
    all_cases,
    page,
    run_case,
)
from sim.verification.case import at_least, at_most, count, equals, yes
from sim.verification.command import verify
from sim.verification.report import as_json, table, write_whole

FORMULAS = {"V7", "V14", "V18", "V19"}
CASES = {case.id: case for case in all_cases()}


def test_all_sixty_cases_are_there_in_order() -> None:
    assert list(CASES) == [f"V{number}" for number in range(1, 61)]


def test_every_case_either_runs_or_says_what_it_waits_for() -> None:
    for case in CASES.values():
        assert case.measure is not None or case.waits_for, case.id
        assert bool(case.expected) == (case.measure is not None), case.id
        assert not (case.waits_for and not (case.later or case.expected)), case.id
        assert case.source, case.id
        assert case.setup, case.id


def test_quantities_of_a_case_have_names_of_their_own() -> None:
    for case in CASES.values():
        names = [one.quantity for one in (*case.expected, *case.later)]
        assert len(set(names)) == len(names), case.id


def test_only_formulas_run_without_moving_people() -> None:
    ledger = Ledger()
    for name in FORMULAS:
        assert run_case(CASES[name], ledger).status == "pass"
    assert ledger.intervals == 0


@pytest.mark.parametrize(
    ("expected", "good", "bad"),
    [
        (equals("x", 40.0, "s"), 40.004, 40.006),
        (equals("x", 40.0, "s", within=1.0), 39.0, 38.9),
        (equals("x", 200.0, share=0.05), 209.9, 210.1),
        (at_most("x", 1.0), 1.0, 1.001),
        (at_least("x", 26.0), 26.0, 25.9),
        (count("x", 300), 300.0, 301.0),
        (yes("x"), 1.0, 0.0),
        (equals("x", 0.0), 0.0, math.nan),
    ],
)
def test_a_value_outside_its_tolerance_fails(expected: Expected, good: float, bad: float) -> None:
    assert Check(expected, good).passed
    assert not Check(expected, bad).passed


def _toy(value: float, **parts: object) -> Case:
    case = Case("V1", "Toy", "own", "A toy.", (equals("x", 1.0),), lambda _: {"x": value})
    return dataclasses.replace(case, **parts)  # type: ignore[arg-type]  # any field may change


def test_a_wrong_value_makes_the_case_fail_even_while_the_rest_waits() -> None:
    assert run_case(_toy(1.0), Ledger()).status == "pass"
    assert run_case(_toy(2.0), Ledger()).status == "fail"
    assert run_case(_toy(1.0, waits_for="more"), Ledger()).status == "not yet"
    assert run_case(_toy(2.0, waits_for="more"), Ledger()).status == "fail"


def test_a_case_that_breaks_down_fails_and_says_why() -> None:
    def broken(_: Ledger) -> dict[str, float]:
        raise ValueError("no such street")

    result = run_case(_toy(1.0, measure=broken), Ledger())
    assert result.status == "fail"
    assert "no such street" in result.error


def test_the_page_lists_every_case_with_the_same_expected_values() -> None:
    results = [CaseResult(case) for case in CASES.values()]
    text = page(results)
    for case in CASES.values():
        assert f"**{case.id} {case.title}.**" in text
        assert case.setup in text
    for case in CASES.values():
        for one in case.later:
            assert f"| {one.quantity} | {one.show_expected()} |" in text
    for one in NOT_MODELLED:
        assert f"| {one.guideline} | {one.test} | {one.title} | {one.reason} |" in text


def test_the_published_page_is_the_page_of_these_cases(root: Path) -> None:
    text = (root / "docs" / "verification.md").read_text(encoding="utf-8")
    for case in CASES.values():
        assert f"**{case.id} {case.title}.** {case.setup}" in text, case.id
        for one in (*case.expected, *case.later):
            assert f"| {one.quantity} | {one.show_expected()} |" in text, case.id
    assert "**FAIL**" not in text


def test_the_table_shows_failures_and_what_is_waited_for() -> None:
    results = [
        run_case(_toy(2.0), Ledger()),
        run_case(_toy(1.0, waits_for="a feature"), Ledger()),
    ]
    text = table(results)
    assert "FAIL" in text
    assert "waits for a feature" in text
    assert "2 cases" in text
    assert "1 fail, 1 not yet" in text


def test_json_holds_every_check_in_full_precision() -> None:
    results = [run_case(_toy(1.0012345678), Ledger())]
    data = json.loads(json.dumps(as_json(results), allow_nan=False))
    assert data["cases"][0]["checks"][0]["measured"] == 1.0012345678
    assert data["cases"][0]["checks"][0]["expected"] == 1.0
    assert data["passed"] == 1


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "verify.json"
    write_whole(path, "first")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "second \ud800")
    assert path.read_text(encoding="utf-8") == "first"
    assert [file.name for file in tmp_path.iterdir()] == ["verify.json"]


def test_the_command_runs_the_cases_asked_for_and_writes_what_it_says(tmp_path: Path) -> None:
    path, out = tmp_path / "out" / "verify.json", io.StringIO()
    assert main(["verify", "V7", "v18", "--json", str(path), "--quiet"]) == 0
    data = json.loads(path.read_text(encoding="utf-8"))
    assert [case["id"] for case in data["cases"]] == ["V7", "V18"]
    assert data["failed"] == 0
    assert verify(out, None, names=["V19"])
    assert "1.2249 people/m/s" in out.getvalue()


def test_the_command_refuses_a_case_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "V61"]) == 2
    assert "V61" in capsys.readouterr().err


def test_the_command_fails_when_a_case_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.verification.command.all_cases", lambda: (_toy(2.0),))
    assert main(["verify", "--quiet"]) == 1
