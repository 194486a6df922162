"""What can happen to the nation in a day, for a block of draws, compiled: fall, talks, deal, lull. Arrays as in variables.csv."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform_pair
from harmattan.inference.compiled import compiled
from harmattan.models.polity.pressure import happens, hazard_of

__all__ = ["bargain", "fall", "relieve", "restrain", "silence"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint32]

# Pairs of slots of the country on a day: 0 fall and deal, 1 talks begin and end, 2 a lull begins and ends. Each event has a number
# of its own, so that a changed hazard moves only its own event.


@compiled
def silence(
    home: int,
    fall_rate: Array,
    fall_response: Array,
    talks_rate: Array,
    talks_response: Array,
    talks_days: Array,
    deal_rate: Array,
    past_day: Array,
    fall_factor: Array,
    talks_factor: Array,
    pressure: Array,
    fallen: Array,
    deal: Array,
    log_evidence: Array,
) -> None:
    """Weigh a past day on which the government did not fall and no national deal was made.

    Whether talks ran is not known, so a deal was as likely as the share of time that talks take up lets it be.

    Args:
        home: row of the country under blockade.
        fall_rate: (draw,) hazard of a fall under no pressure.
        fall_response: (draw,) rise of its logarithm with pressure.
        talks_rate: (draw,) hazard of talks under no pressure.
        talks_response: (draw,) rise of its logarithm with pressure.
        talks_days: (draw,) mean length of talks without a deal.
        deal_rate: (draw,) hazard of a deal during talks.
        past_day: (draw, country) 1 on past days.
        fall_factor: (draw, country) multiplier of the hazard of a fall.
        talks_factor: (draw, country) multiplier of those of talks and of a deal.
        pressure: (draw, country) pressure.
        fallen: (draw, country) 1 once the government fell.
        deal: (draw, country) 1 once a deal holds.
        log_evidence: (draw, country) all 0; overwritten on past days.
    """
    for i in range(len(fall_rate)):
        if past_day[i, home] == 0.0:
            continue
        if fallen[i, home] == 0.0:
            falls = hazard_of(fall_rate[i], fall_response[i], pressure[i, home], fall_factor[i, home])
            log_evidence[i, home] -= falls
        if deal[i, home] == 0.0:
            opens = hazard_of(talks_rate[i], talks_response[i], pressure[i, home], talks_factor[i, home])
            talking = opens * talks_days[i]
            log_evidence[i, home] -= deal_rate[i] * talks_factor[i, home] * talking / (1.0 + talking)


@compiled
def fall(
    draws: Keys,
    seed: int,
    model: int,
    ordinal: int,
    home: int,
    home_key: int,
    fall_rate: Array,
    fall_response: Array,
    past_day: Array,
    fall_factor: Array,
    assumed: Array,
    pressure: Array,
    fallen: Array,
    talks: Array,
) -> None:
    """Let the government fall, by chance or as assumed: the pressure ends with it, and its talks.

    Args:
        draws: (draw,) numbers under which draws are addressed.
        seed: 32-bit seed.
        model: key of the mechanism.
        ordinal: proleptic ordinal of the day.
        home: row of the country under blockade.
        home_key: its key of chance.
        fall_rate: (draw,) hazard under no pressure.
        fall_response: (draw,) rise of its logarithm with pressure.
        past_day: (draw, country) 1 on past days, on which nothing happens by chance.
        fall_factor: (draw, country) multiplier of the hazard.
        assumed: (draw, country) 1 from the day of an assumed fall.
        pressure: (draw, country) 0 after a fall; overwritten.
        fallen: (draw, country) 1 once it fell, for good; overwritten.
        talks: (draw, country) 0 after a fall; overwritten.
    """
    for i in range(len(draws)):
        if fallen[i, home] > 0.0:
            continue
        falls = hazard_of(fall_rate[i], fall_response[i], pressure[i, home], fall_factor[i, home])
        u, _ = uniform_pair(seed, model, draws[i], ordinal, home_key, 0)
        if assumed[i, home] > 0.0 or (past_day[i, home] == 0.0 and happens(u, falls)):
            fallen[i, home] = 1.0
            pressure[i, home] = 0.0
            talks[i, home] = 0.0


@compiled
def bargain(
    draws: Keys,
    seed: int,
    model: int,
    ordinal: int,
    home: int,
    home_key: int,
    inside: Ints,
    talks_rate: Array,
    talks_response: Array,
    talks_days: Array,
    deal_rate: Array,
    past_day: Array,
    talks_factor: Array,
    assumed: Array,
    pressure: Array,
    talks: Array,
    deal: Array,
    ban_withdrawn: Array,
) -> None:
    """Let national talks begin, end, or bring a deal, by chance or as assumed. A deal holds for good and withdraws the ban.

    Args:
        draws: (draw,) numbers under which draws are addressed.
        seed: 32-bit seed.
        model: key of the mechanism.
        ordinal: proleptic ordinal of the day.
        home: row of the country under blockade.
        home_key: its key of chance.
        inside: rows of the corridors that touch it.
        talks_rate: (draw,) hazard of talks under no pressure.
        talks_response: (draw,) rise of its logarithm with pressure.
        talks_days: (draw,) mean length of talks without a deal.
        deal_rate: (draw,) hazard of a deal during talks.
        past_day: (draw, country) 1 on past days, on which nothing happens by chance.
        talks_factor: (draw, country) multiplier of both hazards.
        assumed: (draw, country) 1 from the day of an assumed deal.
        pressure: (draw, country) pressure.
        talks: (draw, country) 1 while talks run; overwritten.
        deal: (draw, country) 1 once a deal holds; overwritten.
        ban_withdrawn: (draw, corridor) all 0; overwritten on the day of a deal.
    """
    for i in range(len(draws)):
        if deal[i, home] > 0.0:
            continue
        future = past_day[i, home] == 0.0
        opens = hazard_of(talks_rate[i], talks_response[i], pressure[i, home], talks_factor[i, home])
        _, u_deal = uniform_pair(seed, model, draws[i], ordinal, home_key, 0)
        u_open, u_close = uniform_pair(seed, model, draws[i], ordinal, home_key, 1)
        agreed = future and talks[i, home] > 0.0 and happens(u_deal, deal_rate[i] * talks_factor[i, home])
        if agreed or assumed[i, home] > 0.0:
            deal[i, home] = 1.0
            talks[i, home] = 0.0
            for c in inside:
                ban_withdrawn[i, c] = 1.0
        elif talks[i, home] > 0.0:
            if future and u_close * talks_days[i] < 1.0:
                talks[i, home] = 0.0
        elif future and happens(u_open, opens):
            talks[i, home] = 1.0


@compiled
def relieve(
    draws: Keys,
    seed: int,
    model: int,
    ordinal: int,
    home: int,
    home_key: int,
    inside: Ints,
    lift_rate: Array,
    lift_days: Array,
    past_day: Array,
    lift_factor: Array,
    deal: Array,
    lifted: Array,
    ban_withdrawn: Array,
) -> None:
    """Lift the blockade: for good under a deal, for a time in a lull, which withdraws the ban too.

    Args:
        draws: (draw,) numbers under which draws are addressed.
        seed: 32-bit seed.
        model: key of the mechanism.
        ordinal: proleptic ordinal of the day.
        home: row of the country under blockade.
        home_key: its key of chance.
        inside: rows of the corridors that touch it.
        lift_rate: (draw,) hazard of a lull.
        lift_days: (draw,) its mean length.
        past_day: (draw, country) 1 on past days, on which nothing happens by chance.
        lift_factor: (draw, country) multiplier of the hazard.
        deal: (draw, country) 1 once a deal holds.
        lifted: (draw, country) 1 under a deal or in a lull; overwritten.
        ban_withdrawn: (draw, corridor) overwritten on the first day of a lull.
    """
    for i in range(len(draws)):
        if deal[i, home] > 0.0:
            lifted[i, home] = 1.0
        elif past_day[i, home] == 0.0:
            u, v = uniform_pair(seed, model, draws[i], ordinal, home_key, 2)
            if lifted[i, home] > 0.0:
                if v * lift_days[i] < 1.0:
                    lifted[i, home] = 0.0
            elif happens(u, lift_rate[i] * lift_factor[i, home]):
                lifted[i, home] = 1.0
                for c in inside:
                    ban_withdrawn[i, c] = 1.0


@compiled
def restrain(
    home: int,
    inside: Ints,
    deal_restraint: Array,
    lift_restraint: Array,
    fallen_restraint: Array,
    fallen: Array,
    deal: Array,
    lifted: Array,
    attack_restraint: Array,
    violence_restraint: Array,
) -> None:
    """Say what share of attacks remains tomorrow, after all that has happened.

    Args:
        home: row of the country under blockade.
        inside: rows of the corridors that touch it.
        deal_restraint: (draw,) share that remains under a deal.
        lift_restraint: (draw,) share of ambushes that remains in a lull.
        fallen_restraint: (draw,) ambushes after a fall as a share of those before.
        fallen: (draw, country) 1 once the government fell.
        deal: (draw, country) 1 once a deal holds.
        lifted: (draw, country) 1 under a deal or in a lull.
        attack_restraint: (draw, corridor) share of ambushes; overwritten.
        violence_restraint: (draw, country) share of attacks; overwritten.
    """
    for i in range(len(deal_restraint)):
        remains = fallen_restraint[i] if fallen[i, home] > 0.0 else 1.0
        violence_restraint[i, home] = 1.0
        if deal[i, home] > 0.0:
            remains *= deal_restraint[i]
            violence_restraint[i, home] = deal_restraint[i]
        elif lifted[i, home] > 0.0:
            remains *= lift_restraint[i]
        for c in inside:
            attack_restraint[i, c] = remains
