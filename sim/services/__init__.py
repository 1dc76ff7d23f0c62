"""Buses, ambulances and convoys: exact runs of a fleet between an assembly point and safety."""

from sim.services.operations import run_service
from sim.services.service import Arrivals, Refusal, Service, ServiceRun, Trip

__all__ = ["Arrivals", "Refusal", "Service", "ServiceRun", "Trip", "run_service"]
