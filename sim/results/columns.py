"""The one table of every figure that a run leaves behind: name, unit, meaning.

The code, the dictionary beside each result (``columns.csv``) and ``docs/results.md`` all read it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.results.status import STATUSES
from sim.scenario import CLASSES


@dataclass(frozen=True)
class Column:
    """One column of a table, or one key of ``summary.json``.

    Parameters
    ----------
    name
        Column name; in ``summary.json`` the path of the key, ``[]`` standing for list items.
    unit
        Unit; ``persons`` counts people (never parties), ``-`` has none.
    meaning
        What it says, as one sentence or less.
    """

    name: str
    unit: str
    meaning: str


STATUS_MEANING: dict[str, str] = {
    "at_home": "wants to leave and has not set out (yet)",
    "stayed": "does not want to leave; stays by own choice and remains protected",
    "prevented": "wants to leave and is kept from leaving",
    "moving": "walks to a gate",
    "queued": "waits at a door, in a street or in a forecourt",
    "aboard": "rides a bus",
    "sheltering": "waits in a shelter on the way",
    "returned": "set out and went home again",
    "stranded": "set out and is not out, returned or sheltering when the run ends",
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
    Column("length_m", "m", "length"),
    Column("width_m", "m", "effective width of the whole street, both directions together"),
    Column("street_class", "-", "class of street"),
    Column("forbidden", "-", "whether nobody may walk here"),
    Column("entered", "persons", "entered the link in the run"),
    Column("left", "persons", "left the link in the run"),
    Column("entered_both_ways", "persons", "entered the street from either end"),
    Column("delay_person_s", "person s", "time waited at the link's end by those who left it"),
    Column("peak_density_per_m2", "1/m2", "largest density seen at an interval's end"),
    Column("peak_s", "s", "when that was, from the scenario's start; empty if nobody came"),
)

QUEUES: tuple[Column, ...] = (
    Column("time_s", "s", "end of a control interval, from the scenario's start"),
    Column("corridor", "-", "id of the corridor"),
    Column("forecourt", "persons", "in the forecourt's lines at that instant"),
    Column("streets", "persons", "queued for it in streets and at doors at that instant"),
    Column("passed", "persons", "began service before that instant, in all"),
)

LINK_SERIES: tuple[Column, ...] = (
    Column("time_s", "s", "the sample's instant, the end of a control interval"),
    Column("link", "-", "index of the directed link, as in links.parquet"),
    Column("persons", "persons", "on the link at that instant, standing or walking"),
    Column("waiting", "persons", "those of them who have walked to its end and wait there"),
    Column("left", "persons", "left the link since the sample before"),
    Column("density_per_m2", "1/m2", "persons / area of the link (length, own share of width)"),
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
    Column("corridor", "-", "id of the corridor that it walked to; empty if none"),
    Column("status", "-", "what became of it"),
    Column("set_out_s", "s", "when it entered the first street (or the forecourt)"),
    Column("gate_arrival_s", "s", "when it came into the forecourt"),
    Column("passed_s", "s", "when its service began"),
    Column("out_s", "s", "when its service was complete"),
    Column("safe_s", "s", "when it reached the reception place"),
)

SUMMARY: tuple[Column, ...] = (
    Column("scenario", "-", "id of the scenario"),
    Column("title", "-", "its title, as written"),
    Column("seed", "-", "seed of every random stream"),
    Column("version", "-", "version of the program"),
    Column("input_sha256", "-", "hash of the resolved scenario and of the files it reads"),
    Column("sensitivity", "-", "public or live; live results are coarsened"),
    Column("start_local", "local time", "the scenario's start; seconds count from here"),
    Column("end_local", "local time", "the scenario's end"),
    Column("zone", "-", "time zone of all local times"),
    Column("duration_s", "s", "from the scenario's start to its end"),
    Column("run_end_s", "s", "when the run ended: nobody could pass any more, or the end"),
    Column("report_interval_s", "s", "length of the rows of corridors.csv"),
    Column("persons", "persons", "everyone in the scenario"),
    Column("parties", "-", "parties that they form"),
    Column("children", "persons", "children among them"),
    Column(
        "by_status", "persons", "people of each of the ten statuses at the end; sums to persons"
    ),
    Column("willing", "persons", "want to leave (those kept from leaving included)"),
    Column("set_out", "persons", "set out, whatever became of them"),
    Column(
        "clearance_time_s", "s", "when the last of those who set out was out; null if any is not"
    ),
    Column("t50_s", "s", "when half of those who set out were out; null if never"),
    Column("t90_s", "s", "when 90 % of those who set out were out; null if never"),
    Column("clearance_local", "local time", "clearance_time_s, local clock"),
    Column("t50_local", "local time", "t50_s, local clock"),
    Column("t90_local", "local time", "t90_s, local clock"),
    Column("dark_s", "s", "begin of the first darkness after the start; null if none is given"),
    Column("dark_local", "local time", "the same, local clock"),
    Column("dark_spans_s", "s", "begin and end of every darkness within the scenario"),
    Column("safe_by_dark", "persons", "had reached a reception place by then; null if no dark"),
    Column("close_s", "s", "the last close of any corridor; null if none ever opens"),
    Column("close_local", "local time", "the same, local clock"),
    Column("out_by_close", "persons", "were out by then; null if no corridor ever opens"),
    Column("safe_by_close", "persons", "had reached a reception place by then"),
    Column("waiting_at_close", "-", "who had set out and not begun to pass at the last close"),
    Column("waiting_at_close.persons", "persons", "all of them"),
    Column("waiting_at_close.children", "persons", "children among them"),
    Column("waiting_at_close.by_class", "persons", "by the class of their party"),
    Column("waiting_at_close.forecourt", "persons", "in a forecourt"),
    Column("waiting_at_close.streets", "persons", "queued in streets and at doors"),
    Column("waiting_at_close.walking", "persons", "still walking to a gate"),
    Column("corridors", "-", "one entry a corridor, ordered by id"),
    Column("corridors[].id", "-", "id of the corridor"),
    Column("corridors[].name", "-", "its name, as written"),
    Column("corridors[].leads_to", "-", "where it leads, as written"),
    Column("corridors[].assumed", "-", "whether its place is marked as assumed"),
    Column("corridors[].assumed_why", "-", "what the mark says"),
    Column("corridors[].admits", "-", "classes that may pass"),
    Column("corridors[].lanes", "-", "checkpoint lanes; null means no limit"),
    Column("corridors[].capacity_persons", "persons", "most people let through; null: no limit"),
    Column("corridors[].x_m", "m", "place of the gate in the network's plane"),
    Column("corridors[].y_m", "m", "place of the gate in the network's plane"),
    Column("corridors[].open_s", "s", "time in which at least one class may pass"),
    Column("corridors[].close_s", "s", "its last close; null if it never opens"),
    Column("corridors[].close_local", "local time", "the same, local clock"),
    Column("corridors[].chosen", "persons", "set out for it"),
    Column("corridors[].arrived", "persons", "came into its forecourt"),
    Column("corridors[].passed", "persons", "began service"),
    Column("corridors[].out", "persons", "completed service; sums to by_status.out"),
    Column("corridors[].safe", "persons", "reached its reception place"),
    Column(
        "corridors[].utilisation", "-", "busy lane-seconds inside its windows / open lane-seconds"
    ),
    Column(
        "corridors[].utilisation_at_close",
        "-",
        "the same in the last open hour in which people queued, or its last if they never did",
    ),
    Column("corridors[].queued_open_s", "s", "time open to all bound, over 1 % queued"),
    Column("corridors[].utilisation_while_queued", "-", "utilisation in that time"),
    Column(
        "corridors[].slowed_by",
        "-",
        "what slowed those who queued: lanes, way, streets; null if that time is under 30 min",
    ),
    Column("corridors[].lanes_needed", "-", "lanes that would serve all who set out for it"),
    Column("corridors[].peak_queue", "persons", "largest queue: forecourt, streets and doors"),
    Column("corridors[].peak_queue_s", "s", "when that was; null if nobody ever queued"),
    Column(
        "corridors[].queue_wait_max_s",
        "s",
        "longest time that anyone who passed had queued, streets included; null if none passed",
    ),
    Column("corridors[].wait_mean_s", "s", "mean wait in the forecourt of those who passed"),
    Column("corridors[].wait_median_s", "s", "median of it, over people"),
    Column("corridors[].wait_p95_s", "s", "95th percentile of it, over people"),
    Column("corridors[].last_pass_s", "s", "when the last party began to pass; null if none"),
    Column("corridors[].overrun_persons", "persons", "began before a close, were done after it"),
    Column("corridors[].overrun_s", "s", "longest time after a close that service took"),
    Column(
        "corridors[].last_useful_join_s",
        "s",
        "who joined the queue later, wherever it stood, did not pass by the last close",
    ),
    Column("corridors[].last_useful_join_local", "local time", "the same, local clock"),
    Column("corridors[].people_beyond", "persons", "set out for it, not passing by its last close"),
    Column("corridors[].at_close", "-", "those people_beyond: where they were and who they are"),
    Column("corridors[].at_close.children", "persons", "children among them"),
    Column("corridors[].at_close.by_class", "persons", "by the class of their party"),
    Column("corridors[].at_close.forecourt", "persons", "in the forecourt"),
    Column("corridors[].at_close.streets", "persons", "queued in streets and at doors"),
    Column("corridors[].at_close.walking", "persons", "still walking to it"),
    Column("corridors[].windows", "-", "one entry an open span (touching windows are one)"),
    Column("corridors[].windows[].open_s", "s", "when it opens"),
    Column("corridors[].windows[].close_s", "s", "when it closes"),
    Column("corridors[].windows[].open_local", "local time", "the same, local clock"),
    Column("corridors[].windows[].close_local", "local time", "the same, local clock"),
    Column("corridors[].windows[].classes", "-", "classes that may pass in all or part of it"),
    Column("corridors[].windows[].passed", "persons", "began service in it"),
    Column("corridors[].windows[].queue_at_close", "persons", "queued for it at the close"),
    Column(
        "corridors[].windows[].last_useful_join_s",
        "s",
        "who joined the queue later did not pass by this close",
    ),
    Column("corridors[].by_class", "-", "one entry a class that it admits"),
    Column("corridors[].by_class[].person_class", "-", "the class"),
    Column("corridors[].by_class[].chosen", "persons", "set out for it"),
    Column("corridors[].by_class[].passed", "persons", "began service"),
    Column("corridors[].by_class[].out", "persons", "completed service"),
    Column(
        "corridors[].by_class[].last_served_arrival_s",
        "s",
        "when the last party of the class that passed came into the forecourt; null if none",
    ),
    Column("corridors[].binds", "-", "what holds people back here: a word of binding's rules"),
    Column("corridors[].binds_words", "-", "the same as a sentence"),
    Column("binding", "-", "what holds people back in all"),
    Column("binding.kind", "-", "the word of binding's rules that holds back most people"),
    Column("binding.words", "-", "the same as a sentence or two"),
    Column("binding.held_back", "persons", "people held back at their corridor's close, by word"),
    Column("binding.idle", "-", "corridors that stood open and idle while others had queues"),
    Column("gridlock", "-", "circles of streets that waited for each other"),
    Column("gridlock.knots", "-", "how many were found"),
    Column("gridlock.persons", "persons", "people on the links of the largest"),
    Column("gridlock.turned", "-", "parties squeezed through, all knots together"),
    Column("gridlock.first_s", "s", "when the first was found; null if none"),
    Column("gridlock.largest_links", "-", "links of the largest, each waiting for the next"),
    Column("share_assumed", "-", "share of those out whose corridor's place is marked assumed"),
    Column("assumed", "-", "every value that the scenario marks as assumed"),
    Column("assumed[].path", "-", "the value's path in the scenario"),
    Column("assumed[].why", "-", "what the mark says"),
    Column("network", "-", "the streets"),
    Column("network.name", "-", "name; says schematic where the streets are not real"),
    Column("network.schematic", "-", "whether the streets are drawn rather than surveyed"),
    Column("network.geographic", "-", "whether its plane lies on earth, north up"),
    Column("network.attribution", "-", "credit that every picture must carry"),
    Column("network.nodes", "-", "number of nodes"),
    Column("network.links", "-", "number of directed links"),
    Column("network.street_km", "km", "length of all streets, each counted once"),
    Column("network.report", "-", "what was read, defaulted and dropped"),
    Column("forbidden", "-", "areas and lines that nobody may enter or cross, for maps"),
    Column("forbidden[].name", "-", "name as written"),
    Column("forbidden[].kind", "-", "area, outside (all beyond it is forbidden) or line"),
    Column("forbidden[].points_m", "m", "corner points in the network's plane"),
    Column("warnings", "-", "what was doubtful in the input, by file, line and column"),
    Column("libraries", "-", "versions of the libraries used"),
    Column("python", "-", "version of Python"),
    Column("machine", "-", "kind of machine"),
    Column("engine_seconds", "s", "time spent in the movement engine; volatile"),
    Column("volatile", "-", "keys that may differ between two runs of the same input"),
    Column("units", "-", "units that hold wherever nothing else is said"),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "corridors.csv": CORRIDORS,
    "districts.csv": DISTRICTS,
    "series.csv": SERIES,
    "queues.csv": QUEUES,
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
