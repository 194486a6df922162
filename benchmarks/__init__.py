"""Measured claims about speed and skill, one file each, beside a named peer. Run one with `python -m benchmarks.NAME`."""
