"""Blockade: which state each corridor is in, judged from attacks on those under way and from what still arrives."""

from harmattan.models.blockade.detect import blockaded, blockaded_since, detect
from harmattan.models.blockade.model import Blockade, blockade

__all__ = ["Blockade", "blockade", "blockaded", "blockaded_since", "detect"]
