"""Write out the rows that were set aside, so that nothing is lost and they can be mended and added later."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Sequence
from pathlib import Path

from harmattan.errors import OutputError
from harmattan.observe.adding.guard import is_formula, masked, reaches_a_person

__all__ = ["harmless", "questions_file", "write_set_aside"]


def questions_file(source: Path) -> Path:
    """Name the file for rows that are set aside: beside the input, and never one that is there already.

    Args:
        source: the file that was read.

    Returns:
        A path that is free, such as `week.questions.csv` beside `week.xlsx`.
    """
    stem = re.sub(r"\.questions(-[0-9]+)?$", "", source.stem)
    number, path = 1, source.with_name(f"{stem}.questions.csv")
    while path.exists() or path.is_symlink():
        number += 1
        path = source.with_name(f"{stem}.questions-{number}.csv")
    return path


def harmless(cell: str) -> str:
    """Write a cell so that it neither calculates nor tells how to reach a person.

    Args:
        cell: text of a cell.

    Returns:
        The text; with an apostrophe before a formula and dots for numbers and addresses.

    Examples:
        >>> harmless("=1+1"), harmless("ask mill@example.org"), harmless("Old Mill")
        ("'=1+1", 'ask …', 'Old Mill')
    """
    text = masked(cell) if reaches_a_person(cell) else cell
    return f"'{text}" if is_formula(text) else text


def write_set_aside(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]], *, mark: str = ",") -> None:
    """Write rows that were set aside as a table that can be mended and read again.

    Args:
        path: a file that is not there yet.
        header: headings.
        rows: cells.
        mark: what stands between cells.

    Raises:
        OutputError: it cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=mark, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    part = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        part.write_bytes(text.getvalue().encode("utf-8-sig"))
        part.replace(path)
    except OSError as error:
        raise OutputError(f"{path} could not be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)
