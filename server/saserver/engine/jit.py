"""How the engine compiles: without the GIL, cached on disk where a disk can be written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import CellType, FunctionType
from typing import Any, Final, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


#: All functions of the engine as they are now. numba looks at the file of the function alone when it searches its
#: cache, and would take up machine code into which older versions of functions in other files were inlined.
_SOURCES: Final = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py"))))


def compiled(function: F) -> F:
    """Compile at the first call."""
    return cast(F, _cached(numba.njit, function, nogil=True))


def callback(function: Callable[..., Any], signature: Any) -> Any:
    """Compile now, for callers that know C; the machine code is at ``address`` as long as what is returned lives."""
    return _cached(partial(numba.cfunc, signature), function)


def _cached(decorator: Callable[..., Any], function: Callable[..., Any], **options: Any) -> Any:
    # numba refuses to cache where neither the package nor the user's cache folder can be written (a read-only install
    # in a read-only home). There each process compiles anew.
    function = _of_these_sources(function)
    try:
        return decorator(error_model="numpy", cache=True, **options)(function)
    except RuntimeError:
        return decorator(error_model="numpy", **options)(function)


def _of_these_sources(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function with a digest of the sources in its closure: there numba looks, too."""
    code = function.__code__.replace(co_freevars=("sources",))
    closure = (CellType(_SOURCES.hexdigest()),)
    return FunctionType(code, function.__globals__, argdefs=function.__defaults__, closure=closure)


def inlined(function: F) -> F:
    """Compile into its callers, always."""
    # Nothing else calls it: the wrappers that numba would compile for Python and C are left out.
    options: dict[str, Any] = {"forceinline": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(F, numba.njit(nogil=True, error_model="numpy", **options)(function))


def both(function: F) -> F:
    """Plain Python when Python calls it, compiled when compiled code calls it."""
    return numba.extending.register_jitable(error_model="numpy", no_cfunc_wrapper=True)(function)


def both_inlined(function: F) -> F:
    """Like ``both``, and compiled into its callers: for what would take no longer than being called."""
    return numba.extending.register_jitable(forceinline=True, error_model="numpy", no_cfunc_wrapper=True)(function)
