"""The word of the command line that adds this week's reports: what it asks, what it shows, and how it ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from harmattan.errors import Fault, InputFaults, nearest
from harmattan.terminal import INTERRUPTED, Json, reporting, today

if TYPE_CHECKING:
    from harmattan.brief.wording import Wording
    from harmattan.observe.adding.columns import Column, Entry
    from harmattan.observe.adding.ground import Choice, Defaults, Question
    from harmattan.observe.adding.session import Understood
    from harmattan.observe.adding.sheet import Sheet
    from harmattan.recipes_add import Adding

__all__ = ["add_app"]

add_app = typer.Typer()

SET_ASIDE = 3
"""Exit code where rows were set aside: the rest was added."""

TYPED = ("what", "where", "when", "number", "source", "link", "confidence", "note")
"""What is asked for, where reports are typed."""

STDIN = "-"


@add_app.command()
@reporting
def add(
    case: Annotated[str, typer.Argument(help="A case folder of your own; with --dry-run also a shipped case.")],
    file: Annotated[
        str, typer.Argument(help="A .csv or .xlsx file, or - for what is piped in; left out: typed one by one.")
    ] = "",
    sheet: Annotated[str, typer.Option("--sheet", help="Sheet of a workbook; the first when left out.")] = "",
    known_from: Annotated[
        datetime | None,
        typer.Option(
            "--known-from",
            formats=["%Y-%m-%d"],
            help="Day on which rows without a day of publication became known; today when left out.",
        ),
    ] = None,
    source: Annotated[str, typer.Option("--source", help="Source of rows that name none.")] = "",
    link: Annotated[str, typer.Option("--link", help="Address of that source, https://….")] = "",
    confidence: Annotated[
        str, typer.Option("--confidence", help="Confidence of rows that name none: high, medium or low.")
    ] = "medium",
    lang: Annotated[
        str | None, typer.Option("--lang", help="Language of what is asked and shown: en or fr; that of the case.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: set aside what is not understood.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what was understood, and write nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Add this week's reports to a case, from a sheet or typed one by one: shows what it understood, asks about the rest."""
    from harmattan.observe.adding.ground import Defaults
    from harmattan.recipes_add import find_own_case

    day = None if known_from is None else known_from.date()
    defaults = Defaults(today(), day, source.strip(), link.strip(), confidence.strip().casefold())
    asks = at_terminal() and not (yes or as_json) and file != STDIN
    folder = find_own_case(case, to_write=not dry_run)
    run = _Run(*_prepared(folder, defaults, lang), asks=asks, quiet=as_json)
    try:
        _require_sound(defaults, run.adding, file, asks=asks)
        understood = run.understand(file, sheet)
        code = run.finish(understood, file, dry_run=dry_run)
    except KeyboardInterrupt as error:
        typer.echo("\n" + run.words.say("add.quit"), err=True)
        raise typer.Exit(INTERRUPTED) from error
    if code:
        raise typer.Exit(code)


def at_terminal() -> bool:
    """Tell whether somebody sits at the terminal and can be asked.

    Returns:
        True where standard input is one.
    """
    return sys.stdin.isatty()


def _prepared(folder: Path, defaults: Defaults, lang: str | None) -> tuple[Adding, Wording]:
    from harmattan.brief.wording import Wording
    from harmattan.recipes_add import make_adding

    words = Wording(lang) if lang is not None else None
    adding = make_adding(folder, defaults)
    return adding, words or Wording(adding.case.settings.language)


def _require_sound(defaults: Defaults, adding: Adding, file: str, *, asks: bool) -> None:
    """Hold the options against what they may be, all at once."""
    from harmattan.observe.adding.ground import CONFIDENCE
    from harmattan.observe.adding.guard import is_formula, reaches_a_person

    latest = adding.ground.defaults.today
    faults = []
    if defaults.confidence not in CONFIDENCE:
        hint = nearest(defaults.confidence, CONFIDENCE)
        faults.append(Fault("command line", 0, "--confidence", defaults.confidence, " or ".join(CONFIDENCE), hint))
    if defaults.known_from is not None and defaults.known_from > latest:
        faults.append(Fault("command line", 0, "--known-from", str(defaults.known_from), f"a day not after {latest}"))
    if defaults.link and not defaults.link.casefold().startswith(("https://", "http://")):
        faults.append(Fault("command line", 0, "--link", defaults.link, "an address of a web page, https://…"))
    if is_formula(defaults.source) or reaches_a_person(defaults.source):
        allowed = "the name of an outlet or an institution, and no way to reach a person"
        faults.append(Fault("command line", 0, "--source", defaults.source, allowed))
    if not file and not asks:
        faults.append(
            Fault(
                "command line",
                0,
                "FILE",
                "none",
                "a .csv or .xlsx file, - for what is piped in, or a terminal to type at",
            )
        )
    if faults:
        raise InputFaults(faults)


class _Run:
    """One run of the command: the case, the language, and whether somebody may be asked."""

    def __init__(self, adding: Adding, words: Wording, *, asks: bool, quiet: bool) -> None:
        self.adding = adding
        self.words = words
        self.asks = asks
        self.quiet = quiet
        self.heads: tuple[str, ...] = ()
        self.mark = ";" if words.language == "fr" else ","

    def say(self, key: str, **gaps: object) -> str:
        return self.words.say(f"add.{key}", **gaps)

    def tell(self, text: str) -> None:
        """Tell something beside the result."""
        if not self.quiet:
            typer.echo(text, err=not self.asks)

    # Reading

    def understand(self, file: str, sheet: str) -> Understood:
        self.tell(self.say("reminder"))
        ask = self.ask if self.asks else None
        if not file:
            self.heads = tuple(self.say(f"role.{role}") for role in TYPED)
            self.tell(self.say("typing"))
            return self.adding.understand(self.typed(), ask)
        return self.adding.understand(self.read(file, sheet), ask)

    def read(self, file: str, sheet: str) -> tuple[Entry, ...]:
        """Read a sheet, and settle what its columns hold before any row is looked at."""
        from harmattan.observe.adding.columns import LEFT, entries, evidence_table
        from harmattan.observe.adding.sheet import load_sheet, read_sheet

        table = read_sheet(sys.stdin.buffer.read(), "stdin", sheet) if file == STDIN else load_sheet(Path(file), sheet)
        self.heads, self.mark = table.header, table.mark
        if table.guessed:
            self.confirm_encoding(table)
        if table.others:
            self.tell(self.say("sheet_read", title=table.title, others=", ".join(table.others)))
        if table.above:
            self.tell(self.say("above", rows=", ".join(map(str, table.above))))
        roles = {} if evidence_table(table.header) else self.roles(table)
        for index in sorted(index for index, role in roles.items() if role == LEFT):
            self.tell(self.say("left_out", heading=table.header[index] or str(index + 1)))
        return entries(table, roles)

    def confirm_encoding(self, table: Sheet) -> None:
        allowed = "UTF-8 text: save the sheet as 'CSV UTF-8', or as a workbook; at a terminal you are asked"
        found = f"text that is not UTF-8; as Windows-1252 it reads: {table.guessed}"
        if not self.asks or not self.yes_no(self.say("encoding", row=table.guessed_row, text=table.guessed)):
            raise InputFaults([Fault(table.name, table.guessed_row, "", found, allowed)])

    def roles(self, table: Sheet) -> dict[int, str]:
        """Ask about columns that nobody can place, or list them all as faults."""
        from harmattan.observe.adding.columns import unclear

        roles: dict[int, str] = {}
        while open_columns := unclear(table, roles):
            if not self.asks:
                raise InputFaults([column.fault(table.name, table.header_row) for column in open_columns])
            roles[open_columns[0].index] = self.ask_column(open_columns[0])
        return roles

    def ask_column(self, column: Column) -> str:
        from harmattan.observe.adding.columns import LEFT
        from harmattan.observe.adding.words import headings
        from harmattan.observe.gazetteer import fold

        heading = column.heading or str(column.index + 1)
        offered = column.roles if column.why == "unknown" else ()
        gaps = {"role": self.say(f"role.{column.roles[0]}")} if column.why == "twice" else {}
        typer.echo(self.say(f"column_{column.why}", heading=heading, **gaps))
        names = [*(self.say(f"role.{role}") for role in offered), self.say("leave_out")]
        self.list_choices(names)
        while True:
            said = self.prompt(self.say("column_prompt"))
            if said.isdigit() and 1 <= int(said) <= len(names):
                return (*offered, LEFT)[int(said) - 1]
            role = headings().get(fold(said), "")
            if role:
                return role

    def typed(self) -> Iterator[Entry]:
        """Ask for one report after another, until the first line stays blank."""
        from harmattan.observe.adding.columns import Entry

        row = 0
        while True:
            row += 1
            typer.echo()
            typer.echo(self.say("row", row=row))
            cells = {}
            for role in TYPED:
                cells[role] = " ".join(self.prompt(f"  {self.say(f'role.{role}')}: ").split())
                if role == "what" and not cells[role]:
                    return
            filled = {role: text for role, text in cells.items() if text}
            yield Entry(row, filled, raw=tuple(cells[role] for role in TYPED))

    # Asking

    def ask(self, entry: Entry, question: Question) -> str | None:
        """Ask one question about a row: a number chooses, s skips the row, q ends without writing, all else is the answer."""
        from harmattan.observe.adding.telling import every_measure
        from harmattan.results_add import label, open_question

        shown = " | ".join(entry.cells[role] for role in ("what", "where", "when", "number") if role in entry.cells)
        typer.echo(f"\n{self.say('row', row=entry.row)}: {shown or ' | '.join(filter(None, entry.raw))}")
        typer.echo(open_question(question, self.words))
        choices = question.choices
        self.list_choices([label(choice, self.words) for choice in choices])
        open_ended = question.kind in ("what", "which", "what_missing")
        while True:
            said = self.prompt((self.say("prompt_all") if open_ended else "") + self.prompt_for(choices))
            if said.casefold() in ("s", "p"):
                return None
            if said == "?" and open_ended:
                choices = every_measure()
                self.list_choices([label(choice, self.words) for choice in choices])
            elif said.isdigit() and 1 <= int(said) <= len(choices):
                return choices[int(said) - 1].value
            elif said:
                return _spelled(said, choices, lambda choice: label(choice, self.words))

    def prompt_for(self, choices: Sequence[Choice]) -> str:
        return self.say("prompt" if choices else "prompt_free")

    def list_choices(self, names: Sequence[str]) -> None:
        for number, name in enumerate(names, 1):
            typer.echo(f"  {number}  {name}")

    def yes_no(self, question: str) -> bool:
        from harmattan.observe.adding.words import answer

        typer.echo(question)
        while True:
            said = answer("yes", self.prompt(self.say("is_that_right") + " " + self.say("confirm_prompt")))
            if said:
                return said == "yes"

    def prompt(self, text: str) -> str:
        """Read a line; the end of input and q are as good as Ctrl-C."""
        try:
            said = input(text).strip()
        except EOFError as error:
            raise KeyboardInterrupt from error
        if said.casefold() in ("q", "quit"):
            raise KeyboardInterrupt
        return said

    # Ending

    def finish(self, understood: Understood, file: str, *, dry_run: bool) -> int:
        """Show what was understood, write it where somebody agrees, and say how it ended."""
        self.show(understood)
        agreed = not dry_run and (not self.asks or not understood.added or self.agree(len(understood.added)))
        if not (dry_run or agreed):
            self.tell(self.say("nothing"))
            return INTERRUPTED
        ids, aside = self.write(understood, file) if not dry_run else ((), None)
        if self.quiet:
            typer.echo(json.dumps(self.plain(understood, ids), ensure_ascii=False, indent=1))
        else:
            self.summary(understood, ids, aside, dry_run=dry_run)
        return SET_ASIDE if understood.aside else 0

    def agree(self, count: int) -> bool:
        many = self.say("one_report") if count == 1 else self.say("reports", n=count)
        return self.yes_no(self.say("confirm", n=many, case=self.adding.snapshot.folder))

    def write(self, understood: Understood, file: str) -> tuple[tuple[str, ...], Path | None]:
        """Put the rows set aside beside the input and add the claims: both, or neither."""
        from harmattan.observe.adding.append import append_claims
        from harmattan.observe.adding.setaside import questions_file, write_set_aside
        from harmattan.results_add import reason

        claims = [claim for claim, _ in understood.added]
        if not understood.aside or self.quiet:
            return append_claims(self.adding.snapshot, claims), None
        path = questions_file(Path(file) if file not in ("", STDIN) else Path("reports.csv"))
        rows = [(*one.entry.raw, reason(one.question, self.words)) for one in understood.aside]
        done = False
        try:
            write_set_aside(path, (*self.heads, self.say("reason")), rows, mark=self.mark)
            ids = append_claims(self.adding.snapshot, claims)
            done = True
        finally:
            if not done:
                path.unlink(missing_ok=True)
        return ids, path

    def plain(self, understood: Understood, ids: Sequence[str]) -> dict[str, Any]:
        from harmattan.results_add import added_rows

        told = added_rows(understood, self.adding, self.words, ids, self.heads)
        return {"case": self.adding.case.id, **told}

    def show(self, understood: Understood) -> None:
        """Show what was understood as a table, and what was set aside below it."""
        if self.quiet:
            return
        from rich.console import Console
        from rich.markup import escape
        from rich.table import Table

        from harmattan.results_add import COLUMNS, reason, spoken_row

        rows = sorted((*understood.added, *understood.known), key=lambda pair: pair[0].row)
        console = Console(width=None if sys.stdout.isatty() else 180)
        if rows:
            table = Table(title=self.say("understood"), title_justify="left")
            for column in COLUMNS:
                table.add_column(self.say(f"head.{column}"))
            for claim, standing in rows:
                spoken = spoken_row(claim, standing, self.adding, self.words)
                table.add_row(*(escape(spoken[column]) for column in COLUMNS))
            console.print(table, markup=False)
        if understood.aside:
            typer.echo(self.say("aside_head"))
        for one in understood.aside:
            typer.echo(f"  {self.say('row', row=one.entry.row)}: {reason(one.question, self.words)}")

    def summary(self, understood: Understood, ids: Sequence[str], aside: Path | None, *, dry_run: bool) -> None:
        from harmattan.observe.adding.append import new_columns

        parts = []
        if len(ids) == 1:
            parts.append(self.say("count_added_one", ids=ids[0]))
        elif ids:
            parts.append(self.say("count_added", n=len(ids), ids=", ".join(ids)))
        elif understood.added:
            parts.append(self.say("count_ready", n=len(understood.added)))
        else:
            parts.append(self.say("none"))
        parts += [self.say("count_known", n=len(understood.known))] if understood.known else []
        parts += [self.say("count_aside", n=len(understood.aside))] if understood.aside else []
        typer.echo("; ".join(parts))
        if ids:
            for table, columns in new_columns(self.adding.snapshot, [claim for claim, _ in understood.added]).items():
                typer.echo(self.say("widened", file=table, columns=", ".join(columns)))
        if aside is not None:
            typer.echo(self.say("in_file", file=aside))
        if dry_run:
            typer.echo(self.say("dry"))


def _spelled(said: str, choices: Sequence[Choice], read: Callable[[Choice], str]) -> str:
    """A choice that was spelled out is that choice; anything else is an answer of its own."""
    from harmattan.observe.gazetteer import fold

    return next((choice.value for choice in choices if fold(said) == fold(read(choice))), said)
