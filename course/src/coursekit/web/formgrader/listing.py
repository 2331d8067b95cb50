"""Which labs are handed out, for nbgrader's pages: asked of the grading outside."""

from __future__ import annotations

from nbgrader.exchange import abc

from coursekit.web.formgrader.orders import Order, Verb, ask

__all__ = ["List"]


class List(abc.ExchangeList):
    """The list as far as formgrader's pages need it: names of labs, and whether one may ask."""

    def start(self) -> list[dict[str, str]]:
        """Return a row a lab.

        Raises
        ------
        nbgrader.exchange.ExchangeError
            If the exchange does not answer.
        """
        told = ask(Order(Verb.RELEASED))
        if not told["success"]:
            raise abc.ExchangeError(told.get("error", ""))
        return [{"assignment_id": name} for name in told["labs"]]
