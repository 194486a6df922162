"""What the section of charts holds."""

from __future__ import annotations

from dataclasses import dataclass

from harmattan.brief.audience import Audience
from harmattan.brief.figures.areas import attack_tables
from harmattan.brief.figures.cities import CityPanels, city_heads, city_panels
from harmattan.brief.figures.country import Figure, arrivals, deaths, power, state_harm, supply
from harmattan.brief.figures.learned import learned_strips
from harmattan.brief.figures.planning import asylum_table, camp_table, destination_table
from harmattan.brief.inputs import BriefInput
from harmattan.brief.tables.strips import StripTable
from harmattan.brief.wording import Wording

__all__ = ["ChartSection", "charts_context"]


@dataclass(frozen=True, slots=True)
class ChartSection:
    """Everything the section of charts holds, in the order in which it is read.

    Args:
        supply: the flow into the country.
        heads: headings of the small charts of cities.
        cities: small charts of each city; none where the audience does not see them.
        cities_withheld: whether they are left out for the audience.
        power: hours of power where reports gave them and no small chart shows them.
        destinations: who comes where.
        asylum: who comes to which country.
        arrivals: who comes to the largest destinations, by week.
        camps: how full camps are and become.
        violence: people killed, by week.
        attacks: attacks by area.
        moved: assumptions that the evidence moved.
        still: assumptions that it never moved.
    """

    supply: tuple[Figure, ...]
    heads: tuple[str, ...]
    cities: tuple[CityPanels, ...]
    cities_withheld: bool
    power: tuple[Figure, ...]
    destinations: StripTable
    asylum: StripTable
    arrivals: tuple[Figure, ...]
    camps: StripTable
    violence: tuple[Figure, ...]
    attacks: tuple[StripTable, ...]
    moved: StripTable
    still: StripTable


def charts_context(inputs: BriefInput, audience: Audience, words: Wording) -> dict[str, object]:
    """Gather what the template of the charts shows.

    Args:
        inputs: what the brief is made from.
        audience: who will read it.
        words: language.

    Returns:
        A `ChartSection` under the name `drawn`.
    """
    moved, still = learned_strips(inputs, audience, words)
    cities = city_panels(inputs, audience, words)
    section = ChartSection(
        supply=supply(inputs, words),
        heads=city_heads(words),
        cities=cities,
        cities_withheld="days_of_fuel" in inputs.reference.values and not audience.shows("days_of_fuel"),
        power=() if cities else power(inputs, audience, words),
        destinations=destination_table(inputs, audience, words),
        asylum=asylum_table(inputs, audience, words),
        arrivals=arrivals(inputs, audience, words),
        camps=camp_table(inputs, audience, words),
        violence=(*deaths(inputs, words), *state_harm(inputs, words)),
        attacks=attack_tables(inputs, words),
        moved=moved,
        still=still,
    )
    return {"drawn": section}
