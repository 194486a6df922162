"""What most mechanisms say alike: that no report speaks to them, and that there is nothing to set."""

from __future__ import annotations

from collections.abc import Mapping

from harmattan.errors import Fault, InputFaults
from harmattan.models.contract import Expectation, Heard, Record, State
from harmattan.world.report import Report

__all__ = ["Quiet", "refuse_settings"]


class Quiet:
    """What a mechanism says where no report speaks to it. It overrides the rest, and its page says why this is silent."""

    @property
    def observes(self) -> frozenset[str]:
        """Nothing: no report measures what it gives."""
        return frozenset()

    @property
    def weighs(self) -> frozenset[str]:
        """Nothing: it does not weigh past days itself."""
        return frozenset()

    def normal(self, parameters: State) -> State:  # noqa: ARG002
        """Say what it would give in normal times for reports to be compared with: nothing, since it speaks to none.

        Args:
            parameters: (draw, ...) arrays by name.

        Returns:
            Nothing.
        """
        return {}

    def expect(self, report: Report, record: Record) -> Expectation | None:  # noqa: ARG002
        """Say what a report should have measured: nothing here.

        Args:
            report: a claim.
            record: the recorded days.

        Returns:
            None.
        """
        return None

    def hears(self, report: Report, trust: float) -> tuple[Heard, ...]:  # noqa: ARG002
        """Say what a reported event tells of past days: nothing here.

        Args:
            report: a claim.
            trust: chance that it happened as told.

        Returns:
            Nothing.
        """
        return ()


def refuse_settings(name: str, settings: Mapping[str, float]) -> None:
    """Stop where a case sets something of a mechanism that has nothing to set.

    Args:
        name: the mechanism.
        settings: its table in case.toml.

    Raises:
        InputFaults: every setting.
    """
    if settings:
        raise InputFaults([Fault("case.toml", 0, f"model.{name}.{key}", key, "no settings") for key in settings])
