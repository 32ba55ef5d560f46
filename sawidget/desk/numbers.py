"""Numbers in the text of a lesson: each result names the cell that prints it, by a mark that readers do not see.

``**28**<!-- first-run-11: # CCC -->`` says that the output of cell ``first-run-11`` has ``CCC`` in a line, and the
number before it; ``#`` stands for the number, ``…`` for anything else in that line. With ``<!-- first-run-07 -->`` the
cell prints just one number. ``<!-- given: a made-up example -->`` says where a number comes from that is no result.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from typing import Final, NamedTuple

from sawidget.desk.masters import CHECKED, Cell, Notebook, code, grades, solves, tags

#: Plain numbers that need no mark: both ends of a share, nothing and all of it.
_ENDS: Final = frozenset({"0", "1"})
GIVEN: Final = "given"

_DIGITS: Final = r"(?:\d{1,3}(?:[ \u00a0\u202f,]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_NUMBER: Final = rf"(?<![\w.,])(?:(?<![\w)])[-−+])?{_DIGITS}(?!\w|\.\d)(?:\s?%)?"
_MARK: Final = re.compile(r"<!--\s*(.*?)\s*-->", re.DOTALL)
#: What may stand between a number and its mark.
_CLOSING: Final = re.compile(r"\*{0,2}(?=<!--)")

#: Numbers that are no results wherever they stand: formulas and code, names, and what leads to another place.
_OTHERWISE: Final = re.compile(
    r"""
    ```.*?```  |  `[^`]*`  |  \$\$.*?\$\$  |  \$[^$\n]+\$  |  \]\([^)]*\)
    | \d+(?:,\d+)*-(?=[A-Za-z])                                             # 2,3-dimethylbutane
    | \*\*\d+\ minutes\.\*\*
    | ^\s*\d+\.\s                                                           # the items of a list
    | \b(?:[Ll]essons?|[Ee]xercise|[Qq]uestion|[Pp]art|eqs?\.)\s\d+(?:\.\d+)?(?:(?:,\s|\sand\s|\sto\s|–)\d+(?:\.\d+)?)*
    | \*[^*\n]+\*\s(?:1[89]|20)\d\d,\s\d+,\s\d+–\d+                         # a journal, with its year and pages
    | \bin\s(?:1[89]|20)\d\d\b
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


class Number(NamedTuple):
    """A number in a text, and what its mark says, if it has one."""

    written: str
    mark: str | None
    bold: bool


def unproved(master: Notebook) -> Iterator[str]:
    """What lint says of numbers: each result in a text is what a checked cell has printed."""
    given = set(_ENDS)
    marked: set[str] = set()
    printed = {cell["id"]: printed_by(cell) for cell in code(master) if CHECKED in tags(cell)}
    for place, cell in enumerate(master["cells"]):
        settings = settings_near(master, place)
        if cell["cell_type"] != "markdown":
            continue
        yield from (f"cell {cell['id']}: <!-- {mark} --> stands behind no number" for mark in idle(cell["source"]))
        for number in numbers(cell["source"]):
            if number.mark is None:
                if number.bold or value(number.written) not in settings | given:
                    yield f"cell {cell['id']}: the number {number.written} names no cell that prints it"
            elif wrong := _wrong(number, printed):
                yield f"cell {cell['id']}: {wrong}"
            else:
                marked.add(value(number.written))
                given |= {value(number.written)} if number.mark.startswith(GIVEN) else set()
    yield from _elsewhere(master, marked)


def _elsewhere(master: Notebook, marked: set[str]) -> Iterator[str]:
    """Numbers where no mark can stand: in pictures' texts none but settings, in predictions those of the text, too."""
    for place, cell in enumerate(master["cells"]):
        settings = settings_near(master, place) | _ENDS
        for found in sorted(_values(str(cell["metadata"].get("alt", ""))) - settings):
            yield f"cell {cell['id']}: metadata.alt has the number {found}, which is no setting; say it in words"
        if "predict" in tags(cell):
            for found in sorted(_values("\n".join(_strings(cell["source"]))) - settings - marked):
                yield f"cell {cell['id']}: no text of the lesson says which cell prints the {found} of this question"


def numbers(text: str) -> Iterator[Number]:
    """The numbers of a text that may be results, each with its mark."""
    plain = _hidden(_OTHERWISE, _hidden(_MARK, text))
    for found in re.finditer(_NUMBER, plain):
        closing = _CLOSING.match(text, found.end())
        mark = _MARK.match(text, closing.end()) if closing else None
        bold = plain[: found.start()].count("**") % 2 == 1
        yield Number(found[0], mark[1] if mark else None, bold)


def idle(text: str) -> Iterator[str]:
    """Marks that no number stands before."""
    used = [number.mark for number in numbers(text) if number.mark is not None]
    for mark in _MARK.findall(text):
        if mark in used:
            used.remove(mark)
        else:
            yield mark


def settings_near(master: Notebook, place: int) -> set[str]:
    """Numbers that stand in the code of a cell, or in the nearest code before and after it."""
    cells = master["cells"]
    nearest = [next(filter(_sets, side), None) for side in (reversed(cells[:place]), cells[place:])]
    return {number for cell in nearest if cell is not None for number in _literals(cell["source"])}


def printed_by(cell: Cell) -> str:
    """All text that a cell has printed or shown."""
    texts = (output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell["outputs"])
    return "\n".join("".join(text) for text in texts)


def value(written: str) -> str:
    """The same for all ways of writing a number: ``1 330``, ``1,330`` and ``1330.0``. Per cent stay per cent."""
    bare = re.sub(r"[ \u00a0\u202f,%]", "", written).replace("−", "-").removeprefix("+")
    return f"{float(bare):.12g}" + (" %" if written.endswith("%") else "")


def found_by(pattern: str, output: str) -> set[str]:
    """The numbers that stand at the ``#`` of a pattern."""
    ways = {"#": f"({_NUMBER})", "…": r"[^\n]*?", "": r"[ \t]+"}
    parts = re.findall(r"#|\s*…\s*|\s+|[^#…\s]+", pattern)
    wanted = "".join(ways.get(part.strip(), re.escape(part)) for part in parts)
    start, end = (r"(?<![\w.,])" if pattern[0].isalnum() else ""), (r"(?!\w)" if pattern[-1].isalnum() else "")
    return {value(found) for found in re.findall(start + wanted + end, output)}


def _wrong(number: Number, printed: dict[str, str]) -> str | None:
    """What is wrong with a number that has a mark."""
    assert number.mark is not None
    name, _, pattern = (part.strip() for part in number.mark.partition(":"))
    if name == GIVEN:
        return None if pattern else f"<!-- given --> does not say what the number {number.written} is"
    if name not in printed:
        return f"the number {number.written} names {name!r}, which is no cell with the tag {CHECKED!r}"
    pattern = " ".join(pattern.split()) or "#"
    if pattern.count("#") != 1:
        return f"<!-- {number.mark} --> needs one # in place of the number {number.written}"
    found = found_by(pattern, printed[name])
    if found == {value(number.written)}:
        return None
    told = " and ".join(sorted(found)) or "nothing"
    return f"the text has the number {number.written}, but {pattern!r} finds {told} in the output of {name}"


def _sets(cell: Cell) -> bool:
    """Whether a cell's numbers are settings: students' answers and questions are not."""
    return cell["cell_type"] == "code" and not (solves(cell) or grades(cell) or "predict" in tags(cell))


def _literals(source: str) -> Iterator[str]:
    for token in _tokens(source):
        if token.type == tokenize.NUMBER and not token.string.endswith(("j", "J")):
            yield value(repr(ast.literal_eval(token.string)))


def _strings(source: str) -> Iterator[str]:
    return (token.string.strip("\"'") for token in _tokens(source) if token.type == tokenize.STRING)


def _tokens(source: str) -> list[tokenize.TokenInfo]:
    return list(tokenize.generate_tokens(io.StringIO(source).readline))


def _values(text: str) -> set[str]:
    return {value(number.written) for number in numbers(text)}


def _hidden(what: re.Pattern[str], text: str) -> str:
    """The text with blanks in place of what is found: all else stays where it is."""
    return what.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
