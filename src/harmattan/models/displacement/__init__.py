"""Displacement: who leaves home, which way they walk, where they stay."""

from harmattan.models.displacement.model import Displacement, displacement

__all__ = ["Displacement", "displacement"]
