"""Districts to parties: who lives where, how fast they walk, when they set out."""

from sim.population.build import build_population
from sim.population.population import Population
from sim.population.service import ServiceProfile, service_profiles
from sim.population.streams import stream

__all__ = ["Population", "ServiceProfile", "build_population", "service_profiles", "stream"]
