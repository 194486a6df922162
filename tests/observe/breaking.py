"""Small edits that break a case folder in one place."""

import csv
from pathlib import Path


def replace_once(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def set_cell(folder: Path, file: str, row: int, column: str, value: str) -> None:
    with (folder / file).open(encoding="utf-8", newline="") as stream:
        records = list(csv.reader(stream))
    records[row - 1][records[0].index(column)] = value
    with (folder / file).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(records)


def append(folder: Path, file: str, text: str) -> None:
    with (folder / file).open("a", encoding="utf-8") as stream:
        stream.write(text)
