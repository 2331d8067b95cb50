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
    from coursekit.exchange import client, client_list, client_staff

    c.Exchange.path_includes_course = True
    c.Exchange.checkout = checkout
    c.ExchangeFactory.exchange = client.Exchange
    c.ExchangeFactory.list = client_list.List
    c.ExchangeFactory.fetch_assignment = client.FetchAssignment
    c.ExchangeFactory.submit = client.Submit
    c.ExchangeFactory.fetch_feedback = client.FetchFeedback
    c.ExchangeFactory.release_assignment = client_staff.ReleaseAssignment
    c.ExchangeFactory.collect = client_staff.Collect
    c.ExchangeFactory.release_feedback = client_staff.ReleaseFeedback
