"""Who wants to leave, and who is kept from it, by stated shares."""

from __future__ import annotations

from sim.scenario.base import PersonClass
from sim.scenario.people import Leaving
from sim.scenario.people import Population as People

_NOBODY = Leaving(willing=0.0)


def leaving_of(people: People, district_id: str, line: PersonClass) -> Leaving:
    """Return the shares for a class in a district: the district's own, else the population's.

    A class that neither names wants to stay: nobody leaves by default.
    """
    own = people.districts[district_id].leaving.get(line)
    return own or people.leaving.get(line) or _NOBODY
