"""What a user's function answered: a number, or what to do about it."""

from __future__ import annotations

import math
from numbers import Real

import numpy as np

from saserver.engine.errors import shown


def finite_number(value: object) -> float:
    """The answer as a float; numpy's numbers and truth values count.

    Raises
    ------
    ValueError
        whose message is the remedy
    """
    if not isinstance(value, Real | np.bool_):
        raise ValueError(_remedy(value))
    try:
        number = float(value)
    except OverflowError:  # an integer of more than 308 digits
        number = math.inf
    if math.isnan(number):
        raise ValueError("an energy must be a finite number: look for 0/0, inf - inf or a missing value")
    if math.isinf(number):
        raise ValueError(
            "an energy must be a finite number: look for a division by 0 or log(0); "
            "to forbid a molecule, return a large number such as 1e6"
        )
    return number


def described(value: object) -> str:
    """What was answered, with its type where that is the mistake."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, Real):
        return shown(value)
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    return f"{type(value).__name__} {shown(value)}"


def _remedy(value: object) -> str:
    if value is None:
        return "did you forget `return`, or does one way through the function end without it?"
    if isinstance(value, str):
        return "an energy must be a number, not text: return the number itself, or float(…) of the text"
    if isinstance(value, complex):
        return "an energy must be a real number: return its .real part or abs(…) of it"
    if isinstance(value, np.ndarray | list | tuple | set | dict):
        return "an energy must be a single number: return its sum(…), max(…) or one of its entries"
    if callable(value):
        return "an energy must be a number: did you forget the parentheses of a call?"
    return "an energy must be a number: return float(…) of it"
