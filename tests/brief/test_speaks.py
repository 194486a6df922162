"""The brief counts reports by what the mechanisms weigh: a metric that a mechanism speaks to must speak to a quantity here."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from harmattan.models.control.evidence import TELLS
from harmattan.models.supply.expect import METRICS
from harmattan.models.violence.expect import ATTACKS
from harmattan.models.violence.expect import METRICS as VIOLENCE


def spoken(quantity: str = "") -> tuple[str, ...]:
    text = files("harmattan.brief").joinpath("speaks.csv").read_text(encoding="utf-8")
    return tuple(row["metric"] for row in csv.DictReader(text.splitlines()) if quantity in ("", row["quantity"]))


@pytest.mark.parametrize("metrics", [METRICS, TELLS, VIOLENCE, ATTACKS])
def test_every_metric_that_weighs_is_counted_somewhere(metrics: tuple[str, ...]) -> None:
    silent = [metric for metric in metrics if not metric.startswith(spoken())]
    assert silent == []


def test_what_tells_of_control_is_counted_as_such() -> None:
    assert set(spoken("control")) == set(TELLS)
