"""A case: everything Harmattan knows about one crisis, read from one folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from harmattan.world.atlas import Atlas
from harmattan.world.choice import Course, Scenario
from harmattan.world.prior import Prior
from harmattan.world.protection import Protection
from harmattan.world.report import Reports

__all__ = ["Case", "EvidenceSettings", "Settings"]


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """How far a report may be from the truth, as standard deviations of the logarithm.

    Args:
        error_high: for rows of high confidence.
        error_medium: for rows of medium confidence.
        error_low: for rows of low confidence.
        error_about: added in quadrature for "about".
        source_bias: standard deviation of the bias that all rows of one source share.
        trust_high: chance that an event in a row of high confidence happened as told.
        trust_medium: the same for medium confidence.
        trust_low: the same for low confidence.
        reporting_low: 5 % quantile of the share of ambushes that is reported.
        reporting_high: 95 % quantile of that share.
        reporting_lag_days: days in which half of the reports of an event come in.
        source: where these come from.
    """

    error_high: float
    error_medium: float
    error_low: float
    error_about: float
    source_bias: float
    trust_high: float
    trust_medium: float
    trust_low: float
    reporting_low: float
    reporting_high: float
    reporting_lag_days: float
    source: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of case.toml.

    Args:
        title: title in English.
        title_fr: title in French.
        country: two-letter code of the country under blockade; only there do armed groups attack tankers.
        first_day: first day that is simulated; the belief about that day comes from the priors.
        as_of: cut-off date used when none is given.
        horizon_days: days foreseen when no horizon is given.
        draws: draws used when no number is given.
        seed: seed used when none is given.
        language: language of the brief when none is given.
        products: fuels told apart.
        focus: ids of the places shown first.
        models: names of the mechanisms, in any order.
        model_settings: settings of each mechanism by its name.
        evidence: how far reports may be from the truth.
    """

    title: str
    title_fr: str
    country: str
    first_day: date
    as_of: date
    horizon_days: int
    draws: int
    seed: int
    language: str
    products: tuple[str, ...]
    focus: tuple[str, ...]
    models: tuple[str, ...]
    model_settings: Mapping[str, Mapping[str, float]]
    evidence: EvidenceSettings


@dataclass(frozen=True)
class Case:
    """One crisis: settings, atlas, priors, reports, scenarios, courses and protections, all checked."""

    id: str
    settings: Settings
    atlas: Atlas
    priors: tuple[Prior, ...]
    reports: Reports
    scenarios: tuple[Scenario, ...]
    courses: tuple[Course, ...]
    protections: tuple[Protection, ...] = ()
