"""The best mix beside naive ways to place the same protections."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from harmattan.protect.answer import Amount, Placed
from harmattan.protect.game import Game, Pieces, nothing, people_short, worst
from harmattan.protect.layout import Board
from harmattan.protect.planner import Choice, people_saved
from harmattan.protect.respond import Learned

__all__ = ["place"]


def place(learned: Learned, board: Board, chosen: Choice) -> tuple[Placed, ...]:
    """Set the best mix beside naive ways to place the same protections.

    Args:
        learned: what rehearsals showed.
        board: the game.
        chosen: the best mix.

    Returns:
        The best mix, then the naive ways.
    """
    game, bare = board.game, nothing(board.game)
    short = people_short(game, bare, worst(game, bare)[1])
    out = [Placed("best", Amount.of(people_saved(game, chosen)))]
    atlas = learned.stage.situation.atlas
    share = np.array([atlas.corridors[row].normal_share for row in board.corridors])
    pace = learned.base.pace[:, list(board.corridors)].mean(axis=0)
    spread = {"attacked": int(pace.argmax()), "largest": int(share.argmax())}
    even = _even(board, chosen.plan)
    out.append(Placed("even", Amount.of(short - people_short(even, bare, worst(even, bare)[1]))))
    for way, row in spread.items():
        plan = _on_one(learned, board, chosen.plan, row)
        out.append(Placed(way, Amount.of(short - people_short(game, plan, worst(game, plan)[1]))))
    return tuple(out)


def _on_one(learned: Learned, board: Board, plan: Pieces, target: int) -> Pieces:
    """Move all that stands on corridors to one of them; what it cannot take is wasted. Stocks stay."""
    moved = [
        list(months) if row >= board.game.corridors else [0] * board.game.months for row, months in enumerate(plan)
    ]
    for month in range(board.game.months):
        units = _units(board, plan, month)
        best = 0
        for k, option in enumerate(board.options[target]):
            levels = dict(option)
            wanted = {n: min(count, len(learned.protections[n].levels)) for n, count in units.items()}
            if levels == wanted and board.game.posts[target].usable[month, k]:
                best = k
        moved[target][month] = best
    return tuple(tuple(months) for months in moved)


def _units(board: Board, plan: Pieces, month: int) -> dict[int, int]:
    """Levels of each protection that stand on corridors in a month, added up."""
    out: dict[int, int] = {}
    for row in range(board.game.corridors):
        for number, level in board.options[row][plan[row][month]]:
            out[number] = out.get(number, 0) + level
    return out


def _even(board: Board, plan: Pieces) -> Game:
    """Spread all that stands on corridors over all of them: a level shared by so many acts on each by that part.

    Returns:
        A game whose configuration 0 is that plan, so that it can be valued like any other.
    """
    game = board.game
    posts = []
    for row, post in enumerate(game.posts):
        change = post.change.copy()
        for month in range(game.months):
            if row >= game.corridors:
                change[:, month, 0] = post.change[:, month, plan[row][month]]
                continue
            for number, count in _units(board, plan, month).items():
                first = next((k for k, o in enumerate(board.options[row]) if o == ((number, 1),)), None)
                if first is not None:
                    part = min(count / game.corridors, 1.0)
                    change[:, month, 0] += part * (post.change[:, month, first] - post.change[:, month, 0])
        posts.append(replace(post, change=change))
    return replace(game, posts=tuple(posts))
