"""Violence: attacks of armed groups by area and day, the deaths in them, and where in an area they fall."""

from harmattan.models.violence.downscale import downscale
from harmattan.models.violence.ground import Ground, ground_of
from harmattan.models.violence.model import Violence, violence
from harmattan.models.violence.months import months

__all__ = ["Ground", "Violence", "downscale", "ground_of", "months", "violence"]
