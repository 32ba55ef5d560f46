"""The exercises of lesson 8: a molecule from its formula and its spectrum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final

from rdkit import Chem
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

from saserver.engine import ParameterError
from sawidget.checks.exercise import KIND, Exercise, Mistake, Unstarted, shown
from sawidget.checks.single import OTHER, choice
from sawidget.mysteries import Mystery

#: Carbons, hydrogens, nitrogens, halogens.
_FORMULAS: Final = ((6, 14, 0, 0), (6, 6, 0, 0), (6, 12, 0, 0), (5, 5, 1, 0), (2, 4, 0, 2), (3, 9, 1, 0), (8, 10, 0, 0))
#: ppm by which a competitor may be worse than the best.
_FAR: Final = 100.0
_HYDROGENS: Final = "sdtq"
_PRACTICE: Final = Mistake("practice", "This is the mystery of group 0.")
_YOURS: Final = ("That was for practice. Set GROUP to the number of your group.",)


def _unsaturation(c: int, h: int, n: int, x: int) -> float:
    return (2 * c + 2 + n - h - x) / 2


#: What a typical mistake returns.
_MISTAKES: Final[Mapping[str, Callable[[int, int, int, int], float]]] = {
    "half": lambda c, h, n, x: 2 * _unsaturation(c, h, n, x),
    "nitrogen": lambda c, h, n, x: _unsaturation(c, h, 0, x),
    "minus nitrogen": lambda c, h, n, x: _unsaturation(c, h, -n, x),
    "halogens": lambda c, h, n, x: _unsaturation(c, h, n, 0),
    "plus halogens": lambda c, h, n, x: _unsaturation(c, h, n, -x),
    "plus halogens, minus nitrogen": lambda c, h, n, x: _unsaturation(c, h, -n, -x),
    "nitrogen and halogens": lambda c, h, n, x: _unsaturation(c, h, 0, 0),
    "ends": lambda c, h, n, x: _unsaturation(c, h, n, x) - 1,
    "sign": lambda c, h, n, x: -_unsaturation(c, h, n, x),
}


def _judge_unsaturation(unsaturation: Any) -> Mistake | None:
    answers = [float(unsaturation(*formula)) for formula in _FORMULAS]
    for formula, answer in zip(_FORMULAS, answers, strict=True):
        if answer != _unsaturation(*formula):
            c, h, n, x = formula
            seen = f"For c = {c}, h = {h}, n = {n}, x = {x} your function returned {answer:g}."
            fitting = (name for name, wrong in _MISTAKES.items() if answers == [wrong(*one) for one in _FORMULAS])
            return Mistake(next(fitting, OTHER).partition(",")[0], seen)
    return None


def _judge_candidates(answer: Any) -> Mistake | None:
    mystery, candidates = _parts(answer)
    if mystery.group == 0:
        return _PRACTICE
    if isinstance(candidates, str):
        return Mistake("few", f"You hand in one text, {shown(candidates)}.")
    given = list(candidates)
    if not given:
        raise Unstarted
    known: list[str] = []
    for smiles in given:
        if mistake := _unreadable(mystery, smiles):
            return mistake
        known.append(mystery.canonical(smiles))
    twice = [smiles for smiles, times in Counter(known).items() if times > 1]
    if twice:
        return Mistake("twice", f"{twice[0]} is in your list more than once, perhaps written otherwise.")
    if len(known) < 3:
        return Mistake("few", f"Your list has {len(known)}.")
    misfits = [mystery.misfit(smiles) for smiles in known]
    table = "\n".join(f"{misfit:7.1f} ppm  {smiles}" for misfit, smiles in zip(misfits, given, strict=True))
    if any(later < earlier - 1e-6 for earlier, later in pairwise(misfits)):
        return Mistake("order", table)
    if misfits[-1] > misfits[0] + _FAR:
        return Mistake("far", table)
    return None


def _judge_molecule(answer: Any) -> Mistake | None:
    mystery, smiles = _parts(answer)
    if mistake := _unreadable(mystery, smiles):
        return mistake
    if mystery.group == 0:
        return _PRACTICE
    if mystery.solved_by(smiles):
        return None
    lines = Counter(str(kind) for _, kind, _ in mystery.peaks)
    found = _kinds(Chem.MolFromSmiles(smiles))
    misfit = f"{smiles} misses the spectrum by {mystery.misfit(smiles):.1f} ppm."
    if found.total() != lines.total():
        seen = f"{smiles} has {found.total()} kinds of carbon, the spectrum {lines.total()} lines."
        return Mistake("lines", seen)
    if found != lines:
        return Mistake("kinds", f"{smiles} has {_told(found)}, the spectrum {_told(lines)}.")
    return Mistake(OTHER, misfit)


def _parts(answer: Any) -> tuple[Mystery, Any]:
    mystery, given = answer
    if not isinstance(mystery, Mystery):
        raise TypeError("no mystery")
    if isinstance(given, tuple) and given and isinstance(given[0], Mystery):
        _, given = given  # who reads that a mystery is wanted puts it in; the lesson's cell adds it, too
    if given is ... or given is None:
        raise Unstarted
    return mystery, given


def _unreadable(mystery: Mystery, smiles: Any) -> Mistake | None:
    """What keeps a text from being an isomer."""
    if not isinstance(smiles, str):
        return Mistake(KIND, f"{shown(smiles)} is no text.")
    try:
        mystery.misfit(smiles)
    except ParameterError as error:
        mol = Chem.MolFromSmiles(smiles)
        if mol is None:
            return Mistake("unreadable", f"{shown(smiles)} is no SMILES.")
        if (formula := CalcMolFormula(mol)) != mystery.formula:
            return Mistake("formula", f"{smiles} is {formula}, your mystery is {mystery.formula}.")
        return Mistake("unreadable", str(error))
    return None


def _kinds(mol: Chem.Mol) -> Counter[str]:
    """Kinds of carbon that symmetry leaves different, by their multiplicity."""
    ranks = Chem.CanonicalRankAtoms(mol, breakTies=False)
    carbons = {rank: atom for rank, atom in zip(ranks, mol.GetAtoms(), strict=True) if atom.GetAtomicNum() == 6}
    return Counter(_HYDROGENS[atom.GetTotalNumHs()] if atom.GetTotalNumHs() < 4 else "q" for atom in carbons.values())


def _told(kinds: Counter[str]) -> str:
    names = {"q": "CH3", "t": "CH2", "d": "CH", "s": "C"}
    return ", ".join(f"{kinds[kind]} {names[kind]}" for kind in "qtds" if kinds[kind])


EXERCISES = (
    Exercise(
        id="8.1",
        asks="a function unsaturation(c, h, n, x) that returns a number",
        judge=_judge_unsaturation,
        hints={
            "half": ("Each ring and each double bond costs *two* hydrogens. Divide by 2.",),
            "nitrogen": ("A nitrogen has three bonds: it brings room for one hydrogen more. Add n.",),
            "minus nitrogen": ("CH5N has no ring, and one hydrogen more than CH4. Does n count with plus or minus?",),
            "halogens": ("A halogen sits where a hydrogen could sit. Subtract x as you subtract h.",),
            "plus halogens": ("A halogen takes the place of a hydrogen. Which sign has x, then? Try CH3Cl: it has 0.",),
            "nitrogen and halogens": ("n and x play no part in your function. Try CH5N and CH3Cl: both have 0.",),
            "ends": ("Hexane, C6H14, should have 0: a chain of c carbons has 2c + 2 hydrogens.",),
            "sign": ("Your numbers are negative: hydrogens that are *missing* count.",),
            OTHER: (
                "How many hydrogens has a chain of c carbons? How many are missing? Two for each ring or double bond.",
                "(2c + 2 + n - h - x) / 2",
            ),
        },
        untested="sulfur and phosphorus. Oxygen with its two bonds changes nothing.",
    ),
    Exercise(
        id="8.2",
        asks='a list of SMILES, ["…", "…", "…"]. The cell adds your mystery',
        judge=_judge_candidates,
        hints={
            "practice": _YOURS,
            "few": (
                "One molecule is a claim, three are an argument. Add those that come next.",
                "Walk at a low temperature with sa.sample, as above, and take those with the smallest mine.misfit.",
            ),
            "unreadable": ("RDKit cannot read one of them. Copy SMILES from the output of a run, with quotes around.",),
            "formula": ("One of them has another formula. All candidates must be isomers of your mystery.",),
            "twice": (
                "The same molecule twice. mine.canonical(smiles) writes each in one way only. Mirror images, "
                "as with [C@] and [C@@], are one molecule here: these spectra cannot tell them apart.",
            ),
            "order": ("Begin with the smallest misfit: sorted(candidates, key=mine.misfit).",),
            "far": (
                "The last ones miss the spectrum by far: nobody would mistake them for the molecule. Find nearer ones.",
                "A walk at kT = 4, as above, visits the near ones.",
            ),
        },
        untested="whether there are better ones that you have not met. No search can know.",
    ),
    Exercise(
        id="8.3",
        asks='one SMILES alone, in quotes: "…". The cell adds your mystery',
        judge=_judge_molecule,
        hints={
            "unreadable": ("RDKit cannot read it. Copy a SMILES from the output of a run, with quotes around it.",),
            "formula": ("It has another formula than your mystery. Count the atoms once more, hydrogens, too.",),
            "practice": _YOURS,
            "lines": (
                "Each kind of carbon gives a line, and symmetry makes carbons alike. Compare the two numbers.",
                "More carbons than lines? Then the molecule is symmetric. Which of your candidates has this symmetry?",
            ),
            "kinds": ("The number of lines is right, but not how many hydrogens the carbons have: compare with DEPT.",),
            OTHER: (
                "Lines and multiplicities fit, but another isomer fits the shifts better. Make more runs, slower ones.",
                "Look at the lines of 50 ppm and more: a carbon beside oxygen. Which carbons, and how many, have it?",
            ),
        },
        untested="whether you would still be sure without the formula.",
    ),
    Exercise(
        id="8.4",
        asks='one of the letters "a", "b", "c" and "d"',
        judge=choice("8.4", "e46560c12d3dc66d", "abcd"),
        hints={
            "a": ("The prediction of each shift is uncertain by a few ppm. Is 1 ppm in all a difference?",),
            "b": ("More runs find the smallest misfit more surely. But both misfits are known already.",),
            "d": ("The molecule is one of two now, not of a thousand. That is a lot. How could one decide?",),
        },
        untested="which measurement you would choose.",
    ),
)
