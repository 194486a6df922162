"""Mechanisms: one folder each; they never import each other and meet only in the list of a day."""
