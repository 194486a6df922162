"""The one file of the brief that touches the disk: everything is made aside, then moved in at once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from harmattan.brief.audience import audience_of
from harmattan.brief.inputs import BriefInput
from harmattan.brief.page import page
from harmattan.brief.phrases import LANGUAGES
from harmattan.brief.shapes.comparison_csv import comparison_csv
from harmattan.brief.shapes.geojson import situation_geojson
from harmattan.brief.shapes.netcdf import write_netcdf
from harmattan.brief.shapes.spreadsheet import tables_xlsx
from harmattan.brief.shapes.statements_json import statements_json
from harmattan.brief.wording import Wording
from harmattan.errors import Fault, InputFaults, OutputError, nearest

__all__ = ["DEFAULT_FORMATS", "FORMATS", "check_formats", "statements_json", "write_brief", "write_folder"]

FORMATS = ("html", "pdf", "docx", "pptx", "xlsx", "md", "email")
"""Shapes of the brief that hold words; its data files are written with any of them."""

DEFAULT_FORMATS = ("html", "xlsx")


def check_formats(formats: Sequence[str]) -> tuple[str, ...]:
    """Stop before anything is made where a format does not exist.

    Args:
        formats: names of formats.

    Returns:
        The names, each once, in the order of `FORMATS`.

    Raises:
        InputFaults: names that are no format, all at once.

    Examples:
        >>> check_formats(["pdf", "html", "pdf"])
        ('html', 'pdf')
    """
    allowed = ", ".join(FORMATS)
    faults = [
        Fault("options", 0, "format", name, allowed, nearest(name, FORMATS))
        for name in dict.fromkeys(formats)
        if name not in FORMATS
    ]
    if faults:
        raise InputFaults(faults)
    return tuple(name for name in FORMATS if name in formats)


def write_brief(
    inputs: BriefInput,
    folder: Path,
    *,
    language: str,
    level: str = "partner",
    formats: Sequence[str] = DEFAULT_FORMATS,
    sender: str = "",
) -> tuple[Path, ...]:
    """Write the brief and its data files into a folder.

    Everything is made in a hidden folder beside it and moved in when all is done: an error or Ctrl-C leaves what stood there
    before as it was.

    Args:
        inputs: what the brief is made from.
        folder: where the files go; it is made where it does not exist, other files in it stay.
        language: `en` or `fr`; `both` adds a file named `.fr` beside each English one that holds words.
        level: `internal`, `partner`, or `public` for coarsened files; the first and the last are named `brief.internal.html`,
            `brief.public.html` and so on.
        formats: which of `FORMATS` are written; situation.geojson, outlook.nc, comparison.csv and statements.json always are.
        sender: who sends the alert, such as an address; without one it is a draft.

    Returns:
        Paths of the files, sorted by name.

    Raises:
        InputFaults: an unknown language, level or format, internal claims at another level than `internal`, or a sender that alerts
            cannot carry; nothing is written.
        OutputError: the folder cannot be written; what stood there before is untouched.
    """
    both = language == "both"
    spoken = LANGUAGES if both else (Wording(language).language,)
    end, chosen = audience_of(inputs, level).suffix, check_formats(formats)
    if "email" in chosen:
        from harmattan.brief.shapes.cap import check_sender

        check_sender(sender)

    def make(new: Path) -> None:
        for tongue in spoken:
            part = f".{tongue}" if both and tongue != LANGUAGES[0] else ""
            for name in chosen:
                for stem, ending, content in _made(name, inputs, tongue, level):
                    _put(new / f"{stem}{part}{end}.{ending}", content)
        if "email" in chosen:
            from harmattan.brief.shapes.cap import alert_cap

            _put(new / f"alert.cap{end}.xml", alert_cap(inputs, level=level, sender=sender))
        _put(new / f"situation{end}.geojson", situation_geojson(inputs, level=level))
        write_netcdf(inputs, new / f"outlook{end}.nc", level=level)
        _put(new / f"comparison{end}.csv", comparison_csv(inputs, level=level))
        _put(new / f"statements{end}.json", statements_json(inputs, level=level))

    return write_folder(folder, make)


def _made(name: str, inputs: BriefInput, language: str, level: str) -> Iterator[tuple[str, str, str | bytes]]:
    """Make the files of one format in one language: stem and ending of the name, and content.

    What a format needs is imported when it is asked for, because the libraries behind documents are slow to load.
    """
    if name == "html":
        from harmattan.brief.shapes.light import light_page

        yield "brief", "html", page(inputs, language=language, level=level)
        yield "brief.light", "html", light_page(inputs, language=language, level=level)
    elif name == "pdf":
        from harmattan.brief.shapes.pdf import brief_pdf

        yield "brief", "pdf", brief_pdf(inputs, language=language, level=level)
    elif name == "docx":
        from harmattan.brief.shapes.word_document import brief_docx

        yield "brief", "docx", brief_docx(inputs, language=language, level=level)
    elif name == "pptx":
        from harmattan.brief.shapes.slides import brief_pptx

        yield "brief", "pptx", brief_pptx(inputs, language=language, level=level)
    elif name == "xlsx":
        yield "tables", "xlsx", tables_xlsx(inputs, language=language, level=level)
    elif name == "md":
        from harmattan.brief.shapes.markdown import brief_md

        yield "brief", "md", brief_md(inputs, language=language, level=level)
    else:
        from harmattan.brief.shapes.alert import alert_eml, alert_txt

        yield "alert", "txt", alert_txt(inputs, language=language, level=level)
        yield "alert", "eml", alert_eml(inputs, language=language, level=level)


def write_folder(folder: Path, make: Callable[[Path], None]) -> tuple[Path, ...]:
    """Write files into a folder all at once: an error or Ctrl-C leaves what stood there before as it was.

    Args:
        folder: where the files go; it is made where it does not exist, other files in it stay.
        make: writes the files into the empty folder it is given.

    Returns:
        Paths of the files, sorted by name.

    Raises:
        OutputError: the folder cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            new = aside / "new"
            new.mkdir()
            make(new)
            return _move_in(new, aside / "old", folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise OutputError(f"{folder} could not be written: {reason}. Choose another folder with --out.") from problem


def _put(path: Path, content: str | bytes) -> None:
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


def _move_in(new: Path, old: Path, folder: Path) -> tuple[Path, ...]:
    """Put new files in the place of old ones; where that breaks off, put the old ones back."""
    names = sorted(path.name for path in new.iterdir())
    if not folder.exists():
        new.replace(folder)
        return tuple(folder / name for name in names)
    old.mkdir()
    stood = [name for name in names if (folder / name).exists()]
    for name in stood:
        shutil.copy2(folder / name, old / name)
    done = False
    try:
        for name in names:
            (new / name).replace(folder / name)
        done = True
    finally:
        if not done:
            for name in names:
                if name in stood:
                    (old / name).replace(folder / name)
                elif not (new / name).exists():
                    (folder / name).unlink(missing_ok=True)
    return tuple(folder / name for name in names)
