"""What a planner would say first, on one page of an 80-column terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from sim.report.text import (
    DO_NO_HARM,
    about,
    clock,
    percent,
    plain,
    rounded,
    spans_days,
)
from sim.report.vehicles import crossings, vehicles

if TYPE_CHECKING:
    from sim.results.result import RunResult

WIDTH = 79
Json = dict[str, Any]

_SHORT: dict[str, str] = {
    "shut": "shut",
    "unused": "unused",
    "willingness": "had room",
    "limit": "its limit",
    "lanes": "lanes",
    "way": "way out",
    "streets": "streets",
    "windows": "window",
    "vehicles": "vehicles",
}
"""Words of ``binding`` as they fit a narrow column."""

HEAD = ("id", "corridor", "out", "busy", "left", "children", "join by", "what binds")
"""What the table of corridors shows."""

COLUMNS_MEAN = (
    "busy: share of open lane time in use; left: set out for it and not through at its last close; "
    "join by: who joins the queue later, wherever it stands, is too late"
)


def headline(result: RunResult) -> str:
    """Return the run in plain words: people, queues, what binds, how much is assumed."""
    summary = result.summary
    title = plain(summary["title"] or summary["scenario"], WIDTH)
    said = sentences(summary)
    before = [said.pop(name) for name in BEFORE_TABLE]
    parts = [f"{title}\n{'=' * len(title)}"]
    parts += [textwrap.fill(text, WIDTH) for text in before if text]
    parts += [_table(summary), *(textwrap.fill(text, WIDTH) for text in said.values() if text)]
    parts.append(textwrap.fill(accounts(summary), WIDTH))
    return "\n\n".join(parts) + "\n"


BEFORE_TABLE = (
    "protection", "wanted", "safe", "waiting", "turned_away", "nights", "vehicles",
)  # fmt: skip
"""What is said before the table of corridors, of the keys of `sentences`."""


def sentences(summary: Json) -> dict[str, str]:
    """Return everything that is said beside the table, in order; an empty text says nothing.

    Pages say the same words as the terminal.
    """
    return {
        "protection": _protection(summary),
        "wanted": _wanted(summary),
        "safe": _safe(summary),
        "waiting": _waiting(summary),
        "turned_away": _turned_away(summary),
        "nights": _nights(summary),
        "vehicles": vehicles(summary),
        "binds": _binds(summary),
        "reasons": _reasons(summary),
        "crossings": crossings(summary),
        "gridlock": " ".join(_gridlock(summary)),
        "assumed": _assumed(summary),
        "caveat": _caveat(summary),
        "do_no_harm": DO_NO_HARM,
    }


def _protection(summary: Json) -> str:
    """Say first who needs looking after: divided families, children alone; nothing if none."""
    found = summary["protection"]
    parts = []
    if found["held_persons"]:
        parts.append(
            f"Held after screening, and not out: {about(found['held_persons'])}, children among "
            f"them: {about(found['held_children'])}."
        )
    if found["apart_households"]:
        parts.append(
            f"Families apart at the end, one part out and the other not: "
            f"{about(found['apart_households'])}, with {about(found['apart_persons'])} people, "
            f"children among these: {about(found['apart_children'])}."
        )
    if found["children_alone"]:
        parts.append(f"Children who left without any grown-up: {about(found['children_alone'])}.")
    if found["divided_households"]:
        parts.append(
            f"Families divided: {about(found['divided_households'])}, with "
            f"{about(found['divided_persons'])} people; {about(found['divided_left'])} of them "
            f"left, children among these: {about(found['divided_left_children'])}."
        )
    return " ".join(parts)


def accounts(summary: Json) -> str:
    """Say whether everyone is somewhere exactly once, with the sums that show it."""
    found = summary["conservation"]
    closed = (
        found["persons"] == found["all_statuses"]
        and found["out"] == found["out_all_corridors"]
        and found["held"] == found["held_all_corridors"]
    )
    return (
        f"Accounts {'close' if closed else 'DO NOT CLOSE: do not use this run'}: of "
        f"{found['persons']:,} people {found['all_statuses']:,} have one status at "
        f"the end; of {found['out']:,} out {found['out_all_corridors']:,} are in the corridors' "
        "sums."
    )


def _wanted(summary: Json) -> str:
    prevented = summary["by_status"]["prevented"]
    persons, willing = summary["persons"], summary["willing"]
    count = "nearly all" if rounded(willing) > persons else about(willing)
    text = f"Of {persons:,} people {'all' if willing == persons > 0 else count} want to leave"
    if prevented:
        text += f"; {about(prevented)} of them are kept from leaving"
    waiting = summary["by_status"]["at_home"]
    if waiting:
        text += f"; {about(waiting)} had not set out by the end"
    return text + "."


def _safe(summary: Json) -> str:
    if summary["close_s"] is None:
        return "No corridor ever opens."
    day = spans_days(summary)
    parts = []
    if summary["safe_by_dark"] is not None:
        when = clock(summary["dark_local"], day=day)
        parts.append(f"Safe by dark ({when}): {about(summary['safe_by_dark'])}.")
    when = clock(summary["close_local"], day=day)
    parts.append(f"Safe by the last close ({when}): {about(summary['safe_by_close'])}.")
    if summary["clearance_local"] is not None and summary["set_out"]:
        when = clock(summary["clearance_local"], day=day)
        parts.append(f"Everyone who set out was through by {when}.")
    return " ".join(parts)


def _waiting(summary: Json) -> str:
    left = summary["waiting_at_close"]
    if not left["persons"]:
        return "Nobody who set out was left before a gate at the last close."
    places = [
        (left["forecourt"], "stand in forecourts"),
        (left["streets"], "queue in streets"),
        (left["walking"], "are still walking"),
    ]
    where = ", ".join(f"{about(count)} {what}" for count, what in places if count)
    return (
        f"Not through at the last close: {about(left['persons'])}, children among them: "
        f"{about(left['children'])}. Of these {where}.{_longest_wait(summary)}"
    )


def _turned_away(summary: Json) -> str:
    """Say whom stewards turned away, and who found no bed."""
    parts = []
    counts = [c["turned_away"] for c in summary["corridors"] if c["turned_away"]]
    persons = sum(count["persons"] for count in counts)
    if persons:
        children = sum(count["children"] for count in counts)
        parts.append(
            f"Turned away from queues by stewards: {about(persons)}, children among them: "
            f"{about(children)}."
        )
    no_place = sum(shelter["no_place"] for shelter in summary["shelters"])
    if no_place:
        parts.append(f"Found shelters full and no other place: {about(no_place)}.")
    outside = sum(c["reception"]["not_taken_in"] for c in summary["corridors"])
    if outside and any(c["reception"]["beds"] is not None for c in summary["corridors"]):
        parts.append(f"Out and not taken in at a place of safety by the end: {about(outside)}.")
    return " ".join(parts)


def _nights(summary: Json) -> str:
    """Say who is out of doors after the last corridor of a day has closed."""
    parts = []
    for night in summary["nights"]:
        if not night["out_of_doors"]:
            continue
        when = clock(night["at_local"], day=spans_days(summary))
        places = sorted(night["places"], key=lambda place: (-place["persons"], place["id"]))[:3]
        where = ", ".join(
            f"{about(place['persons'])} {NIGHT_WORDS[place['kind']]} {plain(place['id'])}".strip()
            for place in places
        )
        more = ", and others" if len(night["places"]) > len(places) else ""
        parts.append(
            f"Out of doors at {when}, after the close: {about(night['out_of_doors'])}, children "
            f"among them: {about(night['out_of_doors_children'])} ({where}{more})."
        )
    return " ".join(parts)


NIGHT_WORDS: dict[str, str] = {
    "forecourt": "in the forecourt of corridor",
    "street": "in streets to corridor",
    "way": "on the way behind corridor",
    "outside": "before the full shelter",
    "assembly": "waiting for vehicles",
}


def _longest_wait(summary: Json) -> str:
    """Say the longest time in a queue, of those who passed, from an hour up."""
    waited = [c for c in summary["corridors"] if (c["queue_wait_max_s"] or 0.0) >= 3600.0]
    if not waited:
        return ""
    worst = max(waited, key=lambda c: (c["queue_wait_max_s"], c["id"]))
    hours = f"{worst['queue_wait_max_s'] / 3600.0:.0f}"
    return (
        f" The longest queueing of those who did pass: about {hours} h, at corridor {worst['id']}."
    )


def _table(summary: Json) -> str:
    """One row a corridor, as wide as the page."""
    corridors = summary["corridors"]
    day = spans_days(summary)
    head = HEAD
    rows = [table_row(summary, corridor, day=day) for corridor in corridors]
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    widths[0] = min(widths[0], 12)
    spare = WIDTH - sum(widths) + widths[1] - 2 * (len(head) - 1)
    widths[1] = max(8, min(widths[1], spare))
    lines = [_line(row, widths) for row in [head, *rows]]
    lines.insert(1, "-" * max(len(line) for line in lines))
    if any(corridor["assumed"] for corridor in corridors):
        lines.append("* the place of this corridor is assumed")
    lines += textwrap.wrap(COLUMNS_MEAN, WIDTH)
    return "\n".join(lines)


def table_row(summary: Json, corridor: Json, *, day: bool) -> tuple[str, ...]:
    """Return a corridor's cells, as `HEAD` names them, rounded and in words."""
    return (
        corridor["id"] + ("*" if corridor["assumed"] else ""),
        plain(corridor["name"]),
        f"{rounded(corridor['out']):,}",
        percent(corridor["utilisation"]),
        f"{rounded(corridor['people_beyond']):,}",
        f"{rounded(corridor['at_close']['children']):,}",
        _join_by(summary, corridor, day),
        _SHORT[corridor["binds"]],
    )


def _join_by(summary: Json, corridor: Json, day: bool) -> str:
    """Say the last useful time to join, rounded down; the close itself is said as such."""
    if corridor["close_s"] is None or corridor["last_useful_join_s"] is None:
        return "-"
    if corridor["last_useful_join_s"] >= corridor["close_s"]:
        return "close"
    step = 10 if summary["duration_s"] >= 7200.0 else 1
    return clock(corridor["last_useful_join_local"], day=day, down_to_min=step)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    cells = [
        plain(text, width).ljust(width) if i in (0, 1, 7) else text.rjust(width)
        for i, (text, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _binds(summary: Json) -> str:
    binding = summary["binding"]
    text = f"What binds: {binding['words']}"
    stayed = summary["by_status"]["stayed"]
    if binding["kind"] == "willingness":
        text += f" By their own choice {about(stayed)} people stay." if stayed else ""
        text += _slowed(summary)
    if binding["idle"]:
        text += f" Idle: {', '.join(binding['idle'])}."
    held = [(kind, count) for kind, count in binding["held_back"].items() if kind != "willingness"]
    if len(held) > 1:
        parts = [f"{_SHORT[kind]} {about(count)}" for kind, count in sorted(held, key=_by_count)]
        text += f" People left, by what holds them: {', '.join(parts)}."
    short = [
        f"{corridor['lanes_needed']} at corridor {corridor['id']} (has {corridor['lanes']})"
        for corridor in summary["corridors"]
        if corridor["lanes"] is not None and (corridor["lanes_needed"] or 0) > corridor["lanes"]
    ]
    if short:
        text += f" Lanes needed by those who set out, at least: {', '.join(short)}."
    return text


def _slowed(summary: Json) -> str:
    """Say what slowed the queues of gates that let everyone through in the end."""
    places: dict[str, list[str]] = {}
    for corridor in summary["corridors"]:
        if corridor["slowed_by"] and corridor["binds"] == "willingness":
            places.setdefault(corridor["slowed_by"], []).append(corridor["id"])
    parts = [f"{_SHORT[word]} at {', '.join(ids)}" for word, ids in sorted(places.items())]
    return f" What slowed queues that cleared: {'; '.join(parts)}." if parts else ""


def _by_count(held: tuple[str, int]) -> tuple[int, str]:
    return -held[1], held[0]


REASON_WORDS: dict[str, str] = {
    "own": "would stay in any case",
    "trust_offer": "distrust of the offer",
    "trust_guarantor": "distrust of its guarantor",
    "risk_way": "danger on the way",
    "apart": "not without a member of the family",
    "orders": "orders",
    "kept": "kept by others",
    "fear": "fear of the checkpoint",
}


def _reasons(summary: Json) -> str:
    """Say why people stayed and were kept, where the scenario states drivers."""
    count: dict[str, int] = {}
    for line in summary.get("reasons", ()):  # live results leave them out
        for group in ("stayed", "prevented"):
            for name, persons in line[group].items():
                count[name] = count.get(name, 0) + persons
    count.pop("stated", None)
    parts = [f"{REASON_WORDS[name]} {about(n)}" for name, n in sorted(count.items(), key=_by_count)]
    return f"Why people did not leave, by assumed drivers: {', '.join(parts)}." if parts else ""


def _gridlock(summary: Json) -> list[str]:
    found = summary["gridlock"]
    if not found["knots"]:
        return []
    circles = "one circle" if found["knots"] == 1 else f"{found['knots']} circles"
    return [
        f"Gridlock: {circles} of streets that waited for each other, the largest with "
        f"{about(found['persons'])} people; {about(found['turned'])} parties were squeezed through."
    ]


def _assumed(summary: Json) -> str:
    count = len(summary["assumed"])
    values = "one value" if count == 1 else f"{count} values"
    text = f"Assumed: the scenario marks {values} as assumed" if count else ""
    share = summary["share_assumed"]
    if share:
        text = f"{text or 'Assumed'}; {percent(share)} of those out went through corridors whose"
        text += " place is assumed"
    return f"{text}." if text else ""


def _caveat(summary: Json) -> str:
    network = summary["network"]
    text = f"One run, seed {summary['seed']}: how far chance and the ranges of the inputs move"
    text += " these numbers is not in them."
    if network["schematic"]:
        text = "The streets are schematic: drawn by this project, not surveyed. " + text
    if summary["sensitivity"] == "live":
        text += " Live: rounded to districts and 30 minutes."
    return text
