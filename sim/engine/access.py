"""How compiled code reaches the state: one pointer in, records out.

The kernel is handed a single record, `WORLD_T`, that holds the addresses of all arrays. An accessor
such as ``link_at(world, 7)`` compiles to "address plus seven records". Handing the arrays
themselves from function to function would compile some ten times longer (each is seven values),
and run slower. The arrays' owner, `sim.engine.memory.Memory`, keeps them alive and the addresses
true.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils as _cgutils
from numba.core import types
from numba.extending import intrinsic

from sim.engine.state import ARRAYS, HEAP_T, WORLD_T

cgutils: Any = _cgutils  # untyped

World = Any
"""The `WORLD_T` record, in compiled code."""
Record = Any
"""A record of one of the arrays, in compiled code; writing to it writes to the array."""


def _element(
    context: Any, builder: Any, address: Any, number: Any, kind: Any, dtype: np.dtype[Any]
) -> Any:
    """Write the instructions that make a record of the ``number``-th element from `address`."""
    wide = context.cast(builder, number, kind, types.int64)
    size = context.get_constant(types.int64, dtype.itemsize)
    target = builder.add(address, builder.mul(wide, size))
    return builder.inttoptr(target, context.get_value_type(numba.from_dtype(dtype)))


def _accessor(name: str) -> Callable[[World, int], Record]:
    """Return the compiled accessor of one array."""
    dtype = ARRAYS[name]
    record = numba.from_dtype(dtype)
    offset = cast(Any, WORLD_T.fields)["at_" + name][1]

    @intrinsic
    def record_at(typing_context: Any, world: Any, index: Any) -> Any:
        del typing_context

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            pointer, number = arguments
            start = builder.bitcast(pointer, cgutils.voidptr_t)
            field = cgutils.pointer_add(builder, start, offset, ir.PointerType(ir.IntType(64)))
            address = builder.load(field)
            # No array moves while compiled code runs: the address need be loaded only once.
            address.set_metadata("invariant.load", builder.module.add_metadata([]))
            return _element(context, builder, address, number, signature.args[1], dtype)

        return record(world, index), generate

    return cast(Callable[[World, int], Record], record_at)


def _heap_accessor() -> Callable[[int, int], Record]:
    """Return the compiled accessor of a heap that is known by its address."""

    @intrinsic
    def record_at(typing_context: Any, address: Any, index: Any) -> Any:
        del typing_context

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            start, number = arguments
            return _element(context, builder, start, number, signature.args[1], HEAP_T)

        return numba.from_dtype(HEAP_T)(address, index), generate

    return cast(Callable[[int, int], Record], record_at)


def _copier(name: str) -> Callable[[Record, Record], None]:
    """Return a compiled function that copies a whole record of one array on to another."""
    dtype = ARRAYS[name]

    @intrinsic
    def copy(typing_context: Any, target: Any, source: Any) -> Any:
        del typing_context

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            del signature
            count = context.get_constant(types.intp, dtype.itemsize)
            pointers = [builder.bitcast(each, cgutils.voidptr_t) for each in arguments]
            cgutils.raw_memcpy(builder, pointers[0], pointers[1], count, 1)
            return context.get_dummy_value()

        return types.void(target, source), generate

    return cast(Callable[[Record, Record], None], copy)


def _prefetcher() -> Callable[[Record, int], None]:
    """Return a compiled function that has a cache line fetched while others work on.

    It is the line `offset` bytes into a record.
    """

    @intrinsic
    def prefetch(typing_context: Any, record: Any, offset: Any) -> Any:
        del typing_context

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            integer = ir.IntType(32)
            kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, integer, integer, integer])
            function = builder.module.declare_intrinsic(
                "llvm.prefetch", (cgutils.voidptr_t,), fnty=kind
            )
            start = builder.bitcast(arguments[0], cgutils.voidptr_t)
            wide = context.cast(builder, arguments[1], signature.args[1], types.intp)
            address = cgutils.pointer_add(builder, start, wide)
            builder.call(function, [address, integer(1), integer(3), integer(1)])
            return context.get_dummy_value()

        return types.void(record, offset), generate

    return cast(Callable[[Record, int], None], prefetch)


link_at = _accessor("links")
rare_at = _accessor("rare")
suspect_at = _accessor("suspects")
tag_at = _accessor("tags")
table_at = _accessor("table")
sequence_at = _accessor("sequence")
log_at = _accessor("logs")
piece_at = _accessor("pieces")
free_logs_at = _accessor("free_logs")
bucket_at = _accessor("buckets")
opened_at = _accessor("opened")
crowd_at = _accessor("crowd")
far_at = _accessor("far")
call_at = _accessor("calls")
late_at = _accessor("late")
door_order_at = _accessor("door_order")
party_at = _accessor("parties")
stay_at = _accessor("stays")
units_at = _accessor("service_units")
screening_at = _accessor("screening")
awaited_at = _accessor("awaited")
gate_at = _accessor("gates")
line_at = _accessor("lines")
window_at = _accessor("windows")
approach_start_at = _accessor("approach_start")
approach_at = _accessor("approaches")
aside_at = _accessor("asides")
knot_at = _accessor("knots")
knot_link_at = _accessor("knot_links")

heap_at = _heap_accessor()

copy_log = _copier("logs")
prefetch = _prefetcher()
