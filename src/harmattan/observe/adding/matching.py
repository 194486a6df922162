"""Find what a row tells of in the words that it uses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from harmattan.observe.adding.ground import Ground
from harmattan.observe.adding.words import Measure, measures, plain_unit, stems, units
from harmattan.observe.gazetteer import fold

__all__ = ["by_name", "factor_of", "found_by", "nearest_measures", "switched"]


def by_name(name: str, ground: Ground) -> Measure | None:
    """Find a measure by its table and metric.

    Args:
        name: such as `evidence/fuel.csv tankers_received`.
        ground: what is known.

    Returns:
        The measure; None where there is none.
    """
    return next((entry for entry in _all(ground) if name == f"{entry.file} {entry.metric}"), None)


def found_by(text: str, where: str, ground: Ground) -> tuple[Measure, ...]:
    """Find what a text names, word for word; small words, accents, plurals and the place of the row do not count.

    Args:
        text: what the row says it tells of.
        where: its place, which people like to say again.
        ground: what is known.

    Returns:
        Everything that it may mean; empty where its words are not known.
    """
    for words in (stems(text), stems(text) - stems(where)):
        found = tuple(entry for entry in _all(ground) if words and any(words == stems(said) for said in _said(entry)))
        if found:
            return found
    return ()


def nearest_measures(text: str, ground: Ground, most: int = 5) -> tuple[Measure, ...]:
    """Find what a text may have meant.

    Args:
        text: words that are not known.
        ground: what is known.
        most: most to give.

    Returns:
        The nearest, the best first; empty where nothing is near.
    """
    words, pairs = _shape(text)

    def likeness(entry: Measure) -> float:
        best = 0.0
        for said in _said(entry):
            other, spelled = _shape(said)
            both = len(words & other)
            shared = both / max(1, len(words | other))
            inside = 0.5 * both / max(1, len(other))
            letters = 2.0 * len(pairs & spelled) / max(1, len(pairs) + len(spelled))
            best = max(best, shared, inside, letters - 0.2)
        return best

    ranked = sorted(((likeness(entry), k, entry) for k, entry in enumerate(_all(ground))), key=lambda e: (-e[0], e[1]))
    return tuple(entry for score, _, entry in ranked[:most] if score >= 0.4)


def factor_of(measure: Measure, unit: str) -> float | None:
    """Say by what a number in some unit is multiplied to be in the unit of a measure.

    Args:
        measure: what is measured.
        unit: unit as written.

    Returns:
        The factor; None where the unit does not fit.

    Examples:
        >>> volume = next(entry for entry in measures() if entry.metric == "volume_received")
        >>> factor_of(volume, "m³"), factor_of(volume, "tonnes")
        (1000.0, None)
    """
    plain = plain_unit(unit)
    if any(plain == plain_unit(known) for known in measure.units):
        return 1.0
    found = units().get(plain)
    if found is None or not measure.units:
        return None
    own = units().get(plain_unit(measure.units[0]))
    if plain_unit(measure.units[0]).startswith("percent"):
        return 1.0 if found.base == "percent" else None
    if own is None or own.base != found.base or own.factor == 0.0:
        return None
    return found.factor / own.factor


def switched(measure: Measure, unit: str, ground: Ground) -> tuple[Measure, ...]:
    """Find measures of the same kind that do take a unit, such as tankers per week for tankers.

    Args:
        measure: what the words say.
        unit: unit as written, which does not fit it.
        ground: what is known.

    Returns:
        Measures that share a word with it and take the unit.
    """
    words = stems(measure.metric)
    return tuple(
        entry
        for entry in _all(ground)
        if entry.metric != measure.metric and words & stems(entry.metric) and factor_of(entry, unit) is not None
    )[:4]


@lru_cache(maxsize=4096)
def _shape(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words that say something, and the pairs of letters that stand side by side."""
    plain = fold(text)[:80]
    return stems(text), frozenset(map("".join, pairwise(plain)))


def _said(entry: Measure) -> Iterable[str]:
    return (entry.metric, *entry.words)


def _all(ground: Ground) -> tuple[Measure, ...]:
    """Everything with words of its own, and the other metrics of the case under their names."""
    known = {(entry.file, entry.metric) for entry in measures()}
    others = (
        Measure(
            file, metric, tuple(filter(None, [unit])), bool(unit), "country" if file.endswith("fuel.csv") else "any", ()
        )
        for metric, (file, unit) in ground.metrics.items()
        if (file, metric) not in known
    )
    return (*measures(), *others)
