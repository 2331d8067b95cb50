"""Tell nbgrader to use this exchange."""

from __future__ import annotations

from typing import Any

__all__ = ["update_exchange"]


def update_exchange(c: Any, checkout: str = "") -> None:
    """Set the exchange classes on a configuration; only sets.

    Parameters
    ----------
    checkout : str, optional
        Where staff work without a hub; trainees have none.
    """
    from coursekit.exchange.client import listing, staff, trainee

    c.Exchange.path_includes_course = True
    c.Exchange.checkout = checkout
    c.ExchangeFactory.exchange = trainee.Exchange
    c.ExchangeFactory.list = listing.List
    c.ExchangeFactory.fetch_assignment = trainee.FetchAssignment
    c.ExchangeFactory.submit = trainee.Submit
    c.ExchangeFactory.fetch_feedback = trainee.FetchFeedback
    c.ExchangeFactory.release_assignment = staff.ReleaseAssignment
    c.ExchangeFactory.collect = staff.Collect
    c.ExchangeFactory.release_feedback = staff.ReleaseFeedback
