"""The brief counts reports by what the mechanisms weigh: a metric that a mechanism speaks to must speak to a quantity here."""

from __future__ import annotations

import csv
from importlib.resources import files

from harmattan.models.supply.expect import METRICS


def test_every_metric_that_weighs_on_supply_is_counted_somewhere() -> None:
    text = files("harmattan.brief").joinpath("speaks.csv").read_text(encoding="utf-8")
    spoken = [row["metric"] for row in csv.DictReader(text.splitlines())]
    silent = [metric for metric in METRICS if not any(metric.startswith(word) for word in spoken)]
    assert silent == []
