"""Blockade: which state each corridor is in, judged from attacks on those under way and from what still arrives."""

from harmattan.models.blockade.detect import blockaded, blockaded_since, detect
from harmattan.models.blockade.model import Blockade, blockade
from harmattan.models.blockade.online import Sightings, Standing, standing, watch
from harmattan.models.blockade.told import sightings

__all__ = [
    "Blockade",
    "Sightings",
    "Standing",
    "blockade",
    "blockaded",
    "blockaded_since",
    "detect",
    "sightings",
    "standing",
    "watch",
]
