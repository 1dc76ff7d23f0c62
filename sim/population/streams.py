"""Named random streams: what one decision draws never disturbs another.

A stream is known by (seed, replication, name, district id, block): these parts are hashed (blake2b)
into the key of a counter-based generator (Philox, Salmon et al. 2011). Within a stream, draw i
belongs to the i-th party of a class of the district, so nothing depends on the order of rows or
calls, on how many other districts there are, or on what the corridors look like.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

FloatArray = NDArray[np.float64]


class _Key(np.random.bit_generator.ISeedSequence):
    """A key that is used as it is: numpy would gather entropy that nobody needs beside it."""

    def __init__(self, text: str) -> None:
        self._digest = hashlib.blake2b(text.encode(), digest_size=16).digest()

    def generate_state(
        self, n_words: int, dtype: DTypeLike = np.uint32
    ) -> NDArray[np.uint32 | np.uint64]:
        """Return the two words that Philox asks for."""
        words = np.frombuffer(self._digest, "<u8").astype(np.uint64)
        assert n_words == len(words)
        return words


def stream(
    seed: int, replication: int, name: str, district_id: str, *, block: int = 0
) -> np.random.Generator:
    """Open the stream of one decision in one district, at its beginning.

    Parameters
    ----------
    seed, replication
        The scenario's seed; which replication of the run.
    name
        The decision, such as ``"home/civilian"``.
    district_id
        The district; empty for what concerns none.
    block
        One more part of the key: the ordinal of a decision that is made more than once, say.

    Returns
    -------
    A generator of its own. Use its uniform draws (``random``), which take exactly one step each;
    its other distributions may take more and would shift the parties behind.
    """
    parts = (str(seed), str(replication), name, district_id, str(block))
    text = "".join(f"{len(part)}:{part}" for part in parts)
    # Any ISeedSequence will do, as numpy documents; its stubs name SeedSequence alone.
    return np.random.Generator(np.random.Philox(_Key(text)))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Block:
    """The parties of one class in one district: neighbours in all arrays, one stream each draw.

    Parameters
    ----------
    district_id, line
        The district; the class's name.
    persons
        (n,) people in each party.
    """

    district_id: str
    line: str
    persons: NDArray[np.int32]


class Draws:
    """One uniform draw in [0, 1) a party, or a member, for any named decision.

    Parameters
    ----------
    seed, replication
        As for `stream`.
    blocks
        The parties, in their order in the arrays that are drawn.
    """

    def __init__(self, seed: int, replication: int, blocks: tuple[Block, ...]) -> None:
        self._seed = seed
        self._replication = replication
        self._blocks = blocks
        self._members = [_member_places(block.persons) for block in blocks]

    def per_party(self, name: str) -> FloatArray:
        """Draw (P,) numbers; a party's depends on its district, class and place among them."""
        drawn = [self._open(name, block, 0).random(len(block.persons)) for block in self._blocks]
        return np.concatenate(drawn) if drawn else np.zeros(0)

    def per_member(self, name: str) -> FloatArray:
        """Draw (M,) numbers, the members of party 0 first.

        Members are drawn in groups of 1, 2, 4, ... a party, each group from a block of its own:
        neither the size of another party nor the largest one there is matters.
        """
        drawn = []
        for block, places in zip(self._blocks, self._members, strict=True):
            values = np.empty(int(block.persons.sum()))
            for group, (member, target) in enumerate(places):
                uniform = self._open(name, block, group).random(member.shape)
                values[target] = uniform[member]
            drawn.append(values)
        return np.concatenate(drawn) if drawn else np.zeros(0)

    def rearranged(self, party: NDArray[np.int64], member: NDArray[np.int64]) -> RearrangedDraws:
        """Return the same draws for parties that have been divided: see ``families.divide``."""
        return RearrangedDraws(self, party, member)

    def _open(self, name: str, block: Block, number: int) -> np.random.Generator:
        return stream(
            self._seed, self._replication, f"{name}/{block.line}", block.district_id, block=number
        )


@dataclass(frozen=True)
class RearrangedDraws:
    """Draws whose parties and members stand in another order; both parts of a party share its own.

    Parameters
    ----------
    draws
        The draws of the parties as they were.
    party, member
        What each party and each member was there.
    """

    draws: Draws
    party: NDArray[np.int64]
    member: NDArray[np.int64]

    def per_party(self, name: str) -> FloatArray:
        """Draw one number a party."""
        return self.draws.per_party(name)[self.party]

    def per_member(self, name: str) -> FloatArray:
        """Draw one number a member."""
        return self.draws.per_member(name)[self.member]


AnyDraws = Draws | RearrangedDraws
"""One uniform draw a party, or a member, for any named decision."""


def _member_places(
    persons: NDArray[np.int32],
) -> list[tuple[NDArray[np.bool_], NDArray[np.int64]]]:
    """Return, a group of members, who of (n, width) exists and where they stand in a flat array."""
    if len(persons) == 0:
        return []
    first = np.cumsum(persons, dtype=np.int64) - persons
    places = []
    begin, width = 0, 1
    while begin < persons.max():
        ordinal = begin + np.arange(width)
        exists = ordinal < persons[:, None]
        places.append((exists, (first[:, None] + ordinal)[exists]))
        begin, width = begin + width, 2 * width
    return places
