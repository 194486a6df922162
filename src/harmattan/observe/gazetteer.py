"""Find the place, corridor or area that a report means by the words it uses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harmattan.world.atlas import Atlas

__all__ = ["Gazetteer", "Gazetteers", "fold"]


def fold(text: str) -> str:
    """Reduce a spelling to what two writers would agree on: no accents, no case, no punctuation.

    Args:
        text: a name.

    Returns:
        Its letters and digits in words separated by one blank.

    Examples:
        >>> fold("Été") == fold("ETE"), fold("L'Île-Haute")
        (True, 'l ile haute')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain.casefold().replace("_", " ")))


@dataclass(frozen=True)
class Gazetteer:
    """Spellings of the entries of one table. A spelling that two entries share finds neither.

    Args:
        ids: the ids themselves.
        spellings: id by folded spelling; empty where the spelling is shared.
    """

    ids: frozenset[str]
    spellings: Mapping[str, str]

    @classmethod
    def of(cls, entries: Iterable[tuple[str, Iterable[str]]]) -> Gazetteer:
        """Collect spellings.

        Args:
            entries: id and spellings of each entry.

        Returns:
            The gazetteer.

        Examples:
            >>> Gazetteer.of([("mill", ["Mill"]), ("summer", ["Summer", "Été"])]).find("ÉTÉ, Isle")
            'summer'
        """
        ids: list[str] = []
        spellings: dict[str, str] = {}
        for name, words in entries:
            ids.append(name)
            for word in {fold(text) for text in (name, *words)} - {""}:
                spellings[word] = name if spellings.get(word, name) == name else ""
        return cls(frozenset(ids), spellings)

    def find(self, text: str) -> str:
        """Find the entry that a text means.

        The whole text is tried first, then what stands before a bracket, then its parts between `/`, `,` and brackets. Parts
        that mean different entries mean none: a report on two towns is not a report on the first.

        Args:
            text: a name as reported.

        Returns:
            The id, or an empty text.
        """
        if text in self.ids:
            return text
        for words in (text, text.partition("(")[0]):
            if found := self.spellings.get(fold(words)):
                return found
        parts = {self.spellings.get(fold(part), "") for part in re.split(r"[/,()]", text)} - {""}
        return parts.pop() if len(parts) == 1 else ""


@dataclass(frozen=True)
class Gazetteers:
    """Spellings of all places, corridors and areas of a case, and the area of each place."""

    places: Gazetteer
    corridors: Gazetteer
    areas: Gazetteer
    area_of: Mapping[str, str]

    @classmethod
    def of(cls, atlas: Atlas) -> Gazetteers:
        """Collect the spellings of an atlas.

        Args:
            atlas: the stage.

        Returns:
            Spellings from id, name, French name and aliases. An area is also found as `NAME region` and `région de NAME`, and
            by the names of the regions of a newer frame that lie in it.
        """
        areas = [(a.id, (a.pcode, *_regional(a.name), *_regional(a.name_fr))) for a in atlas.areas]
        for region in atlas.regions:
            words = (word for name in (region.name, region.name_fr, *region.aliases) for word in _regional(name))
            areas.append((region.area, (region.id, region.pcode, *words)))
        return cls(
            Gazetteer.of((p.id, (p.name, p.name_fr, *p.aliases)) for p in atlas.places),
            Gazetteer.of((c.id, (c.name, c.name_fr, *c.aliases)) for c in atlas.corridors),
            Gazetteer.of(areas),
            {place.id: place.area for place in atlas.places},
        )


def _regional(name: str) -> tuple[str, ...]:
    return (name, f"{name} region", f"région {name}", f"région de {name}") if name else ()
