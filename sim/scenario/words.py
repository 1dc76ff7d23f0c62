"""How faults speak: values as a planner would write them, and the word that was meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 60
_MOST_WORDS = 20


def show(value: object) -> str:
    """Return a value as a planner would write it, cut to a readable length."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that a misspelt one is likely to mean, empty where none is near."""
    close = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return close[0] if close else ""


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the remedy for a word that is not known: the nearest known one, or all of them."""
    known = list(known)
    close = nearest(word, known)
    if close:
        return f"Did you mean `{close}`?"
    if not known:
        return "Remove it."
    more = ", ..." if len(known) > _MOST_WORDS else ""
    return f"Known here: {', '.join(known[:_MOST_WORDS])}{more}."


def one_of(word: str, options: list[str]) -> str:
    """Return the remedy for a word that is none of a few options."""
    choice = f"Write one of {', '.join(options)}." if len(options) > 1 else f"Write {options[0]}."
    close = nearest(word, options)
    return f"Did you mean {close}? {choice}" if close else choice
