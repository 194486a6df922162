"""Who holds what: a hidden Markov model over places joined by roads, with "unknown" by a stated rule."""

from harmattan.models.control.model import Control, control
from harmattan.models.control.unknown import UNKNOWN, known_levels, weight_heard

__all__ = ["UNKNOWN", "Control", "control", "known_levels", "weight_heard"]
