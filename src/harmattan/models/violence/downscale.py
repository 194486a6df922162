"""From counts of a month and an area to days and places, with every count kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harmattan.inference.chance import uniform_pair
from harmattan.inference.compiled import compiled, frozen
from harmattan.models.violence.ground import Ground
from harmattan.world.atlas import stable_key

__all__ = ["downscale"]


def downscale(
    counts: NDArray[np.float64],
    ground: Ground,
    days: int,
    *,
    seed: int,
    first_day: int,
    draws: NDArray[np.uint32] | None = None,
) -> NDArray[np.float64]:
    """Share out counts of attacks over the days of a month and the places of each area.

    Each attack takes a day, all alike, and a place by the same weights as in the daily mechanism, or the countryside. An area
    without places has only its countryside.

    Args:
        counts: (draw, area) attacks in the month, whole numbers of at least 0.
        ground: weights of the places, made by `ground_of`.
        days: days of the month, at least 1.
        seed: 32-bit seed.
        first_day: proleptic ordinal of the first day of the month (`date.toordinal`).
        draws: (draw,) number under which each draw's chance is addressed; 0, 1, 2 … when None.

    Returns:
        (draw, day, place + area) attacks: first the places, then the countryside of each area. Over days, the places and the
        countryside of an area add up to its count exactly.

    Raises:
        ValueError: counts that are not whole numbers of at least 0, of another shape than (draw, area), or no day.

    Examples:
        >>> from harmattan.models.violence import ground_of
        >>> from harmattan.world.atlas import Area, Atlas, Place
        >>> town = Place("a", "A", "n", "XI", 0.0, 0.0, "town", population=10_000)
        >>> ground = ground_of(Atlas((town,), areas=(Area("n", "N", "XI", 0.0, 0.0),)), country="XI")
        >>> placed = downscale(np.array([[40.0]]), ground, 30, seed=1, first_day=738_000)
        >>> placed.shape, float(placed.sum())
        ((1, 30, 2), 40.0)
    """
    whole = np.asarray(counts, dtype=np.float64)
    if whole.ndim != 2 or whole.shape[1] != len(ground.area_keys) or days < 1:
        raise ValueError(
            f"counts of shape {whole.shape} over {days} days: (draw, {len(ground.area_keys)}), a day or more"
        )
    if not (np.isfinite(whole).all() and (whole >= 0.0).all() and (whole == np.floor(whole)).all()):
        raise ValueError("counts: whole numbers of at least 0")
    ids = np.arange(len(whole), dtype=np.uint32) if draws is None else np.asarray(draws, dtype=np.uint32)
    if ids.shape != whole.shape[:1]:
        raise ValueError(f"draws of shape {ids.shape}: one number for each of {len(whole)} draws")
    out = np.zeros((len(whole), days, len(ground.place_area) + len(ground.area_keys)))
    model = stable_key("violence.downscale")
    _share_out(
        frozen(ids), seed, model, first_day, ground.area_keys, ground.place_first, ground.places, ground.below, frozen(whole), out
    )  # fmt: skip
    return out


@compiled
def _share_out(
    draws: NDArray[np.uint32],
    seed: int,
    model: int,
    ordinal: int,
    area_keys: NDArray[np.uint32],
    place_first: NDArray[np.int64],
    places: NDArray[np.int64],
    below: NDArray[np.float64],
    counts: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    for i in range(len(draws)):
        for a in range(len(area_keys)):
            for k in range(int(counts[i, a])):
                u, v = uniform_pair(seed, model, draws[i], ordinal, area_keys[a], k)
                entry = out.shape[2] - len(area_keys) + a
                for j in range(place_first[a], place_first[a + 1]):
                    if v < below[j]:
                        entry = places[j]
                        break
                out[i, int(u * out.shape[1]), entry] += 1.0
