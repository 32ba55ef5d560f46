"""Energies that a user writes, and what the user is told when they fail."""

from __future__ import annotations

import functools
import math
import os
import pickle
import random
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import rdMolDescriptors

import saserver.engine.graph as sa
from saserver.engine.energies import CustomEnergy, as_energy, bind, check_invariance, energies, energy, lookup, registry
from saserver.engine.errors import EnergyError, ParameterError
from saserver.engine.graph import Graph

ISOPENTANE = Graph.from_mol(Chem.MolFromSmiles("CCC(C)C"))


@pytest.fixture(autouse=True)
def _nothing_stays_registered() -> Iterator[None]:
    before = dict(registry._own)
    yield
    registry._own.clear()
    registry._own.update(before)


def evaluate(custom: CustomEnergy, graph: Graph = ISOPENTANE) -> float:
    (component,) = bind(graph.elements, sum(graph.hydrogens), {custom.name: 1.0}, {})
    return component.value(graph)


def failure(custom: CustomEnergy) -> EnergyError:
    with pytest.raises(EnergyError) as caught:
        evaluate(custom)
    assert caught.value.name == custom.name
    return caught.value


def returning(value: object) -> CustomEnergy:
    return energy(lambda mol: value, name="returning")


def plain(mol: Chem.Mol) -> int:
    """Number of atoms.

    Not shown.
    """
    return int(mol.GetNumAtoms())


def inverse(x: float) -> float:
    return 1 / x  # the line that fails


# ---------------------------------------------------------------- decorating


def test_a_function_of_a_molecule_becomes_an_energy_and_stays_callable() -> None:
    custom = energy(plain)
    assert evaluate(custom) == 5.0
    assert custom("CCO") == custom(Chem.MolFromSmiles("CCO")) == 3
    assert custom(ISOPENTANE) == 5
    assert repr(custom) == "<energy plain of a molecule>"


def test_a_function_of_a_graph_is_known_by_its_annotation_or_its_name() -> None:
    @energy
    def by_name(graph):  # type: ignore[no-untyped-def]
        return graph.hydrogens[0] * 0 + len(graph)

    @energy
    def by_text(g: sa.Graph) -> int:
        return len(g)

    def annotated(g):  # type: ignore[no-untyped-def]
        return len(g)

    annotated.__annotations__["g"] = Graph
    for custom in (by_name, by_text, energy(annotated)):
        assert custom.takes_graph
        assert evaluate(custom) == 5
        assert custom("CCO") == custom(Chem.MolFromSmiles("CCO")) == 3
    assert repr(by_name) == "<energy by_name of a graph>"

    @energy
    def a_molecule(graph: Chem.Mol) -> int:
        return int(graph.GetNumAtoms())

    assert evaluate(a_molecule) == 5


def test_name_label_unit_and_help_may_be_given_and_have_defaults() -> None:
    assert energy(plain).energy.help == "Number of atoms."
    assert energy(name="heavy_atoms")(plain).label == "heavy atoms"
    custom = energy(name="heavy", label="Heavy", unit="atoms", help="How heavy")(plain)
    entry = energies()["heavy"]
    assert (custom.name, entry.label, entry.unit, entry.help) == ("heavy", "Heavy", "atoms", "How heavy")


def test_running_a_cell_again_replaces_the_energy() -> None:
    energy(lambda mol: 1, name="again")
    custom = energy(lambda mol: 2, name="again")
    assert list(energies()).count("again") == 1
    assert evaluate(custom) == 2


def test_functions_of_rdkit_can_be_taken_as_they_are() -> None:
    assert evaluate(energy(rdMolDescriptors.CalcTPSA)) == 0
    assert evaluate(energy(rdMolDescriptors.CalcNumRotatableBonds, name="rotors")) == 1


def test_further_arguments_are_allowed_if_they_have_defaults() -> None:
    @energy
    def scaled(mol: Chem.Mol, scale: int = 2) -> int:
        return scale * plain(mol)

    assert evaluate(scaled) == 10


@pytest.mark.parametrize(
    ("decorate", "words"),
    [
        (lambda: energy(lambda: 1, name="f"), ["f()", "takes no argument", "def f(mol):"]),  # type: ignore[arg-type, misc]
        (lambda: energy(lambda a, b: 1, name="f"), ["f(a, b)", "one argument, the molecule"]),  # type: ignore[arg-type, misc]
        (lambda: energy(lambda mol: 1), ["'<lambda>'", "name='my_energy'"]),
        (lambda: energy(plain, name="my energy"), ["'my energy'", "letters, digits and _"]),
        (lambda: energy(plain, name="rings"), ["'rings'", "built-in", "'my_rings'"]),
        (lambda: energy("rings"), ["@sa.energy(name=…)", "'rings'"]),  # type: ignore[call-overload]
    ],
)
def test_what_cannot_be_an_energy_is_refused_where_it_is_decorated(
    decorate: Callable[[], object], words: list[str]
) -> None:
    with pytest.raises(ParameterError) as caught:
        decorate()
    for word in words:
        assert word in str(caught.value)


def test_an_energy_that_is_not_listed_is_taken_as_a_function_only() -> None:
    energy(lambda mol: 1, name="quiet")
    quiet = energy(listed=False, name="quiet")(plain)
    assert "quiet" not in energies()
    assert as_energy(quiet) == quiet.energy
    with pytest.raises(ParameterError, match="there is no energy 'quiet'"):
        as_energy("quiet")
    with pytest.raises(ParameterError, match="built-in"):
        energy(plain, name="rings", listed=False)


def test_a_refused_energy_is_not_registered() -> None:
    with pytest.raises(ParameterError):
        energy(lambda a, b: 1, name="not_there")  # type: ignore[arg-type, misc]
    assert "not_there" not in energies()


def test_a_text_that_is_no_smiles_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ParameterError, match="'C1C' is not a SMILES"):
        energy(plain)("C1C")


# ---------------------------------------------------------------- choosing


def test_the_parameter_energy_takes_a_name_a_decorated_function_or_an_energy() -> None:
    custom = energy(plain)
    assert as_energy("plain").bind((), 0, {}).value(ISOPENTANE) == 5
    assert as_energy(custom).name == as_energy(custom.energy).name == "plain"
    assert as_energy("rings") is as_energy(lookup("rings")) is lookup("rings")


def test_the_object_counts_even_if_its_name_was_taken_by_another() -> None:
    first = energy(lambda mol: 1, name="same")
    energy(lambda mol: 2, name="same")
    (component,) = bind(("C",) * 5, 12, {"same": 1.0}, {}, given=[as_energy(first)])
    assert component.value(ISOPENTANE) == 1


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (plain, ["plain", "@sa.energy above its def", "energy=sa.energy(plain)"]),
        ("plane", ["'plane'", "wiener_index, logp"]),
        (3, ["not 3", "'wiener_index'"]),
    ],
)
def test_other_choices_are_refused_with_the_remedy(choice: object, words: list[str]) -> None:
    with pytest.raises(ParameterError) as caught:
        as_energy(choice)
    assert caught.value.problems[0].field == "energy"
    for word in words:
        assert word in str(caught.value)


# ---------------------------------------------------------------- failing


def test_an_exception_shows_the_users_line_the_molecule_and_how_to_repeat_it() -> None:
    @energy
    def bad(mol: Chem.Mol) -> float:
        zero = mol.GetNumAtoms() - 5
        return inverse(zero)

    error = failure(bad)
    assert error.source == "return 1 / x  # the line that fails"
    assert error.line == inverse.__code__.co_firstlineno + 1
    assert str(error) == (
        "bad raised ZeroDivisionError: division by zero\n"
        "  for the molecule CCC(C)C; to see it alone, run bad('CCC(C)C')\n"
        f"  line {error.line}: return 1 / x  # the line that fails"
    )
    assert isinstance(error.__cause__, ZeroDivisionError)


def test_an_exception_inside_a_library_shows_the_line_that_called_it() -> None:
    @energy
    def bad(graph: Graph) -> float:
        text = "not a molecule"
        return len(textwrap.wrap(text, width=0))

    assert failure(bad).source == "return len(textwrap.wrap(text, width=0))"


def test_a_wrapped_function_is_found_below_its_wrappers() -> None:
    @energy
    @functools.lru_cache
    def bad(graph: Graph) -> float:
        return inverse(0)

    def with_scale(scale: float, mol: Chem.Mol) -> float:
        return math.nan * scale

    assert failure(bad).source == "return 1 / x  # the line that fails"
    assert failure(energy(functools.partial(with_scale, 2.0), name="bad")).source == "return math.nan * scale"


def test_calling_an_energy_directly_leaves_its_exceptions_alone() -> None:
    @energy
    def bad(mol: Chem.Mol) -> float:
        return inverse(0)

    with pytest.raises(ZeroDivisionError):
        bad("CCO")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (math.nan, "returned nan for the molecule CCC(C)C; an energy must be a finite number: look for 0/0"),
        (np.float32("nan"), "returned nan"),
        (math.inf, "returned inf for the molecule CCC(C)C; an energy must be a finite number: look for a division"),
        (-np.inf, "returned -inf"),
        (10**400, "an energy must be a finite number"),
        (None, "did you forget `return`"),
        ("3.5", "returned str '3.5' for the molecule CCC(C)C; an energy must be a number, not text"),
        (1 + 2j, "returned complex (1+2j) for the molecule CCC(C)C; an energy must be a real number"),
        (np.array([1.0, 2.0]), "returned an array of shape (2,) for the molecule CCC(C)C; an energy must be a single"),
        ([1, 2], "returned list [1, 2]"),
        (math.sin, "did you forget the parentheses"),
        (b"x" * 1000, "returned bytes b'xxx"),
    ],
)
def test_what_is_no_energy_is_refused_with_the_remedy(value: object, words: str) -> None:
    error = failure(returning(value))
    assert words in str(error)
    assert error.source == 'return energy(lambda mol: value, name="returning")'
    assert len(str(error)) < 400


@pytest.mark.parametrize("value", [2, 2.0, np.int32(2), np.float32(2), np.uint8(2)])
def test_every_real_number_is_an_energy(value: Any) -> None:
    result = evaluate(returning(value))
    assert type(result) is float
    assert result == 2.0


@pytest.mark.parametrize("value", [True, np.bool_(True)])
def test_a_truth_value_counts_as_0_or_1(value: Any) -> None:
    assert evaluate(returning(value)) == 1.0


def test_a_wrong_value_is_shown_with_the_line_that_returns_it() -> None:
    @energy(unit="atoms")
    def one_return(mol: Chem.Mol) -> float:
        def inner() -> float:
            return 1.0

        return inner() * math.nan

    @energy
    def two_returns(mol: Chem.Mol) -> float:
        if mol.GetNumAtoms() > 100:
            return 0.0
        return math.nan

    @energy
    def no_return(mol: Chem.Mol) -> None:
        def inner() -> float:
            return 1.0

    assert failure(one_return).source == "return inner() * math.nan"
    assert failure(two_returns).source == "def two_returns(mol: Chem.Mol) -> float:"
    assert failure(no_return).source == "def no_return(mol: Chem.Mol) -> None:"


def test_an_interrupt_is_not_taken_for_a_failure() -> None:
    @energy
    def interrupted(mol: Chem.Mol) -> float:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evaluate(interrupted)


def test_what_a_function_does_to_its_molecule_does_not_reach_the_run() -> None:
    benzene = Graph.from_mol(Chem.MolFromSmiles("c1ccccc1"))

    @energy
    def careless(mol: Chem.Mol) -> float:
        Chem.Kekulize(mol, clearAromaticFlags=True)
        return 1.0

    evaluate(careless, benzene)
    assert benzene.smiles == "c1ccccc1"


def test_a_function_cannot_spoil_the_graph_for_the_others() -> None:
    @energy
    def careless(graph: Graph) -> float:
        graph.distances[0] = 0
        return 1.0

    assert failure(careless).source == "graph.distances[0] = 0"


def test_a_function_without_source_still_says_what_happened() -> None:
    namespace: dict[str, Any] = {}
    exec("def bad(mol):\n    return 1 / 0", namespace)
    error = failure(energy(namespace["bad"]))
    assert (error.line, error.source) == (2, None)
    assert str(error).endswith("line 2:")


def test_the_lines_of_notebook_cells_are_shown(tmp_path: Path) -> None:
    script = """
        from IPython.core.interactiveshell import InteractiveShell
        shell = InteractiveShell()
        shell.run_cell("def helper(x):\\n    # a comment\\n    return 1 / x", store_history=True)
        shell.run_cell(
            "from saserver.engine.energies import energy\\nfrom saserver.engine.graph import Graph\\n"
            "@energy\\ndef bad(graph):\\n    return helper(len(graph) - 1)\\n"
            "@energy(\\n    unit='x')\\ndef none(graph):\\n    pass", store_history=True)
        shell.run_cell("bad.value(Graph(('C',), ((0,),)))", store_history=True)
        shell.run_cell("none.value(Graph(('C',), ((0,),)))", store_history=True)
    """
    environment = os.environ | {"IPYTHONDIR": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    shown = done.stdout
    assert "EnergyError: bad raised ZeroDivisionError: division by zero" in shown, done.stderr
    assert "line 3: return 1 / x" in shown
    assert "line 8: def none(graph):" in shown
    assert "Traceback" not in shown


# ---------------------------------------------------------------- depending on the numbering


def variant(custom: CustomEnergy, smiles: str) -> EnergyError:
    graph = Graph.from_mol(Chem.MolFromSmiles(smiles))
    with pytest.raises(EnergyError) as caught:
        check_invariance(custom.value, graph, custom.name)
    return caught.value


@pytest.mark.parametrize("smiles", ["CCCC", "CCCCCCCC", "OCCO", "C1CCCCC1O", "CCCCCCCCCCO"])
def test_an_energy_of_a_single_atoms_surroundings_is_refused(smiles: str) -> None:
    @energy
    def first_degree(graph: Graph) -> float:
        return len(graph.neighbours[0]) + 10 * graph.hydrogens[0]

    error = variant(first_degree, smiles)
    assert "first_degree depends on how the atoms are numbered: " in str(error)
    assert "sums, counts, minima or maxima" in str(error)
    assert error.source == "def first_degree(graph: Graph) -> float:"


def test_an_energy_of_neighbouring_numbers_is_refused() -> None:
    @energy
    def along(mol: Chem.Mol) -> float:
        return sum(abs(bond.GetBeginAtomIdx() - bond.GetEndAtomIdx()) for bond in mol.GetBonds())

    assert "depends on how the atoms are numbered" in str(variant(along, "CCCCCC"))


@pytest.mark.parametrize("smiles", ["C", "CC", "CCCCC"])
def test_a_random_energy_is_refused_as_such(smiles: str) -> None:
    generator = random.Random(1)
    error = variant(energy(lambda mol: generator.random(), name="noise"), smiles)
    assert "gives two values for" in str(error)
    assert "random" in str(error)


@pytest.mark.parametrize("smiles", ["C", "CC", "CCCCCC", "c1ccccc1O", "CC(C)=CCCC(C)=CC=O"])
@pytest.mark.parametrize("name", ["wiener_index", "logp", "rings"])
def test_the_energies_of_molecules_pass(name: str, smiles: str) -> None:
    graph = Graph.from_mol(Chem.MolFromSmiles(smiles))
    check_invariance(lookup(name).bind(graph.elements, sum(graph.hydrogens), {}).value, graph, name)


def test_rounding_is_no_dependence_on_the_numbering() -> None:
    @energy
    def rounding(graph: Graph) -> float:
        return sum(0.1 * 1.7 ** (h + 3 * len(n)) for h, n in zip(graph.hydrogens, graph.neighbours, strict=True))

    check_invariance(rounding.value, Graph.from_mol(Chem.MolFromSmiles("CCC(C)CC(O)CN")), "rounding")


# ---------------------------------------------------------------- travelling


def test_an_energy_and_its_error_can_be_sent_to_another_process() -> None:
    custom = energy(plain, name="travels")
    assert pickle.loads(pickle.dumps(custom)).value(ISOPENTANE) == 5
    error = failure(returning(None))
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.name, copy.line, copy.source) == (str(error), error.name, error.line, error.source)
