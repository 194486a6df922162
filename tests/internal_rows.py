"""Internal rows for the invented island, each with a word and a number that nothing else writes."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

ISLAND = Path(__file__).parent / "cases" / "island"
FUEL, INCIDENTS = "evidence/fuel.csv", "evidence/incidents.csv"
WORD, NUMBER = "zebrafinch", 73519
"""Planted in every internal row: a word, and digits that nothing else writes."""
MARKS = re.compile(rf"{WORD}|{NUMBER}|73[,.\s\u00a0\u202f]519", re.IGNORECASE)


def put(folder: Path, file: str, rows: dict[int, dict[str, str]], *, column: bool = True) -> None:
    """Insert rows before lines of an evidence file and give it the column `audience`."""
    with (folder / file).open(encoding="utf-8", newline="") as stream:
        header, *records = csv.reader(stream)
    header += ["audience"] * column
    records = [record + [""] * column for record in records]
    for line, cells in sorted(rows.items(), reverse=True):
        records.insert(line - 2, [cells.get(name, "") for name in header])
    with (folder / file).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, *records])


def own(name: str, metric: str, value: str, unit: str, place: str = "Lantern", **more: str) -> dict[str, str]:
    row = {"id": name, "metric": metric, "value": value, "unit": unit, "date": "2030-03-29", "place": place}
    row |= {
        "note": f"Note {WORD}",
        "source_url": f"{WORD}: stock sheet",
        "source_date": "2030-03-30",
        "confidence": "high",
    }
    return row | {"known_from": "2030-03-30", "source_type": "own", "audience": "internal"} | more


OWN = {
    2: own("O1", "own_fuel_stock", str(NUMBER), "litres"),
    3: own("O2", "own_fuel_use", "2000", "litres/day", audience=""),
    4: own("O3", "own_tankers", "7", "tankers", "Millbrook"),
    5: own("O4", "own_fuel_stock", str(NUMBER), f"{WORD}s"),
    6: own("O5", "own_food_stock", str(NUMBER), "tonnes", WORD),
    7: own("F2", "tankers_per_week", str(NUMBER), "tankers", known_from="2029-01-01"),
    8: own("O6", "tankers_per_week", str(NUMBER), "tankers", date=f"at {WORD}"),
    9: own("O7", "price", str(NUMBER), "francs", audience="Internal"),
}
"""Sound and unsound, with a mark, without, with a misspelt one; one has the id of a row that others see and was known first."""
ATTACK = {
    "id": "I90", "date": "2030-03-20", "date_precision": "day", "place": "Millbrook", "admin1": "Isle", "country": "XI",
    "corridor": "Mill Road", "event_type": "convoy_attack", "vehicles_destroyed": "4", "note": WORD, "source_url": WORD,
    "source_date": "2030-03-21", "confidence": "high", "known_from": "2030-03-21", "source_type": "own", "audience": "internal",
}  # fmt: skip
"""An incident that others must not see; unlike own stocks it moves the belief of whoever may see it."""


def case_with(root: Path, *, rows: bool, attack: bool = True) -> Path:
    folder = Path(shutil.copytree(ISLAND, root / "island"))
    put(folder, FUEL, OWN if rows else {})
    put(folder, INCIDENTS, {3: ATTACK} if rows and attack else {})
    return folder
