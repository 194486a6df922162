"""Readers of a case folder: strict about its form, patient with what reports say, and never silent about either."""
