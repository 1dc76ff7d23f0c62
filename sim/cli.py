"""The command line: arguments in, public verbs called, exit code out.

What a command finds goes to standard output; progress, warnings and faults to standard error.
Nothing heavy is imported before the arguments are understood, so that help answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeAlias

from sim.runner.stopping import Stop, Stoppable, Stopped

if TYPE_CHECKING:
    from sim.results.result import RunResult
    from sim.runner.validation import Ready
    from sim.scenario import Fault, LoadedScenario

DONE, FAILED, WRONG_INPUT = 0, 1, 2
INTERRUPTED, NO_READER = 130, 141

RESULTS = Path("results")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 done, 1 the run failed, 2 the input is wrong; 130 interrupted, 141 nobody reads the output,
    143 terminated. A failure that we did not foresee ends in one line; with ``--debug`` in the
    traceback as well.

    Parameters
    ----------
    argv
        The arguments; default those of the process.
    """
    args = _parser().parse_args(argv)
    args.stop = Stop()
    if argv is None:  # the process is ours
        args.stop.listen()
        if not args.debug:
            sys.excepthook = _report_failure
    try:
        code = _run(args.command, args)
        sys.stdout.flush()
        args.stop.check()
    except KeyboardInterrupt as interruption:
        _complain("interrupted")
        return interruption.exit_code if isinstance(interruption, Stopped) else INTERRUPTED
    except BrokenPipeError:
        # What is left in the buffer has no reader; without this Python complains at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NO_READER
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="corridors",
        description="Simulate people who leave a city through corridors open only for hours.",
        epilog="Exit codes: 0 done, 1 the run failed, 2 the input is wrong.",
    )
    parser.add_argument("--version", action=_Version, help="say which version this is")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (
        _add_run,
        _add_compare,
        _add_validate,
        _add_report,
        _add_export,
        _add_schema,
        _add_verify,
    ):
        command = add(commands)
        command.add_argument(
            "--debug", action="store_true", help="show where in the program a failure happened"
        )
    return parser


class _Version(argparse.Action):
    """Prints the version and leaves; the package's data are read only then."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str) -> None:  # noqa: A002
        super().__init__(option_strings, dest=argparse.SUPPRESS, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from sim.results.provenance import installed

        sys.stdout.write(f"corridors {installed('corridors')}\n")
        parser.exit()


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where commands are added; argparse gives this class no public name."""


def _add_run(commands: Commands) -> argparse.ArgumentParser:
    command = commands.add_parser(
        "run", help="run one scenario", description="Run one scenario and write its results."
    )
    command.add_argument("scenario", help="a scenario file, or the id of a shipped scenario")
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="where results go; default results/<id>"
    )
    command.add_argument("--seed", type=_seed, metavar="N", help="instead of the scenario's seed")
    _add_overrides(command)
    command.add_argument(
        "--replications",
        type=_from_one,
        default=1,
        metavar="R",
        help="run it R times with other random numbers; tables and pictures are of the first",
    )
    _add_jobs(command)
    command.add_argument("--quiet", action="store_true", help="no progress")
    command.set_defaults(command=_run_scenario)
    return command


def _add_compare(commands: Commands) -> argparse.ArgumentParser:
    command = commands.add_parser(
        "compare",
        help="compare scenarios on the same people",
        description="Run scenarios on the same people and say how each differs from the first, "
        "and how sure that is.",
    )
    command.add_argument(
        "scenario", nargs="+", help="two or more: scenario files, or ids of shipped scenarios"
    )
    command.add_argument(
        "--replications", type=_from_one, default=10, metavar="R", help="runs of each; default 10"
    )
    command.add_argument(
        "--inputs",
        type=_from_one,
        default=0,
        metavar="N",
        help="draw the inputs N times from their ranges as well; a verdict needs it",
    )
    _add_jobs(command)
    command.add_argument("--seed", type=_seed, metavar="N", help="instead of the first one's seed")
    command.add_argument(
        "--out", type=Path, metavar="DIR", help="where it goes; default results/compare-<ids>"
    )
    command.add_argument("--quiet", action="store_true", help="no progress")
    command.set_defaults(command=_compare)
    return command


def _add_validate(commands: Commands) -> argparse.ArgumentParser:
    command = commands.add_parser(
        "validate",
        help="say everything that is wrong with scenarios",
        description="Say everything that is wrong or doubtful, with file, line and remedy, and "
        "the lanes that the people who would set out need.",
    )
    command.add_argument(
        "scenario", nargs="+", help="a scenario file, or the id of a shipped scenario"
    )
    _add_overrides(command)
    command.set_defaults(command=_validate)
    return command


def _add_report(commands: Commands) -> argparse.ArgumentParser:
    command = commands.add_parser(
        "report",
        help="write the page of a finished run",
        description="Write the page of a finished run: one file that opens in a browser and "
        "needs no network.",
    )
    command.add_argument("folder", type=Path, metavar="DIR", help="a result folder")
    command.add_argument(
        "--out", type=Path, metavar="FILE", help="where to write it; default DIR/report.html"
    )
    command.set_defaults(command=_report)
    return command


def _add_export(commands: Commands) -> argparse.ArgumentParser:
    command = commands.add_parser(
        "export",
        help="write a finished run for QGIS or MATSim's tools",
        description="Write the streets of a finished run for QGIS, or what became of its people "
        "as events, and beside it what the columns mean (FILE.columns.csv).",
    )
    command.add_argument("folder", type=Path, metavar="DIR", help="a result folder")
    command.add_argument(
        "--to",
        required=True,
        choices=("geojson", "gpkg", "events"),
        help="GeoJSON or GeoPackage of the streets; events as MATSim writes them",
    )
    command.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="where to write it; default DIR/links.geojson, links.gpkg or events.xml.gz",
    )
    command.set_defaults(command=_export)
    return command


def _add_schema(commands: Commands) -> argparse.ArgumentParser:
    command = commands.add_parser(
        "schema",
        help="print the JSON Schema of scenario files",
        description="Print the JSON Schema of scenario files, for editors.",
    )
    command.set_defaults(command=_schema)
    return command


def _add_verify(commands: Commands) -> argparse.ArgumentParser:
    command = commands.add_parser(
        "verify",
        help="run the verification cases",
        description="Run closed forms, hand calculations and published tests on the real engine: "
        "case, source, expected, measured, pass. Exit code 1 if one fails.",
    )
    command.add_argument("case", nargs="*", help="cases to run, such as V10; default all")
    command.add_argument(
        "--json", type=Path, metavar="FILE", help="write everything as JSON as well"
    )
    command.add_argument(
        "--page", type=Path, metavar="FILE", help="write the page of the documentation as well"
    )
    command.add_argument("--quiet", action="store_true", help="no progress")
    command.set_defaults(command=_verify)
    return command


def _add_overrides(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--set",
        dest="overrides",
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help="change a value, such as corridors.3.lanes=12; may be repeated",
    )


def _add_jobs(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--jobs", type=_from_one, default=1, metavar="N", help="processes that share the runs"
    )


def _from_one(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and int(text[:7]) >= 1 and len(text) < 7):
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 1 up")
    return int(text)


def _seed(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) < 20 and int(text) < 2**63):
        raise argparse.ArgumentTypeError(f"{text} is no whole number between 0 and 2^63 - 1")
    return int(text)


def _run(command: Callable[[argparse.Namespace], int], args: argparse.Namespace) -> int:
    """Run a command; what is wrong with its input becomes lines, not a traceback."""
    from sim.results import ResultFolderError
    from sim.runner.result_folder import ForeignFolderError
    from sim.scenario import ScenarioError

    try:
        return command(args)
    except ScenarioError as error:
        _list(error.faults)
        return WRONG_INPUT
    except ForeignFolderError as error:
        _complain(f"{error}; it is left alone. Give another folder with --out, or move it away.")
        return WRONG_INPUT
    except ResultFolderError as error:
        for fault in str(error).splitlines():
            _complain(fault)
        return WRONG_INPUT
    except BrokenPipeError:
        raise
    except OSError as error:
        _complain(f"the run failed: {error}")
        return FAILED


def _run_scenario(args: argparse.Namespace) -> int:
    import sim
    from sim.runner.progress import progress_for
    from sim.runner.result_folder import check_replaceable
    from sim.runner.validation import make_ready

    loaded = sim.load(args.scenario, overrides=args.overrides, seed=args.seed)
    out = args.out or RESULTS / loaded.scenario.id
    check_replaceable(out)
    progress = Stoppable(progress_for(sys.stderr, quiet=args.quiet), args.stop)
    ready = make_ready(loaded, progress)
    _list(ready.warnings)

    result = _run_ready(args, ready, out, progress)
    lanes = "\n".join(_lanes(ready))
    many = f"\n{result.replications.text()}" if result.replications is not None else ""
    sys.stdout.write(f"{result.headline()}\n{lanes}\n{many}\nResults are in {out}\n")
    return DONE


def _run_ready(args: argparse.Namespace, ready: Ready, out: Path, progress: Stoppable) -> RunResult:
    """Run once or often; all this is heavy, so wrong input is answered before it."""
    if args.replications == 1:
        from sim.runner.run import run_ready

        return run_ready(ready, out=out, progress=progress)
    from sim.experiments.progress import StoppableRuns, runs_progress_for
    from sim.experiments.replicate import run_replicated

    return run_replicated(
        ready,
        args.replications,
        jobs=args.jobs,
        out=out,
        progress=progress,
        runs_progress=StoppableRuns(runs_progress_for(sys.stderr, quiet=args.quiet), args.stop),
    )


def _compare(args: argparse.Namespace) -> int:
    from sim.scenario import ScenarioError, load_scenario

    if len(args.scenario) < 2:
        _complain("compare takes two scenarios or more")
        return WRONG_INPUT
    loaded: list[LoadedScenario] = []
    faults: list[Fault] = []
    for path in args.scenario:
        try:
            loaded.append(load_scenario(path))
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(dict.fromkeys(faults))

    from sim.experiments.command import compare_command
    from sim.experiments.compare import NoRunError

    try:
        sys.stdout.write(compare_command(args, loaded, RESULTS))
    except NoRunError as error:
        _complain(str(error))
        return FAILED
    return DONE


def _validate(args: argparse.Namespace) -> int:
    from sim.runner.validation import make_ready
    from sim.scenario import ScenarioError, load_scenario

    code = DONE
    for path in args.scenario:
        try:
            ready = make_ready(load_scenario(path, overrides=args.overrides))
        except ScenarioError as error:
            _list(error.faults)
            code = WRONG_INPUT
        else:
            _list(ready.warnings)
            sys.stdout.write(f"{path}: {_what_is_there(ready)}\n")
    return code


def _what_is_there(ready: Ready) -> str:
    """Say in a few lines what a valid scenario holds and what its people would need."""
    population = ready.population
    districts, corridors = len(population.district_ids), len(ready.loaded.scenario.corridors)
    first = (
        f"valid; {population.person_count:,} people in {districts} district{_s(districts)}, "
        f"{corridors} corridor{_s(corridors)}"
    )
    return "\n".join([first, *_lanes(ready)])


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _lanes(ready: Ready) -> Iterator[str]:
    """Say how many checkpoint lanes those who would set out need, and how many there are."""
    needs = ready.lanes_needed()
    if not needs:
        yield "No lanes are needed: nobody sets out."
        return
    yield "Lanes that those who would set out need, walking and queues left out:"
    for need in needs:
        who = f"  {' and '.join(need.classes)}: "
        if need.needed is None:
            yield f"{who}nothing opens for their {need.persons:,} people"
            continue
        there = "as many as they need" if need.lanes is None else f"{need.lanes:,}"
        rate, hours = need.persons_per_lane_minute, need.open_s / 3600
        yield (
            f"{who}{need.needed:,} for {need.persons:,} people at {rate:.3g} a minute in "
            f"{hours:.3g} h; there are {there}"
        )


def _report(args: argparse.Namespace) -> int:
    result = _load_results(args.folder)
    file = result.report(args.out or args.folder / "report.html")
    sys.stdout.write(f"The page is {file}\n")
    return DONE


def _export(args: argparse.Namespace) -> int:
    from sim.results.export.command import FILES, NotExportableError, export

    result = _load_results(args.folder)
    try:
        file, columns = export(result, args.to, args.out or args.folder / FILES[args.to])
    except NotExportableError as error:
        _complain(f"{args.folder}: {error}")
        return WRONG_INPUT
    sys.stdout.write(f"The export is {file}, its columns are in {columns}\n")
    return DONE


def _load_results(folder: Path) -> RunResult:
    """Load a result folder; what is to be said of it goes to standard error as a line."""
    import warnings

    import sim
    from sim.results import OtherVersionWarning

    with warnings.catch_warnings(
        record=True, action="always", category=OtherVersionWarning
    ) as told:
        result = sim.load_results(folder)
    for warning in told:
        _complain(f"warning: {warning.message}")
    return result


def _schema(_args: argparse.Namespace) -> int:
    from sim.scenario.schema import json_schema_text

    sys.stdout.write(json_schema_text())
    return DONE


def _verify(args: argparse.Namespace) -> int:
    from sim.verification.command import UnknownCaseError, verify

    try:
        passed = verify(
            sys.stdout,
            None if args.quiet else sys.stderr,
            names=args.case,
            json_path=args.json,
            page_path=args.page,
        )
    except UnknownCaseError as error:
        _complain(str(error))
        return WRONG_INPUT
    return DONE if passed else FAILED


def _list(faults: Sequence[Fault]) -> None:
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    sys.stderr.flush()


def _complain(text: str) -> None:
    sys.stderr.write(f"corridors: {text}\n")
    sys.stderr.flush()


def _report_failure(
    kind: type[BaseException], error: BaseException, _traceback: TracebackType | None
) -> None:
    """Say in a line what went wrong in the program itself; Python then exits with code 1."""
    _complain(
        f"the run failed: {kind.__name__}: {error}. This is a fault of the program; run the "
        "command again with --debug and report what it shows."
    )
