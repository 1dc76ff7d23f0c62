"""From what a scenario says of its people to a `Population`."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from sim.network.street_network import StreetNetwork
from sim.population.departures import departure_times
from sim.population.families import Rearranged, divide
from sim.population.homes import HomeFinder
from sim.population.households import (
    Members,
    describe_members,
    draw_household_sizes,
    group_sizes,
)
from sim.population.leaving import Leave, by_drivers, by_shares
from sim.population.population import Population
from sim.population.service import service_profiles, unit_service
from sim.population.speeds import member_speeds
from sim.population.streams import AnyDraws, Block, Draws, stream
from sim.population.willingness import stated_drivers
from sim.scenario import CLASSES, Fault, Scenario, ScenarioError
from sim.scenario.willingness import Willingness

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
BoolArray = NDArray[np.bool_]

_CIVILIAN, _WOUNDED, _FIGHTER = (CLASSES.index(line) for line in ("civilian", "wounded", "fighter"))


def build_population(
    scenario: Scenario, network: StreetNetwork, *, replication: int = 0
) -> Population:
    """Build everyone in the scenario.

    In each district civilians who are not wounded live in households, the wounded are parties of
    one (whoever carries or helps them is in the space that they take; the bearers of a stretcher
    are members of its party, taken from the district's households) and fighters are in groups.
    Every draw comes from a stream of its own (``sim.population.streams``), keyed by the scenario's
    seed, the replication, the district and the class.

    Parameters
    ----------
    scenario
        Its seed, clock, population, and the service times of its corridors.
    network
        Where homes are.
    replication
        Which replication of the run; another one has other people.

    Raises
    ------
    ScenarioError
        A district's nodes or centre cannot be found in the network.
    """
    rows = _Rows.lay_out(scenario, replication)
    draws: AnyDraws = Draws(scenario.seed, replication, rows.blocks)
    members = _describe(scenario, rows, draws)
    rows, members, draws = _divided(scenario, rows, members, draws)
    leave = _leaving(scenario, rows, members, draws)
    return Population(
        district_ids=rows.district_ids,
        district_names=tuple(
            scenario.population.districts[district].name or district
            for district in rows.district_ids
        ),
        district=rows.district,
        number=rows.number,
        line=rows.line,
        persons=rows.persons,
        children=rows.count(members.child),
        elderly=rows.count(members.elderly),
        impaired=rows.count(members.impaired),
        wounded=rows.count(members.wounded),
        fighters=rows.count(members.fighter),
        space=np.where(
            rows.line == _WOUNDED,
            np.maximum(scenario.population.wounded_space, rows.persons * (rows.persons > 1)),
            rows.persons.astype(np.float64),
        ),
        speed_m_s=rows.slowest(
            member_speeds(
                scenario.population.speeds,
                scenario.population.stretchers,
                members,
                draws.per_member("speed"),
            )
        ),
        home=_homes(scenario, network, rows, draws),
        family=rows.family,
        willing=leave.willing,
        prevented=leave.prevented,
        reason=leave.reason,
        mind=leave.mind,
        departure_s=_departures(scenario, rows, draws),
        service_units=_service(scenario, rows, draws),
    )


@dataclass(frozen=True)
class _Rows:
    """P parties and their members, before anything but sizes is known of them.

    Within a district civilians come first: then a change in the number of fighters or wounded
    leaves the numbers of the households alone.
    """

    district_ids: tuple[str, ...]
    blocks: tuple[Block, ...]
    district: NDArray[np.int16]
    number: IntArray
    line: NDArray[np.uint8]
    persons: IntArray
    first_member: NDArray[np.int64]
    family: IntArray
    stays: BoolArray

    @classmethod
    def lay_out(cls, scenario: Scenario, replication: int) -> _Rows:
        people = scenario.population
        ids = tuple(sorted(people.districts))
        blocks, district, number, line = [], [], [], []
        for index, district_id in enumerate(ids):
            here = people.districts[district_id]
            wounded = _wounded_parties(scenario, replication, district_id)
            households = draw_household_sizes(
                people,
                here.persons - here.fighters - int(wounded.sum()),
                seed=scenario.seed,
                replication=replication,
                district_id=district_id,
            )
            sizes = {
                _CIVILIAN: households,
                _WOUNDED: wounded,
                _FIGHTER: group_sizes(here.fighters, people.fighter_group),
            }
            count = sum(len(persons) for persons in sizes.values())
            district.append(np.full(count, index, np.int16))
            number.append(np.arange(count, dtype=np.int32))
            for code, persons in sizes.items():
                blocks.append(Block(district_id, CLASSES[code], persons))
                line.append(np.full(len(persons), code, np.uint8))
        persons = np.concatenate([block.persons for block in blocks])
        return cls(
            district_ids=ids,
            blocks=tuple(blocks),
            district=np.concatenate(district),
            number=np.concatenate(number),
            line=np.concatenate(line),
            persons=persons,
            first_member=np.cumsum(persons, dtype=np.int64) - persons,
            family=np.full(len(persons), -1, np.int32),
            stays=np.zeros(len(persons), np.bool_),
        )

    def divided(self, parts: Rearranged) -> _Rows:
        """Return the rows once some households are two; the new ones are numbered last."""
        district = self.district[parts.source]
        begin = np.searchsorted(district, np.arange(len(self.district_ids)))
        return replace(
            self,
            district=district,
            number=(np.arange(len(district)) - begin[district]).astype(np.int32),
            line=self.line[parts.source],
            persons=parts.persons,
            first_member=np.cumsum(parts.persons, dtype=np.int64) - parts.persons,
            family=parts.family,
            stays=parts.stays,
        )

    def count(self, which: BoolArray) -> IntArray:
        """Count, a party, the members for whom (M,) `which` holds."""
        if len(self.persons) == 0:
            return np.zeros(0, np.int32)
        return np.add.reduceat(which, self.first_member, dtype=np.int32)

    def total(self, value: FloatArray) -> FloatArray:
        """Sum (M,) values over the members of each party."""
        if len(self.persons) == 0:
            return np.zeros(0)
        return np.add.reduceat(value, self.first_member)

    def slowest(self, speed_m_s: FloatArray) -> FloatArray:
        """Return the least of (M,) speeds in each party."""
        if len(self.persons) == 0:
            return np.zeros(0)
        return np.minimum.reduceat(speed_m_s, self.first_member)


def _wounded_parties(scenario: Scenario, replication: int, district_id: str) -> IntArray:
    """Return the sizes of a district's parties with wounded: alone, or carried by others."""
    stretchers = scenario.population.stretchers
    sizes = group_sizes(scenario.population.districts[district_id].wounded, 1)
    if stretchers.share == 0.0:
        return sizes
    draws = stream(scenario.seed, replication, "stretcher/wounded", district_id)
    return sizes + stretchers.bearers * (draws.random(len(sizes)) < stretchers.share).astype(
        np.int32
    )


def _describe(scenario: Scenario, rows: _Rows, draws: AnyDraws) -> Members:
    line = np.repeat(rows.line, rows.persons)
    first = np.zeros(len(line), np.bool_)
    first[rows.first_member] = True
    return describe_members(
        scenario.population,
        wounded=line == _WOUNDED,
        fighter=line == _FIGHTER,
        first=first,
        carried=(line == _WOUNDED) & np.repeat(rows.persons > 1, rows.persons),
        age_draw=draws.per_member("age"),
        impaired_draw=draws.per_member("impaired"),
    )


def _homes(scenario: Scenario, network: StreetNetwork, rows: _Rows, draws: AnyDraws) -> IntArray:
    finder = HomeFinder(network)
    uniform = draws.per_party("home")
    home = np.empty(len(rows.persons), np.int32)
    edges = np.searchsorted(rows.district, np.arange(len(rows.district_ids) + 1))
    faults: list[Fault] = []
    for index, district_id in enumerate(rows.district_ids):
        here = slice(edges[index], edges[index + 1])
        try:
            homes = finder.find(district_id, scenario.population.districts[district_id])
        except ScenarioError as error:
            faults += error.faults
            continue
        home[here] = homes.at(uniform[here])
    if faults:
        raise ScenarioError(faults)
    return home


def _divided(
    scenario: Scenario, rows: _Rows, members: Members, draws: AnyDraws
) -> tuple[_Rows, Members, AnyDraws]:
    """Divide the households that may leave without the men who fear the checkpoint."""
    if scenario.willingness is None or scenario.willingness.split == "never":
        return rows, members, draws
    assert isinstance(draws, Draws)
    parts = divide(
        rows.district,
        rows.persons,
        behind=_afraid(scenario, scenario.willingness, rows, members, draws) & ~members.bearer,
        grown=~members.child,
    )
    members = Members(**{f.name: getattr(members, f.name)[parts.member] for f in fields(members)})
    return rows.divided(parts), members, draws.rearranged(parts.source, parts.member)


def _men(willingness: Willingness, members: Members, draws: AnyDraws) -> BoolArray:
    """Return (M,) civilian men of fighting age: of the adults, neither fighters nor elderly."""
    adult = ~(members.child | members.elderly | members.fighter)
    return adult & (draws.per_member("man") < willingness.men_share)


def _afraid(
    scenario: Scenario, willingness: Willingness, rows: _Rows, members: Members, draws: AnyDraws
) -> BoolArray:
    """Return (M,) men who fear the checkpoint."""
    fear = stated_drivers(scenario, willingness).fear[rows.district, rows.line]
    return _men(willingness, members, draws) & (
        draws.per_member("fear") < np.repeat(fear, rows.persons)
    )


def _leaving(scenario: Scenario, rows: _Rows, members: Members, draws: AnyDraws) -> Leave:
    district, line = rows.district.astype(np.int32), rows.line.astype(np.int32)
    willingness = scenario.willingness
    if willingness is None:
        return by_shares(scenario, draws, district, line)
    return by_drivers(
        scenario,
        willingness,
        draws,
        district,
        line,
        men=rows.count(_men(willingness, members, draws)),
        afraid=rows.count(_afraid(scenario, willingness, rows, members, draws)),
        leaves_behind=(rows.family >= 0) & ~rows.stays,
    )


def _departures(scenario: Scenario, rows: _Rows, draws: AnyDraws) -> FloatArray:
    people = scenario.population
    wave_draw = draws.per_party("departure wave")
    time_draw = draws.per_party("departure time")
    departure_s = np.empty(len(rows.persons))
    for code, line in enumerate(CLASSES):
        chosen = np.flatnonzero(rows.line == code)
        departure_s[chosen] = departure_times(
            people.departure_by_class.get(line, people.departure),
            scenario.clock,
            wave_draw[chosen],
            time_draw[chosen],
        )
    return departure_s


def _service(scenario: Scenario, rows: _Rows, draws: AnyDraws) -> FloatArray:
    uniform = draws.per_member("service")
    profiles = service_profiles(scenario)
    units = np.empty((len(rows.persons), len(profiles)))
    for column, profile in enumerate(profiles):
        units[:, column] = rows.total(unit_service(profile, uniform))
    return units
