"""Harmattan: from open reports about an insurgent blockade to a checked picture and an honest outlook."""

__version__ = "0.1.0"
