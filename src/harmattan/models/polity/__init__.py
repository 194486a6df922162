"""Polity: the pressure on a government, and what it brings about: fall, talks, deal, lull, local pacts, cities taken."""

from harmattan.models.polity.model import Polity, polity

__all__ = ["Polity", "polity"]
