"""Philox against its published answers, a slow twin in whole numbers, and the look of independent uniform numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from harmattan.inference import chance
from harmattan.inference.chance import philox, uniform, uniform_pair, uniform_pairs

WORD = st.integers(0, 2**32 - 1)

KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


def slow_philox(counter: tuple[int, ...], key: tuple[int, ...]) -> tuple[int, ...]:
    x, k = list(counter), list(key)
    for _ in range(10):
        high0, low0 = divmod(0xD2511F53 * x[0], 2**32)
        high1, low1 = divmod(0xCD9E8D57 * x[2], 2**32)
        x = [high1 ^ x[1] ^ k[0], low1, high0 ^ x[3] ^ k[1], low0]
        k = [(k[0] + 0x9E3779B9) % 2**32, (k[1] + 0xBB67AE85) % 2**32]
    return tuple(x)


def slow_uniforms(seed: int, model: int, draw: int, day: int, entity: int, pair: int) -> tuple[float, float]:
    a, b, c, d = slow_philox((draw, day, entity, pair), (seed, model))
    return tuple((2 * ((high * 2**32 + low) // 2**12) + 1) / 2**53 for high, low in ((a, b), (c, d)))


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_published_answers_of_random123(counter, key, answer):
    assert tuple(int(word) for word in philox(*counter, *key)) == answer
    assert slow_philox(counter, key) == answer


@settings(max_examples=300, deadline=None)
@given(st.tuples(WORD, WORD, WORD, WORD), st.tuples(WORD, WORD))
def test_philox_is_its_slow_twin(counter, key):
    assert tuple(int(word) for word in philox(*counter, *key)) == slow_philox(counter, key)


@settings(max_examples=300, deadline=None)
@given(WORD, WORD, WORD, WORD, WORD, st.integers(0, 2**31 - 1))
def test_uniforms_are_their_slow_twin(seed, model, draw, day, entity, pair):
    assert uniform_pair(seed, model, draw, day, entity, pair) == slow_uniforms(seed, model, draw, day, entity, pair)
    assert uniform(seed, model, draw, day, entity, 2 * pair) == uniform_pair(seed, model, draw, day, entity, pair)[0]
    assert (
        uniform(seed, model, draw, day, entity, 2 * pair + 1) == uniform_pair(seed, model, draw, day, entity, pair)[1]
    )


@settings(max_examples=100, deadline=None)
@given(WORD, WORD, st.lists(WORD, max_size=9), WORD, st.lists(WORD, max_size=9), st.integers(0, 2**31 - 1))
def test_many_uniforms_at_once_are_those_one_by_one(seed, model, draws, day, entities, pair):
    first, second = np.zeros((2, len(draws), len(entities)))
    uniform_pairs(seed, model, np.array(draws, np.uint32), day, np.array(entities, np.uint32), pair, first, second)
    for i, draw in enumerate(draws):
        for j, entity in enumerate(entities):
            assert (first[i, j], second[i, j]) == uniform_pair(seed, model, draw, day, entity, pair)


def test_a_uniform_is_never_0_or_1_and_its_complement_is_exact():
    ones = np.uint64(0xFFFFFFFF)
    least, most = chance._unit(np.uint64(0), np.uint64(0)), chance._unit(ones, ones)
    assert least == 2.0**-53
    assert most == 1.0 - 2.0**-53
    assert 1.0 - most == least
    assert chance._unit(ones, np.uint64(0)) < most


def numbers(**address: object) -> np.ndarray:
    names = ("seed", "model", "draw", "day", "entity", "slot")
    base = {"seed": 7, "model": 11, "draw": 3, "day": 739_000, "entity": 99, "slot": 0, **address}
    count = max(len(value) for value in base.values() if isinstance(value, range))
    rows = [[(base[n][i] if isinstance(base[n], range) else base[n]) for n in names] for i in range(count)]
    return np.array([uniform(*row) for row in rows])


@pytest.mark.parametrize("word", ["seed", "model", "draw", "day", "entity", "slot"])
def test_neighbours_in_every_word_are_uniform_and_independent(word):
    u = numbers(**{word: range(20_000)})
    assert stats.kstest(u, "uniform").pvalue > 1e-3
    # Pairs of neighbours at lag 1 fill a 10 x 10 table evenly; not only does their correlation vanish.
    table, _, _ = np.histogram2d(u[:-1:2], u[1::2], bins=10, range=[[0, 1], [0, 1]])
    assert stats.chisquare(table.ravel()).pvalue > 1e-3
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 4 / np.sqrt(len(u))


@pytest.mark.parametrize("word", ["seed", "model", "draw", "day", "entity", "slot"])
def test_another_word_gives_another_stream(word):
    here = {"slot": range(10_000), word: 5} if word != "slot" else {"draw": range(10_000), "slot": 5}
    there = {**here, word: 6}
    table, _, _ = np.histogram2d(numbers(**here), numbers(**there), bins=10, range=[[0, 1], [0, 1]])
    assert stats.chisquare(table.ravel()).pvalue > 1e-3


def test_the_lowest_bits_are_even():
    words = [philox(i, 0, 0, 0, 1, 2) for i in range(5_000)]
    for position in range(4):
        bits = np.array([[int(w[position]) >> b & 1 for b in range(32)] for w in words])
        assert np.abs(bits.mean(axis=0) - 0.5).max() < 5 * 0.5 / np.sqrt(len(words))
