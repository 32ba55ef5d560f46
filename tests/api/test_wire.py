"""Whatever an energy returns, a browser can read it."""

from __future__ import annotations

import json
import math

import pytest

from saserver.api.wire import encode


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_json_cannot_say_is_null(value: float) -> None:
    assert json.loads(encode({"a": [1, value, {"b": value}], "c": 2.5})) == {"a": [1, None, {"b": None}], "c": 2.5}


def test_everything_is_ascii_and_short() -> None:
    assert encode({"Σ": "\ud800", "n": [1, 2]}) == '{"\\u03a3":"\\ud800","n":[1,2]}'
