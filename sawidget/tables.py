"""A result as files that other programs read."""

from __future__ import annotations

import csv
import io

from rdkit import Chem
from rdkit.Chem import rdDepictor

from saserver.engine import HISTORY, Result


def history_csv(result: Result) -> str:
    """One line per row of the history; floats keep every bit."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(HISTORY.names or ())
    rows.writerows(result.history.tolist())
    return text.getvalue()


def molecules_sdf(result: Result) -> str:
    """Three records with coordinates for drawing; which one is which stands in the field ``role``."""
    text = io.StringIO()
    with Chem.SDWriter(text) as writer:
        for role, graph, energy in (
            ("best", result.best, result.best_energy),
            ("final", result.final, result.final_energy),
            ("initial", result.initial, result.initial_energy),
        ):
            mol = Chem.Mol(graph.mol)
            rdDepictor.Compute2DCoords(mol)
            mol.SetProp("_Name", f"{role} {graph.smiles}")
            properties = {
                "role": role,
                "smiles": graph.smiles,
                "energy": repr(energy),
                "seed": result.parameters["seed"],
            }
            for name, value in properties.items():
                mol.SetProp(name, str(value))
            writer.write(mol)
    return text.getvalue()
