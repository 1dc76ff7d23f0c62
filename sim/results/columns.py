"""The one table of every figure that a run leaves behind: name, unit, meaning.

The code, the dictionary beside each result (``columns.csv``) and ``docs/results.md`` all read it.
"""

from __future__ import annotations

from sim.results.column import Column
from sim.results.status import STATUSES
from sim.results.summary_columns import SUMMARY
from sim.scenario import CLASSES

STATUS_MEANING: dict[str, str] = {
    "at_home": "wants to leave and has not set out (yet)",
    "stayed": "does not want to leave; stays by own choice and remains protected",
    "prevented": "wants to leave and is kept from leaving",
    "moving": "walks to a gate",
    "queued": "waits at a door, in a street, in a forecourt or for a vehicle",
    "aboard": "rides a bus, an ambulance or a car",
    "sheltering": "waits in a shelter on the way",
    "returned": "set out and went home again",
    "stranded": "set out and is not out, returned or sheltering when the run ends",
    "held": "held after screening at a checkpoint, and so not out",
    "out": "is through a checkpoint, the whole party's service complete",
}


def _by_class(name: str, meaning: str) -> tuple[Column, ...]:
    return tuple(Column(f"{name}_{c}", "persons", f"{meaning}, class {c}") for c in CLASSES)


CORRIDORS: tuple[Column, ...] = (
    Column("corridor", "-", "id of the corridor"),
    Column("begin_s", "s", "begin of the report interval, from the scenario's start"),
    Column("end_s", "s", "its end (the last one ends with the run)"),
    Column("begin_local", "local time", "begin, local clock"),
    Column("end_local", "local time", "end, local clock"),
    Column("open_s", "s", "seconds of the interval in which at least one class may pass"),
    Column("arrived", "persons", "came into the forecourt in the interval"),
    *_by_class("arrived", "came into the forecourt"),
    Column("passed", "persons", "began service in the interval"),
    *_by_class("passed", "began service"),
    Column("out", "persons", "completed service in the interval, with their whole party"),
    Column("forecourt", "persons", "in the forecourt's lines at the interval's end"),
    Column(
        "queue", "persons", "queued for the gate at the interval's end: forecourt, streets, doors"
    ),
    Column(
        "queue_wait_s",
        "s",
        "how long the last one to pass in it had queued, streets included (cumulative curves)",
    ),
    Column("wait_mean_s", "s", "mean wait in the forecourt of the people who passed in it"),
    Column("wait_median_s", "s", "median of that wait, over people"),
    Column("wait_p95_s", "s", "95th percentile of that wait, over people"),
    Column(
        "utilisation",
        "-",
        "busy lane-seconds / open lane-seconds; empty where lanes have no limit or it is shut",
    ),
)

DISTRICTS: tuple[Column, ...] = (
    Column("district", "-", "id of the district"),
    Column("name", "-", "name as the scenario gives it"),
    Column("persons", "persons", "everyone who lives here"),
    Column("persons_assumed", "-", "whether the scenario marks that number as assumed"),
    Column("children", "persons", "children among them"),
    Column("willing", "persons", "want to leave (those kept from leaving included)"),
    Column("set_out", "persons", "set out, whatever became of them"),
    *(Column(name, "persons", f"at the end: {STATUS_MEANING[name]}") for name in STATUSES),
    Column("share_out", "-", "out / willing; empty if nobody is willing"),
    Column(
        "leave_home_by_s",
        "s",
        "of those who set out before it all but 1 % of the district's got through by their "
        "corridor's last close; the last to set out and pass, if no more than that were left",
    ),
    Column("leave_home_by_local", "local time", "the same, local clock"),
    Column("people_beyond", "persons", "set out and not through at their corridor's last close"),
    Column("unsafe_person_s", "person s", "time of its people in unsafe places, at home included"),
    Column("out_median_s", "s", "when half of those out were out, from the scenario's start"),
    Column("out_p95_s", "s", "when 95 % of those out were out, from the scenario's start"),
    Column("out_median_local", "local time", "the same, local clock"),
    Column("out_p95_local", "local time", "the same, local clock"),
    Column("journey_median_s", "s", "median time from setting out to being out, over people"),
    Column("journey_p95_s", "s", "95th percentile of that time"),
)

SERIES: tuple[Column, ...] = (
    Column("time_s", "s", "end of a control interval, from the scenario's start"),
    Column("time_local", "local time", "the same, local clock"),
    *(Column(name, "persons", STATUS_MEANING[name]) for name in STATUSES),
)

LINKS: tuple[Column, ...] = (
    Column("link", "-", "index of the directed link"),
    Column("street", "-", "index of the street that the link is a direction of"),
    Column("from_node", "-", "the network's own id of the node it leaves"),
    Column("to_node", "-", "the network's own id of the node it leads to"),
    Column("from_x_m", "m", "place of the first node in the network's plane"),
    Column("from_y_m", "m", "place of the first node in the network's plane"),
    Column("to_x_m", "m", "place of the second node in the network's plane"),
    Column("to_y_m", "m", "place of the second node in the network's plane"),
    Column("from_lon", "degrees", "WGS 84 longitude of the first node; empty if nowhere on earth"),
    Column("from_lat", "degrees", "its latitude"),
    Column("to_lon", "degrees", "WGS 84 longitude of the second node; empty if nowhere on earth"),
    Column("to_lat", "degrees", "its latitude"),
    Column("length_m", "m", "length"),
    Column("width_m", "m", "effective width of the whole street, both directions together"),
    Column("street_class", "-", "class of street"),
    Column("forbidden", "-", "whether nobody may walk here"),
    Column("damage_flow", "-", "part of its flow that damage left it; 0 closed, 1 undamaged"),
    Column("damage_speed", "-", "part of their speed that damage left people on it"),
    Column("damaged_s", "s", "from when, from the scenario's start; empty: undamaged"),
    Column("cleared_s", "s", "when it was as before; empty: undamaged, or not within the scenario"),
    Column("entered", "persons", "entered the link in the run"),
    Column("left", "persons", "left the link in the run"),
    Column("entered_both_ways", "persons", "entered the street from either end"),
    Column("delay_person_s", "person s", "time waited at the link's end by those who left it"),
    Column("peak_density_per_m2", "1/m2", "largest density seen at an interval's end"),
    *(
        Column(
            f"moving_above_{name}_s",
            "s",
            f"time at {level:g} people/m2 or more where they move (see link_series.parquet)",
        )
        for name, level in (("2", 2.0), ("3_5", 3.5), ("4", 4.0), ("5", 5.0))
    ),
    Column("standing_s", "s", "time in which a queue stood on it"),
    Column(
        "moving_level",
        "-",
        "Fruin's walkway level, A to F, of the largest density of a moving crowd; empty if none",
    ),
    Column(
        "imo_congested",
        "-",
        "a moving crowd of 4 people/m2 or more for over 10 % of the time from the first to set "
        "out to the run's end (IMO MSC.1/Circ.1533)",
    ),
    Column("peak_s", "s", "when that was, from the scenario's start; empty if nobody came"),
)

QUEUES: tuple[Column, ...] = (
    Column("time_s", "s", "end of a control interval, from the scenario's start"),
    Column("corridor", "-", "id of the corridor"),
    Column("forecourt", "persons", "in the forecourt's lines at that instant"),
    Column("streets", "persons", "queued for it in streets and at doors at that instant"),
    Column("passed", "persons", "began service before that instant, in all"),
)

GROUPS: tuple[Column, ...] = (
    Column("kind", "-", "what the group shares: all, class, vulnerability"),
    Column("group", "-", "all; a class of parties; children, elderly, impaired, wounded"),
    Column("district", "-", "id of the home district; empty for all districts together"),
    Column("persons", "persons", "people of the group who live there"),
    Column("willing", "persons", "want to leave (those kept from leaving included)"),
    Column("set_out", "persons", "set out, whatever became of them"),
    *(Column(name, "persons", f"at the end: {STATUS_MEANING[name]}") for name in STATUSES),
    Column("share_out", "-", "out / willing; empty if nobody is willing"),
)

BOTTLENECKS: tuple[Column, ...] = (
    Column("rank", "-", "1 is what delayed people most"),
    Column("kind", "-", "corridor (its checkpoint, with its windows) or street"),
    Column("corridor", "-", "id of the corridor; empty for a street"),
    Column("link", "-", "index of the link at whose end the queue began; empty for a corridor"),
    Column("x_m", "m", "place of its end, or of the gate, in the network's plane"),
    Column("y_m", "m", "place of its end, or of the gate, in the network's plane"),
    Column("delay_person_s", "person s", "time queued there and in the queues behind"),
    Column("share", "-", "of the delay of all bottlenecks"),
    Column("peak_queue", "persons", "largest queue that began there"),
    Column("peak_queue_s", "s", "when that was, from the scenario's start"),
    Column("peak_streets_m", "m", "length of the links on which it stood then"),
)

LINK_SERIES: tuple[Column, ...] = (
    Column("time_s", "s", "the sample's instant, the end of a control interval"),
    Column("link", "-", "index of the directed link, as in links.parquet"),
    Column("persons", "persons", "on the link at that instant, standing or walking"),
    Column("waiting", "persons", "those of them who have walked to its end and wait there"),
    Column("left", "persons", "left the link since the sample before"),
    Column(
        "density_per_m2",
        "1/m2",
        "persons / area of the link (length, half of a two-way street's width); where both "
        "directions share a street, the persons of both / the whole street's area",
    ),
    Column(
        "level",
        "-",
        "Fruin's level of service, A to F, by area a person: of walkways where people move, of "
        "queues where they stand",
    ),
    Column(
        "moving",
        "-",
        "false where a queue stands: somebody waits, and by those who left its people came on "
        "by less than 0.05 m/s; density is a prediction only where they move",
    ),
)

PEOPLE: tuple[Column, ...] = (
    Column("district", "-", "id of the home district"),
    Column("number", "-", "number of the party in its district, with it the lasting identity"),
    Column("person_class", "-", "class of the party: the line that it stands in"),
    Column("persons", "persons", "people in the party"),
    Column("children", "persons", "children among them"),
    Column("elderly", "persons", "elderly among them"),
    Column("impaired", "persons", "people who walk with an impairment among them"),
    Column("wounded", "persons", "wounded among them"),
    Column("fighters", "persons", "fighters among them"),
    Column("speed_m_s", "m/s", "free speed of the slowest member"),
    Column("home_node", "-", "the network's own id of the home node"),
    Column("willing", "-", "whether the party wants to leave"),
    Column("prevented", "-", "whether it wants to and is kept from leaving"),
    Column("departure_s", "s", "when it would set out, from the scenario's start"),
    Column("corridor", "-", "id of the corridor that it walked or was driven to; empty if none"),
    Column("service", "-", "id of the service that it went to, or asked; empty if none"),
    Column("status", "-", "what became of it"),
    Column("set_out_s", "s", "when it entered the first street (or the forecourt)"),
    Column("gate_arrival_s", "s", "when it came into the forecourt"),
    Column("passed_s", "s", "when its service began"),
    Column("out_s", "s", "when its service was complete"),
    Column("safe_s", "s", "when it reached the reception place"),
)

TRIPS: tuple[Column, ...] = (
    Column("service", "-", "id of the service"),
    Column("kind", "-", "bus, ambulance or car"),
    Column("corridor", "-", "id of the corridor that it drives through"),
    Column("vehicle", "number", "number of the vehicle within the service, from 0"),
    Column("trip", "number", "number of the vehicle's trip, from 1"),
    Column("convoy", "number", "number of the convoy within the service, from 0"),
    Column("persons", "persons", "people aboard"),
    Column("lying", "persons", "those of them on stretchers"),
    Column("loading_s", "s", "when the first began to board, from the scenario's start"),
    Column("loaded_s", "s", "when the last was aboard"),
    Column("left_s", "s", "when the convoy left (a vehicle that fetches: the last home)"),
    Column("left_local", "local time", "the same, local clock"),
    Column("reached_s", "s", "when it came to the corridor; empty: not by the run's end"),
    Column("passed_s", "s", "when its check began there, its corridor open"),
    Column("arrived_s", "s", "when people began to alight"),
    Column("emptied_s", "s", "when the last had alighted"),
    Column("back_s", "s", "when it was back at the assembly point"),
)

REFUSALS: tuple[Column, ...] = (
    Column("service", "-", "id of the service"),
    Column("begin_s", "s", "begin of the minute, from the scenario's start"),
    Column("begin_local", "local time", "the same, local clock"),
    Column("reason", "-", "why they could not board, or had to get off again"),
    Column("persons", "persons", "people of whom that was settled in the minute"),
    Column("children", "persons", "children among them"),
    *(Column(c, "persons", f"of class {c}") for c in CLASSES),
)

CROSSINGS: tuple[Column, ...] = (
    Column("kind", "-", "street (both directions) or junction"),
    Column("place", "number", "index of the street, or the network's own id of the node"),
    Column("x_m", "m", "its middle in the network's plane"),
    Column("y_m", "m", "its middle in the network's plane"),
    Column("minutes", "min", "time in which both were there, from samples at interval ends"),
    Column("first_s", "s", "the first such sample, from the scenario's start"),
    Column("last_s", "s", "the last"),
    Column("first_local", "local time", "the first, local clock"),
    Column("last_local", "local time", "the last, local clock"),
    Column("fighters", "persons", "the most fighters there with civilians, on foot or aboard"),
    Column("civilians", "persons", "the most others there with fighters, the wounded included"),
)

HELPS: tuple[Column, ...] = (
    Column("change", "-", "dotted name of what is changed, all else being the same"),
    Column(
        "kind",
        "-",
        "plan: for those who plan; ground: a place that stays safe; people: their own choice, "
        "never for a plan to make",
    ),
    Column("words", "-", "what people call it"),
    Column("assumed", "-", "whether its corridor, assembly point or incident is marked as assumed"),
    Column("runs", "number", "pairs of runs, with and without it, on the same people"),
    Column("out_mean", "mean persons", "people out with it, mean over the runs"),
    Column("gain", "mean persons", "people out with it less people out without, mean over pairs"),
    Column("gain_low", "mean persons", "low end of the 95 % interval of that mean (Student's t)"),
    Column("gain_high", "mean persons", "its high end"),
    Column("p_holm", "-", "p-value of no gain, adjusted for all changes tried (Holm 1979)"),
    Column("sure", "-", "whether chance is ruled out: p_holm below 0.05"),
    Column(
        "leads",
        "-",
        "whether it is the largest sure gain of its kind, or not told from that by chance",
    ),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "corridors.csv": CORRIDORS,
    "districts.csv": DISTRICTS,
    "series.csv": SERIES,
    "queues.csv": QUEUES,
    "groups.csv": GROUPS,
    "bottlenecks.csv": BOTTLENECKS,
    "services.csv": TRIPS,
    "refusals.csv": REFUSALS,
    "crossings.csv": CROSSINGS,
    "what_helps.csv": HELPS,
    "links.parquet": LINKS,
    "link_series.parquet": LINK_SERIES,
    "people.parquet": PEOPLE,
    "summary.json": SUMMARY,
}
"""Every file with its columns, in the order in which they stand."""

VOLATILE: tuple[str, ...] = ("engine_seconds",)
"""Keys of ``summary.json`` that differ between two runs of the same input on the same machine."""


def names(file: str) -> list[str]:
    """Column names of one file of `TABLES`, in order."""
    return [column.name for column in TABLES[file]]
