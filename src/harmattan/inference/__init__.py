"""Algorithms on arrays; nothing in here knows of war."""
