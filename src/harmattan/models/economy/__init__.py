"""Economy of the war: what mines, ransom and taxes bring armed groups, and what attacks on mines cost the state."""

from harmattan.models.economy.baseline import beyond_first_rate
from harmattan.models.economy.model import Economy, economy

__all__ = ["Economy", "beyond_first_rate", "economy"]
