"""Which of the user's own lines an error is about."""

from __future__ import annotations

import ast
import inspect
import linecache
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from textwrap import dedent
from types import FunctionType
from typing import Any, NamedTuple


class Line(NamedTuple):
    """A line of a file or a notebook cell; None where the function came without it."""

    number: int | None
    source: str | None


def failing_line(function: Callable[..., Any], error: BaseException) -> Line:
    """The innermost line on the way to an error that is written where the function is.

    All cells of a notebook share one namespace, as all functions of a file do: a helper from another cell counts.
    """
    written = _written(function)
    if written is not None:
        for frame, number in reversed(list(traceback.walk_tb(error.__traceback__))):
            if frame.f_globals is written.__globals__:
                return _line(frame.f_code.co_filename, number)
    return definition_line(function)


def definition_line(function: Callable[..., Any]) -> Line:
    """The line with ``def``, below any decorators."""
    written = _written(function)
    if written is None:
        return Line(None, None)
    parsed = _parsed(written)
    return _line(written.__code__.co_filename, parsed.lineno if parsed else written.__code__.co_firstlineno)


def return_line(function: Callable[..., Any]) -> Line:
    """The line with ``return`` if there is exactly one, else the one with ``def``."""
    written = _written(function)
    parsed = written and _parsed(written)
    returns = list(_returns(parsed.body)) if parsed else []
    if written is None or len(returns) != 1:
        return definition_line(function)
    return _line(written.__code__.co_filename, returns[0].lineno)


def _written(function: Callable[..., Any]) -> FunctionType | None:
    """What the user wrote with ``def``, underneath wrappers, partials, methods and callable objects."""
    inner: object = function
    while isinstance(inner, partial):
        inner = inner.func
    if callable(inner):
        inner = inspect.unwrap(inner)
    inner = getattr(inner, "__func__", inner)
    if not isinstance(inner, FunctionType):
        inner = vars(type(inner)).get("__call__")
    return inner if isinstance(inner, FunctionType) else None


def _line(filename: str, number: int) -> Line:
    return Line(number, linecache.getline(filename, number).strip() or None)


def _parsed(function: FunctionType) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The function's own syntax tree, with the line numbers of its file; None for a lambda, or without its source."""
    try:
        lines, start = inspect.getsourcelines(function)
        tree = ast.parse(dedent("".join(lines)))
    except (OSError, SyntaxError):
        return None
    ast.increment_lineno(tree, start - 1)
    first = tree.body[0]
    return first if isinstance(first, ast.FunctionDef | ast.AsyncFunctionDef) else None


def _returns(statements: list[ast.stmt]) -> Iterator[ast.Return]:
    """Every ``return`` of a function, without those of functions inside it."""
    pending: list[ast.AST] = list(statements)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Return):
            yield node
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            pending.extend(ast.iter_child_nodes(node))
