"""Fuel supply: sources, corridors, tankers, ambushes, depots, cities, priorities, stock and what is not served."""

from harmattan.models.supply.model import Supply, supply

__all__ = ["Supply", "supply"]
