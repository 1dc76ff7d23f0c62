"""What an unquoted word of YAML 1.2 means (core schema): so `8:30` is text and not 510."""

from __future__ import annotations

import re

from sim.scenario.nodes import Scalar

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

_LONGEST_NUMBER = 300
"""Digits; beyond that a word is no number of ours, and reading it would take its time."""


def resolve(word: str) -> Scalar:
    """Return the value of a plain (unquoted) scalar: null, a truth value, a number or text."""
    if word in _NULL:
        return None
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    if len(word) > _LONGEST_NUMBER or word[0] not in "0123456789+-.":
        return word
    if _INTEGER.fullmatch(word):
        return int(word)
    if _FLOAT.fullmatch(word):
        return float(word)
    if _OCTAL.fullmatch(word) or _HEX.fullmatch(word):
        return int(word, 0)
    if _INFINITE.fullmatch(word):
        return float(word.replace(".", "", 1))
    return word
