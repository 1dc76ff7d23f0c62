"""Why believe it: closed forms, hand calculations and published tests, run on the real engine."""

from sim.verification.case import Case, CaseResult, Check, Expected, Status
from sim.verification.ledger import Ledger
from sim.verification.not_modelled import NOT_MODELLED, NotModelled
from sim.verification.page import page
from sim.verification.registry import all_cases, run_case, run_cases

__all__ = [
    "NOT_MODELLED",
    "Case",
    "CaseResult",
    "Check",
    "Expected",
    "Ledger",
    "NotModelled",
    "Status",
    "all_cases",
    "page",
    "run_case",
    "run_cases",
]
