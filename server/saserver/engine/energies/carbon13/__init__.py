"""``carbon13``: the distance between the predicted and the measured ¹³C spectrum."""

from saserver.engine.energies.carbon13.energy import CARBON13, carbon13_energy
from saserver.engine.energies.carbon13.prediction import Shift, predict_shifts

__all__ = ["CARBON13", "Shift", "carbon13_energy", "predict_shifts"]
