"""Faults of drivers and coefficients, each with its place, fault and remedy."""

import pytest

from .files import PLAIN, Folder

SHARES = "  leaving: {civilian: {willing: 1.0}}\n"
BARE = PLAIN.replace(SHARES, "")


@pytest.mark.parametrize(
    ("text", "field", "message", "remedy"),
    [
        ("coefficients: {trust_offer: 12.0}", "coefficients.trust_offer",
         "12.0 is too large", "Write a number of at most 10."),
        ("coefficients: {hardship: -1.0}", "coefficients.hardship",
         "-1.0 is too small", "Write a number of at least 0."),
        ("drivers: {risk_way: 1.5}", "drivers.risk_way",
         "1.5 is too large", "Write a number of at most 1."),
        ("by_district: {aa: {civilian: {fear: 0.5}}}", "by_district.aa",
         "there is no district 'aa'", "Did you mean `a`?"),
        ("factions: {x: {share: 0.7}, y: {share: 0.6}}", "factions",
         "their shares sum to 1.3",
         "Write shares of at most 1 together; the others belong to none."),
        ("split: perhaps", "split", "'perhaps' is not known here", "Write one of never, allowed."),
    ],
)  # fmt: skip
def test_what_is_out_of_range_is_named(
    folder: Folder, text: str, field: str, message: str, remedy: str
) -> None:
    told = folder.told(f"{BARE}willingness: {{{text}}}\n")
    place = (f"willingness.{field}", message, remedy)
    assert [fault[1:] for fault in told if fault[1] == place[0]] == [place]
    assert all(fault[0].startswith("13:") for fault in told)


def test_shares_and_drivers_are_one_or_the_other(folder: Folder) -> None:
    assert folder.told(f"{PLAIN}willingness: {{split: never}}\n") == [
        (
            "4:13",
            "population.leaving.civilian",
            "states shares beside the drivers of `willingness`",
            "Keep one: without `willingness`, or with `civilian: null` here.",
        )
    ]


def test_an_overlay_goes_over_to_drivers_by_taking_the_shares_out(folder: Folder) -> None:
    folder.write(PLAIN, "base.yaml")
    loaded = folder.load(
        "extends: base.yaml\npopulation: {leaving: {civilian: null}}\n"
        "willingness: {drivers: {trust_offer: 0.3}}\n"
    )
    assert loaded.scenario.population.leaving == {}
    assert loaded.scenario.willingness is not None
    assert loaded.scenario.willingness.drivers.trust_offer == 0.3


def test_factions_without_fighters_are_doubted(folder: Folder) -> None:
    loaded = folder.load(f"{BARE}willingness: {{factions: {{x: {{share: 0.5}}}}}}\n")
    assert [warning.message for warning in loaded.warnings] == [
        "there are no fighters in any district: factions have no effect"
    ]
