"""What a mark says when it is pointed at: its numbers, in one line."""

from __future__ import annotations

from harmattan.map.marks import HOLDERS, CorridorMark, PlaceMark
from harmattan.map.voice import Voice

__all__ = ["corridor_words", "named", "place_words"]


def named(name: str, name_fr: str, voice: Voice) -> str:
    """Choose the name of a thing in a language.

    Args:
        name: English name.
        name_fr: French name, empty where it is the same.
        voice: language.

    Returns:
        The name.
    """
    return (name_fr or name) if voice.language == "fr" else name


def corridor_words(mark: CorridorMark, voice: Voice) -> str:
    """Say in one line what is believed about a corridor.

    Args:
        mark: the corridor.
        voice: language.

    Returns:
        Plain text with median and 90 % interval.
    """
    name = named(mark.corridor.name, mark.corridor.name_fr, voice)
    state = ""
    if mark.state:
        shown = voice.say(f"state.{mark.state}")
        state = "; " + voice.say("map.say.state", state=shown, chance=voice.chance(mark.blockaded))
    if mark.share is None or mark.past is None:
        return voice.say("map.tip_none.corridor", name=name) + state
    flow = voice.say(
        "map.tip.corridor",
        name=name,
        share=voice.estimate(mark.share, "%", scale=100.0, least=5.0),
        past=voice.estimate(mark.past, least=0.1),
        heard=voice.say("map.say.heard" if mark.reports else "map.say.judged"),
    )
    return flow + state


def place_words(mark: PlaceMark, voice: Voice, *, coarse: bool = False) -> str:
    """Say in one line what is believed about a place.

    Args:
        mark: the place.
        voice: language.
        coarse: whether a siege is given as a word without its chance.

    Returns:
        Plain text with medians and 90 % intervals.
    """
    parts = [named(mark.place.name, mark.place.name_fr, voice)]
    if mark.holder:
        who = voice.say(f"holder.{mark.holder}")
        chances = ", ".join(
            f"{voice.say(f'holder.{name}')} {voice.chance(chance)}"
            for name, chance in zip(HOLDERS, mark.holding, strict=False)
        )
        key = "map.say.holder_chance" if chances else "map.say.holder"
        parts.append(voice.say(key, who=who, chances=chances) if chances else voice.say(key, who=who))
    if mark.days is not None:
        parts.append(voice.say("map.say.days", days=voice.estimate(mark.days, least=0.1)))
    elif mark.days_class:
        parts.append(voice.say(f"map.stock.{mark.days_class}"))
    if mark.open and mark.days is not None:
        parts.append(voice.say("map.say.open"))
    elif (mark.days is not None or mark.days_class) and not mark.fuel_reports:
        parts.append(voice.say("map.say.judged"))
    if coarse and mark.siege_word:
        parts.append(voice.say(f"map.say.{mark.siege_word}"))
    elif not coarse and mark.siege >= 0.05:
        parts.append(voice.say("map.say.siege", chance=voice.chance(mark.siege)))
    if mark.displaced is not None and mark.displaced.high >= 1:
        parts.append(voice.say("map.say.displaced", people=voice.estimate(mark.displaced, least=1.0)))
    if mark.shortfall is not None and mark.shortfall.high >= 1:
        parts.append(voice.say("map.say.shortfall", people=voice.estimate(mark.shortfall, least=1.0)))
    return "; ".join(parts)
