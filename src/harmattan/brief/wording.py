"""One layer for all words: sentences in English and French, calibrated chances, honest numbers, dates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from harmattan.brief.numerals import DASH, NARROW, honest_step, own_step, plain, scale_of
from harmattan.brief.phrases import LANGUAGES, phrase_file, sentences
from harmattan.errors import Fault, InputFaults, nearest
from harmattan.map.bands import Band
from harmattan.world.vocabulary import variables

__all__ = ["Wording"]

_GREAT = ("million", "millions", "milliard", "milliards")
_MUTE = "aeiouhâàéèêëîïôûœ"


@dataclass(frozen=True, slots=True)
class Wording:
    """Says things in one language.

    Args:
        language: `en` or `fr`.

    Raises:
        InputFaults: another language.

    Examples:
        >>> Wording("en").day(date(2026, 3, 31))
        '31 March 2026'
        >>> Wording("fr").likelihood(0.7)
        'probable'
    """

    language: str

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            hint = nearest(self.language, LANGUAGES)
            raise InputFaults([Fault("options", 0, "lang", self.language, " or ".join(LANGUAGES), hint)])

    def say(self, key: str, **fields: object) -> str:
        """Say a sentence.

        Args:
            key: its key in a file of `words/`.
            **fields: what fills its gaps.

        Returns:
            The sentence.

        Raises:
            InputFaults: a key that does not exist.
        """
        entry = sentences().get(key)
        if entry is None:
            raise InputFaults([Fault("words", 0, "key", key, "a key", nearest(key, list(sentences())))])
        return entry[self.language].format_map(fields) if fields else entry[self.language]

    def has(self, key: str) -> bool:
        """Tell whether a key exists.

        Args:
            key: a key of a file in `words/`.

        Returns:
            True where the sentence exists.
        """
        return key in sentences()

    def unit(self, unit: str, amount: float = 2.0) -> str:
        """Name a unit in words.

        Args:
            unit: unit as variables.csv or an outcome gives it.
            amount: how many; below two takes the singular in French, exactly one in English.

        Returns:
            The words; the unit itself where it has none.
        """
        single = abs(amount) == 1 if self.language == "en" else abs(amount) < 2
        for key in (f"unit.{unit}.one" if single else "", f"unit.{unit}.many"):
            if key in sentences():
                return self.say(key)
        return unit

    def amount(self, value: float, *, step: float = 1.0) -> str:
        """Write one number, rounded to a step, never in exponents.

        Args:
            value: the number.
            step: what it is rounded to, above 0.

        Returns:
            The number; a dash where it is not finite.

        Examples:
            >>> Wording("en").amount(128431, step=1000), Wording("fr").amount(0.25, step=0.01)
            ('128,000', '0,25')
        """
        if not math.isfinite(value):
            return DASH
        scale, name = scale_of(abs(round(value / step) * step), step)
        words = plain(value / scale, step / scale, self.language)
        return f"{words}\u00a0{self.unit(name, value / scale)}" if name else words

    def estimate(self, band: Band, unit: str = "", *, scale: float = 1.0, least: float = 0.01) -> str:
        """Write a median with its 90 % interval.

        Args:
            band: the five quantiles.
            unit: unit in words, written after the median; `%` sits close.
            scale: factor, such as 100 for percent.
            least: finest step.

        Returns:
            Such as `6 days (2 to 11)`.

        Examples:
            >>> Wording("en").estimate(Band(2.1, 5, 6.4, 8, 11.4))
            '6 (2 to 11)'
        """
        median, between = self.pair(band.median * scale, band.low * scale, band.high * scale, least=least)
        return f"{self.counted(median, unit)} ({between})"

    def counted(self, number: str, unit: str) -> str:
        """Join a number in words and its unit, so that no line ends between them.

        Args:
            number: the number in words.
            unit: its unit in words; empty for none.

        Returns:
            Both; French puts `de` between a million and what is counted.

        Examples:
            >>> Wording("fr").counted("2 millions", "litres").replace(chr(160), " ")
            '2 millions de litres'
        """
        return f"{number}\u00a0{self.unit_behind(number, unit)}" if unit else number

    def unit_behind(self, number: str, unit: str) -> str:
        """Write a unit as it stands behind a number, on its line or on the next.

        Args:
            number: the number in words.
            unit: its unit in words.

        Returns:
            The unit; in French with its preposition behind a million, unless it begins with a sign or with `par`.

        Examples:
            >>> Wording("fr").unit_behind("10 millions", "dollars US"), Wording("fr").unit_behind("10", "dollars US")
            ('de dollars US', 'dollars US')
        """
        if self.language != "fr" or not number.endswith(_GREAT) or not unit[:1].isalpha() or unit.startswith("par "):
            return unit
        return self.say("number.of_vowel" if unit[0].lower() in _MUTE else "number.of", unit=unit)

    def pair(
        self, median: float, low: float, high: float, *, signed: bool = False, least: float = 0.01
    ) -> tuple[str, str]:
        """Round a median and its interval to the step they support, all in the same scale.

        Args:
            median: middle.
            low: 5 % quantile.
            high: 95 % quantile.
            signed: whether a plus stands before what rises.
            least: finest step.

        Returns:
            The median, and the interval in words.

        Examples:
            >>> Wording("en").pair(-1.5e6, -3.1e6, -0.8e6)[1].replace(chr(0x2212), "-").replace(chr(160), " ")
            '-3.1 to -0.8 million'
        """
        step = max(least, honest_step(low, median, high))
        fine = own_step(median, step, least)
        scale, name = scale_of(max(abs(round(v / step) * step) for v in (low, median, high)), step)
        # A median far below its interval is not counted in millions: nobody reads 0.06 million.
        own = scale_of(abs(round(median / fine) * fine), fine) if abs(median) < scale / 10 else (scale, name)
        shown, tails = [], []
        for value, rounding, (unit, named) in (
            (median, fine, own),
            (low, step, (scale, name)),
            (high, step, (scale, name)),
        ):
            plus = "+" if signed and round(value / rounding) > 0 else ""
            shown.append(plus + plain(value / unit, rounding / unit, self.language))
            tails.append(f"\u00a0{self.unit(named, value / unit)}" if named and round(value / rounding) else "")
        if tails[2]:
            tails[1] = ""
        between = self.say("number.between", low=shown[1] + tails[1], high=shown[2] + tails[2])
        return shown[0] + tails[0], between

    def ends(self, low: float, median: float, high: float, other: float, *, least: float = 0.01) -> tuple[str, ...]:
        """Round a median and its interval as `pair` does, each on its own, with another median beside it.

        Args:
            low: 5 % quantile.
            median: middle.
            high: 95 % quantile.
            other: another median of the same kind.
            least: finest step.

        Returns:
            The four numbers in words.

        Examples:
            >>> Wording("en").ends(2.9, 3.62, 4.4, 3.7)
            ('2.9', '3.6', '4.4', '3.7')
        """
        step = max(least, honest_step(low, median, high))
        fine = own_step(median, step, least)
        rounded = ((low, step), (median, fine), (high, step), (other, fine))
        return tuple(self.amount(value, step=rounding) for value, rounding in rounded)

    def exact(self, value: float) -> str:
        """Write one number without an interval as a report gave it, to three significant digits at most.

        Args:
            value: the number.

        Returns:
            The number in words.

        Examples:
            >>> Wording("en").exact(6.0), Wording("en").exact(53.94)
            ('6', '53.9')
        """
        if not math.isfinite(value):
            return DASH
        step = honest_step(value, value, value)
        while step < 1 and round(value / step) % 10 == 0:
            step *= 10
        return self.amount(value, step=step)

    def given(self, low: float, high: float) -> str:
        """Write a range that somebody gave, as it was given.

        Args:
            low: its lower end.
            high: its upper end.

        Returns:
            Such as `0.75 to 1.1`; one number where the ends are the same.
        """
        ends = self.exact(low), self.exact(high)
        return ends[0] if low == high else self.say("number.between", low=ends[0], high=ends[1])

    def chance(self, probability: float) -> str:
        r"""Write a probability in percent, to the nearest five; the ends never claim certainty.

        Args:
            probability: 0 to 1.

        Returns:
            Such as `70 %`.

        Examples:
            >>> [Wording("en").chance(p) for p in (0.0, 0.03, 0.68)]
            ['under 1\u202f%', '3\u202f%', '70\u202f%']
        """
        if probability < 0.01:
            return self.say("number.under", number=f"1{NARROW}%")
        if probability > 0.99:
            return self.say("number.over", number=f"99{NARROW}%")
        return f"{_percent(probability)}{NARROW}%"

    def likelihood(self, probability: float) -> str:
        """Turn a probability into the word of the yardstick.

        Args:
            probability: 0 to 1.

        Returns:
            The word; bounds as in Intelligence Community Directive 203, for the chance as `chance` prints it, so that one number
            never has two words.

        Examples:
            >>> [Wording("en").likelihood(p) for p in (0.54, 0.56, 0.58)]
            ['roughly even chance', 'roughly even chance', 'likely']
        """
        shown = _percent(probability)
        return next(str(row[self.language]) for row in phrase_file()["yardstick"] if shown <= round(100 * row["up_to"]))

    def yardstick(self) -> tuple[tuple[str, str], ...]:
        """List the words of chance and what they mean.

        Returns:
            (word, range in percent) from least to most likely.
        """
        out, floor = [], 0
        for row in phrase_file()["yardstick"]:
            top = round(100 * row["up_to"])
            out.append((str(row[self.language]), f"{floor}{DASH}{top}{NARROW}%"))
            floor = top
        return tuple(out)

    def day(self, day: date | None) -> str:
        """Write a date in full; a dash for none.

        Args:
            day: the date; None for none.

        Returns:
            Such as `31 March 2026`; a dash for none.
        """
        if day is None:
            return DASH
        number = "1er" if self.language == "fr" and day.day == 1 else str(day.day)
        return f"{number} {phrase_file()['months'][self.language][day.month - 1]} {day.year}"

    def month(self, day: date) -> str:
        """Write the short name of a month; January carries the year.

        Args:
            day: any day of the month.

        Returns:
            Such as `Feb` or `Jan 2026`.
        """
        name = str(phrase_file()["months_short"][self.language][day.month - 1])
        return f"{name} {day.year}" if day.month == 1 else name

    def month_and_year(self, day: date) -> str:
        """Write the month of a date.

        Args:
            day: any day of the month.

        Returns:
            Such as `December 2025`.
        """
        return f"{phrase_file()['months'][self.language][day.month - 1]} {day.year}"

    def country(self, code: str) -> str:
        """Name a country by its two-letter code; the code itself where no name is known.

        Args:
            code: two letters, ISO 3166-1.

        Returns:
            The name, or the code where none is known.
        """
        entry = phrase_file()["country"].get(code)
        return str(entry[self.language]) if entry else code

    def title(self, title: str, title_fr: str) -> str:
        """Choose a title, falling back on English.

        Args:
            title: English title.
            title_fr: French title, may be empty.

        Returns:
            The title in the language.
        """
        # Cases are typed with straight apostrophes.
        return (title_fr.replace("'", "\u2019") or title) if self.language == "fr" else title

    def variable(self, name: str) -> str:
        """Say what a variable means.

        Args:
            name: name of a row of variables.csv.

        Returns:
            One line; the name itself where it has none.
        """
        known = variables().get(name)
        if known is None:
            return name.replace("_", " ")
        return known.meaning_fr.replace("'", "\u2019") if self.language == "fr" else known.meaning

    def outcome(self, name: str) -> str:
        """Say what an outcome of the comparison counts; falls back on the variable of that name.

        Args:
            name: name of the outcome.

        Returns:
            One line.
        """
        return self.say(f"outcome.{name}") if self.has(f"outcome.{name}") else self.variable(name)


def _percent(probability: float) -> int:
    """Round a probability as it is printed: to the nearest five percent, near the ends to one."""
    fine = probability < 0.1 or probability > 0.9
    return round(100 * probability) if fine else 5 * round(20 * probability)
