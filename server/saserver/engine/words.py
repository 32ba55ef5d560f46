"""Arithmetic on 64-bit words, compiled by running it once.

numba looks up a type for every operation, in half a millisecond each, which makes a second for one step of the chain.
A function that is decorated with ``straight`` is run instead, once, on words whose values are not known yet, and
whatever it computes with them becomes an instruction. There are no branches in it, since nothing is known to branch on;
comparisons are words, 0 or 1. Such functions are for compiled code only.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, get_args, get_type_hints

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

_BITS = ir.IntType(64)
_TWICE = ir.IntType(128)


class Word:
    """A word to compute with."""

    def __init__(self, builder: Any, value: Any) -> None:
        self.builder = builder
        self.value = value

    def __add__(self, other: Word | int) -> Word:
        return self._word(self.builder.add(self.value, _value(other)))

    def __sub__(self, other: Word | int) -> Word:
        return self._word(self.builder.sub(self.value, _value(other)))

    def __neg__(self) -> Word:
        return self._word(self.builder.neg(self.value))

    def __mul__(self, other: Word | int) -> Word:
        return self._word(self.builder.mul(self.value, _value(other)))

    def __and__(self, other: Word | int) -> Word:
        return self._word(self.builder.and_(self.value, _value(other)))

    def __or__(self, other: Word | int) -> Word:
        return self._word(self.builder.or_(self.value, _value(other)))

    def __xor__(self, other: Word | int) -> Word:
        return self._word(self.builder.xor(self.value, _value(other)))

    def __lshift__(self, other: Word | int) -> Word:
        return self._word(self.builder.shl(self.value, _value(other)))

    def __rshift__(self, other: Word | int) -> Word:
        return self._word(self.builder.lshr(self.value, _value(other)))

    def __ge__(self, other: Word | int) -> Word:
        return self._compared(">=", other)

    def equals(self, other: Word | int) -> Word:
        """Whether both are the same; Python wants an answer from ``==`` at once."""
        return self._compared("==", other)

    def bit(self) -> Word:
        """The word in which only this bit is set."""
        return self._word(self.builder.shl(_BITS(1), self.value))

    def times(self, other: Word | int) -> tuple[Word, Word]:
        """Upper and lower half of the whole product."""
        factors = (self.builder.zext(factor, _TWICE) for factor in (self.value, _value(other)))
        product = self.builder.mul(*factors)
        upper = self.builder.lshr(product, _TWICE(64))
        return self._word(self.builder.trunc(upper, _BITS)), self._word(self.builder.trunc(product, _BITS))

    def lowest_one(self) -> Word:
        """Position of the lowest bit set; of no use if there is none."""
        return self._word(self.builder.cttz(self.value, ir.IntType(1)(1)))

    def ones(self) -> Word:
        """Number of bits set."""
        return self._word(self.builder.ctpop(self.value))

    def call(self, *arguments: Word | Words) -> Real:
        """What the machine code at this address returns."""
        values = [argument.value for argument in arguments]
        function = ir.FunctionType(ir.DoubleType(), [value.type for value in values]).as_pointer()
        return Real(self.builder, self.builder.call(self.builder.inttoptr(self.value, function), values))

    def _compared(self, how: str, other: Word | int) -> Word:
        answer = self.builder.icmp_unsigned(how, self.value, _value(other))
        return self._word(self.builder.zext(answer, _BITS))

    def _word(self, value: Any) -> Word:
        return Word(self.builder, value)


class Real:
    """A floating-point number: it can be stored, and passed on."""

    def __init__(self, builder: Any, value: Any) -> None:
        self.builder = builder
        self.value = value


class Words:
    """An array of words, or of floating-point numbers to be written."""

    def __init__(self, builder: Any, value: Any) -> None:
        self.builder = builder
        self.value = value

    def at(self, place: Word | int) -> Words:
        """The array that begins here."""
        return Words(self.builder, self.builder.gep(self.value, [_value(place)]))

    def __getitem__(self, place: Word) -> Word:
        return Word(self.builder, self.builder.load(self.at(place).value))

    def __setitem__(self, place: Word, number: Word | Real | int) -> None:
        self.builder.store(_value(number), self.at(place).value)


class Table:
    """Numbers below 2³² that are known beforehand, to be looked up."""

    def __init__(self, name: str, numbers: NDArray[np.uint64]) -> None:
        self.name = name
        entry = np.min_scalar_type(numbers.max()).itemsize * 8
        self.entries = ir.Constant(ir.ArrayType(ir.IntType(entry), len(numbers)), numbers.tolist())

    def __getitem__(self, place: Word) -> Word:
        builder = place.builder
        table = builder.module.globals.get(self.name) or cgutils.global_constant(builder, self.name, self.entries)
        entry = builder.load(builder.gep(table, [_BITS(0), place.value]))
        return Word(builder, builder.zext(entry, _BITS))


def straight(function: Callable[..., Any]) -> Any:
    """Let compiled code call a function of words, reals and arrays that returns words, a real or nothing."""
    returned = get_type_hints(function)["return"]
    several = get_args(returned)
    result = types.UniTuple(types.uint64, len(several)) if several else _RESULTS[returned]

    def definition(typing_context: Any, *arguments: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            words = function(*map(symbol, [context] * len(values), [builder] * len(values), signature.args, values))
            if several:
                return context.make_tuple(builder, result, [word.value for word in words])
            return context.get_dummy_value() if words is None else words.value

        return result(*map(taken, arguments)), build

    def taken(kind: Any) -> Any:
        return kind if isinstance(kind, types.Array | types.Float) else types.uint64

    def symbol(context: Any, builder: Any, kind: Any, value: Any) -> Word | Real | Words:
        if isinstance(kind, types.Array):
            return Words(builder, cgutils.create_struct_proxy(kind)(context, builder, value).data)
        return (Real if isinstance(kind, types.Float) else Word)(builder, value)

    # numba matches arguments with parameters by the signature, whose first is left out.
    given = inspect.signature(function)
    first = inspect.Parameter("typing_context", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    signature = given.replace(parameters=[first, *given.parameters.values()])
    definition.__signature__ = signature  # type: ignore[attr-defined]
    return intrinsic(definition)


_RESULTS = {type(None): types.none, Word: types.uint64, Real: types.float64}


def _value(number: Word | Real | Words | int) -> Any:
    return _BITS(number) if isinstance(number, int) else number.value
