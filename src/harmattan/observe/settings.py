"""Read case.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from harmattan.errors import Fault, nearest
from harmattan.observe.toml import Form, key_fault, read_form
from harmattan.world.case import EvidenceSettings, Settings

__all__ = ["CaseFile", "Day", "ReadSettings", "Words", "read_settings"]

Day = Annotated[date, Field(ge=date(1800, 1, 1), le=date(2199, 12, 31))]
Words = Annotated[str, Field(min_length=1, max_length=4000)]
_Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
_Error = Annotated[float, Field(gt=0, le=10)]
_Share = Annotated[float, Field(gt=0, le=1)]


class EvidenceTable(Form):
    """Table [evidence] of case.toml."""

    error_high: _Error = Field(description="standard deviation of the logarithm, rows of high confidence")
    error_medium: _Error = Field(description="standard deviation of the logarithm, rows of medium confidence")
    error_low: _Error = Field(description="standard deviation of the logarithm, rows of low confidence")
    error_about: _Error = Field(description="added in quadrature for 'about'")
    source_bias: Annotated[float, Field(ge=0, le=10)] = Field(description="standard deviation of the bias of a source")
    trust_high: _Share = Field(description="chance that an event in a row of high confidence happened as told")
    trust_medium: _Share = Field(description="the same for medium confidence")
    trust_low: _Share = Field(description="the same for low confidence")
    reporting_low: _Share = Field(description="5 % quantile of the share of ambushes that is reported")
    reporting_high: _Share = Field(description="95 % quantile of that share")
    reporting_lag_days: Annotated[float, Field(gt=0, le=3660)] = Field(
        description="days in which half of the reports come in"
    )
    source: Words = Field(description="where these numbers come from")


class CaseFile(Form):
    """Keys of case.toml."""

    title: Words = Field(description="title in English")
    title_fr: Words = Field(description="title in French")
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = Field(
        description="two-letter code of the country under blockade"
    )
    first_day: Day = Field(description="first day that is simulated")
    as_of: Day = Field(description="cut-off date when none is given")
    horizon_days: Annotated[int, Field(ge=1, le=3660)] = Field(description="days foreseen when no horizon is given")
    draws: Annotated[int, Field(ge=1, le=1_000_000)] = Field(description="draws used when no number is given")
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = Field(description="seed when none is given")
    language: Literal["en", "fr"] = Field(description="language of the brief when none is given")
    products: Annotated[list[_Name], Field(min_length=1)] = Field(description="fuels told apart")
    focus: list[str] = Field(default=[], description="ids of the places shown first")
    models: Annotated[list[_Name], Field(min_length=1)] = Field(description="names of the mechanisms")
    scenarios: Annotated[list[_Name], Field(min_length=1)] = Field(
        description="files scenarios/NAME.toml, reference first"
    )
    courses: Annotated[list[_Name], Field(min_length=1)] = Field(description="files courses/NAME.toml, reference first")
    evidence: EvidenceTable = Field(description="the table [evidence]")
    model: dict[str, dict[str, float]] = Field(default={}, description="tables [model.NAME] of numbers")


@dataclass(frozen=True)
class ReadSettings:
    """What came of reading case.toml.

    Args:
        file: the file as a form; None when a key is wrong.
        text: the file as written.
        scenarios: names of the listed scenario files that exist.
        courses: names of the listed course files that exist.
        faults: every fault of the file by itself.
    """

    file: CaseFile | None
    text: str
    scenarios: tuple[str, ...]
    courses: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def country(self) -> str:
        """Country under blockade; empty when it could not be read."""
        return self.file.country if self.file else ""

    def against(self, places: Sequence[str], countries: Iterable[str]) -> list[Fault]:
        """Check the names that case.toml uses.

        Args:
            places: ids of the places.
            countries: countries that have a place.

        Returns:
            Faults for focus places that do not exist and for a country without places.
        """
        if self.file is None:
            return []
        known = set(places)
        faults = [
            key_fault("case.toml", self.text, ("focus", at), name, "the id of a place", nearest(name[:60], places))
            for at, name in enumerate(self.file.focus)
            if name not in known
        ]
        present = sorted(set(countries))
        if self.country not in present:
            allowed = "a country that has a place in atlas/places.csv: " + ", ".join(present)
            faults.append(key_fault("case.toml", self.text, ("country",), self.country, allowed))
        return faults

    def settings(self) -> Settings:
        """Turn a sound file into settings.

        Returns:
            The settings.

        Raises:
            ValueError: the file has faults.
        """
        if self.file is None:
            raise ValueError("case.toml has faults and gives no settings")
        return Settings(
            **self.file.model_dump(
                exclude={"products", "focus", "models", "scenarios", "courses", "evidence", "model"}
            ),
            products=tuple(self.file.products),
            focus=tuple(self.file.focus),
            models=tuple(self.file.models),
            model_settings=self.file.model,
            evidence=EvidenceSettings(**self.file.evidence.model_dump()),
        )


def read_settings(folder: Path) -> ReadSettings:
    """Read case.toml and check it by itself.

    Args:
        folder: the case folder.

    Returns:
        The file, and every fault in it.
    """
    file, text, faults = read_form(folder, "case.toml", CaseFile)
    there = {kind: _there(folder, kind, text) for kind in ("scenarios", "courses")}
    if file is not None:
        faults = (*_order_faults(file, text), *_list_faults(file, text), *_listed_faults(folder, file, text))
    return ReadSettings(file, text, **there, faults=faults)


def _there(folder: Path, kind: str, text: str) -> tuple[str, ...]:
    """Name the listed files that exist, even where other keys are wrong, so that their faults are found as well."""
    try:
        listed = tomllib.loads(text).get(kind)
    except (ValueError, RecursionError):
        return ()
    names = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    shapely = [name for name in dict.fromkeys(names) if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", name)]
    return tuple(name for name in shapely if (folder / kind / f"{name}.toml").exists())


def _order_faults(file: CaseFile, text: str) -> list[Fault]:
    faults = []
    if file.as_of < file.first_day:
        allowed = f"a day from first_day ({file.first_day}) on"
        faults.append(key_fault("case.toml", text, ("as_of",), file.as_of, allowed))
    low, high = file.evidence.reporting_low, file.evidence.reporting_high
    if low > high:
        faults.append(
            key_fault("case.toml", text, ("evidence", "reporting_low"), low, f"at most reporting_high ({high:g})")
        )
    for name in file.model:
        if name not in file.models:
            what = "a name listed in models"
            faults.append(key_fault("case.toml", text, ("model", name), name, what, nearest(name, file.models)))
    return faults


def _list_faults(file: CaseFile, text: str) -> list[Fault]:
    lists = {key: getattr(file, key) for key in ("products", "focus", "models", "scenarios", "courses")}
    return [
        key_fault("case.toml", text, (key, at), name, "each name once")
        for key, names in lists.items()
        for at, name in enumerate(names)
        if name in names[:at]
    ]


def _listed_faults(folder: Path, file: CaseFile, text: str) -> list[Fault]:
    faults = []
    for kind, names in (("scenarios", file.scenarios), ("courses", file.courses)):
        stems = sorted(path.stem for path in (folder / kind).glob("*.toml"))
        for at, name in enumerate(names):
            if not (folder / kind / f"{name}.toml").exists():
                what = f"the name of a file {kind}/NAME.toml that is there"
                free = [stem for stem in stems if re.fullmatch(r"[a-z0-9_-]+", stem)]
                faults.append(key_fault("case.toml", text, (kind, at), name, what, nearest(name, free)))
    return faults
