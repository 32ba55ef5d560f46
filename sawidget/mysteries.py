"""Molecules to be found from their measured ¹³C spectra, another one for each group of students."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

from saserver.engine import Graph, ParameterError, Parameters, Problem, prepare
from sawidget.checks.single import seal

#: Formula, lines as they are written down, and the sealed answer. The first is for practice. Single entries of
#: nmrshiftdb2: 10007824, 10008610, 10008652, 10008778, 10016630, 10016680, 10016826, 20096519.
_SPECTRA: Final = (
    ("C6H12O2", "15.1q 23.9t 28.5t 34.9t 51.6q 173.4s", "ea871d7a9ea89c16"),
    ("C5H12O", "28.2q 50.1q 73.6s", "e6bbe77046bd2725"),
    ("C7H14O", "7.9q 13.9q 22.5t 26.2t 35.9t 42.2t 211.8s", "59c33f2da86153ce"),
    ("C8H10", "20.9q 129.1d 134.6s", "2b48b2c9b5b3d7d0"),
    ("C5H12O", "26.2q 32.7s 73.3t", "47de686c4420abe9"),
    ("C8H10", "15.6q 29.1t 125.7d 127.9d 128.4d 144.2s", "96db98b5e55d4d2a"),
    ("C5H10O", "8.0q 35.5t 211.0s", "f79ed0ab17541b8b"),
    ("C5H12O", "14.2q 22.9t 28.5t 32.7t 62.4t", "72686c32cf48564f"),
)
_MOST: Final = 10**6


@dataclass(frozen=True)
class Mystery:
    """A formula and a spectrum, without its molecule.

    Attributes
    ----------
    group : whose it is; 0 is for practice
    formula : what the molecule is made of
    peaks : lines as ``[ppm, multiplicity, None]``, for the options of ``carbon13``: q t d s for CH₃, CH₂, CH, C. How
        many carbons a line belongs to is not known, as in most spectra
    """

    group: int
    formula: str
    peaks: list[list[Any]]
    _sealed: str = field(repr=False)

    @property
    def target(self) -> dict[str, Any]:
        """The spectrum as what a run looks for: ``sa.Annealer(mystery.formula, **mystery.target)``."""
        return {"energy": "carbon13", "component_options": {"carbon13": {"peaks": self.peaks}}}

    def misfit(self, smiles: str) -> float:
        """By how many ppm the predicted spectrum of an isomer misses the measured one: the energy of a run.

        Raises
        ------
        ParameterError
            It is no isomer of the formula.
        """
        given = Parameters.checked(self.formula, start=smiles, initial_temp=1.0, seed=0, **self.target)
        _, model = prepare(given)
        return model.energy(model.start)

    def canonical(self, smiles: str) -> str:
        """The one way to write an isomer, without stereochemistry.

        Raises
        ------
        ParameterError
            It is no isomer of the formula.
        """
        graph = Parameters.checked(self.formula, start=smiles, seed=0).start_graph()
        assert isinstance(graph, Graph)
        return graph.smiles

    def solved_by(self, smiles: str) -> bool:
        """Whether it is the molecule."""
        # Hexadecimal, since seals do not tell capitals from small letters, as SMILES do.
        return seal(f"mystery {_place(self.group)}", self.canonical(smiles).encode().hex()) == self._sealed

    def __repr__(self) -> str:
        lines = "  ".join(f"{ppm:.1f} {kind}" for ppm, kind, _ in self.peaks)
        return f"Mystery of group {self.group}: {self.formula}, lines at {lines}"

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><td style="text-align:right">{ppm:.1f}</td><td style="text-align:left">{kind}</td>'
            f'<td style="text-align:left">{_KINDS[kind]}</td></tr>'
            for ppm, kind, _ in self.peaks
        )
        return (
            f"<p><b>Mystery of group {self.group}: {escape(self.formula)}</b></p><table><thead><tr>"
            '<th scope="col" style="text-align:right">ppm</th><th scope="col" style="text-align:left">DEPT</th>'
            f'<th scope="col" style="text-align:left">carbon</th></tr></thead>{rows}</table>'
        )


_KINDS: Final = {"q": "CH₃", "t": "CH₂", "d": "CH", "s": "C without H"}


def mystery(group: int) -> Mystery:
    """The unknown molecule of a group: its formula and its measured ¹³C spectrum.

    Parameters
    ----------
    group
        The number that the group was given, from 1; neighbours have different molecules. 0 is for practice.

    Returns
    -------
    Mystery
        With ``formula``, ``peaks`` and ``target``, what a run looks for; ``misfit(smiles)`` compares an isomer with it.

    Raises
    ------
    ParameterError

    Examples
    --------
    >>> import sawidget as sa
    >>> sa.mystery(2)
    Mystery of group 2: C7H14O, lines at 7.9 q  13.9 q  22.5 t  26.2 t  35.9 t  42.2 t  211.8 s
    """
    given: object = group
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= _MOST:
        message = f"group must be the number of a group, from 1 (0 is for practice), not {group!r}"
        raise ParameterError(Problem("group", group, message))
    formula, lines, sealed = _SPECTRA[_place(group)]
    return Mystery(group, formula, [[float(line[:-1]), line[-1], None] for line in lines.split()], sealed)


def _place(group: int) -> int:
    """Where the spectrum of a group stands: the one for practice belongs to group 0 alone."""
    return 1 + (group - 1) % (len(_SPECTRA) - 1) if group else 0
