"""The end of a person's sessions at the hub, in every browser.

Effects: the hub's database. A cookie of the hub holds nothing but the person's `cookie_id`, and
those of servers and services a token the hub gave; taking both back ends them wherever they are.
The token a running server itself works with stays, and so does the work that runs in it.
"""

from __future__ import annotations

from typing import Any

from jupyterhub import orm

__all__ = ["end_sessions"]

_ISSUED_BY_HAND = "jupyterhub"  # the client of tokens that belong to no browser


def end_sessions(user: Any) -> int:
    """Make every cookie of a user of the hub worthless; return how many tokens ended."""
    db, person = user.db, user.orm_user
    person.cookie_id = orm.new_token()
    tokens = db.query(orm.APIToken).filter(
        orm.APIToken.user_id == person.id, orm.APIToken.client_id != _ISSUED_BY_HAND
    )
    ended = [*tokens, *db.query(orm.OAuthCode).filter_by(user_id=person.id)]
    for one in ended:
        db.delete(one)
    db.commit()
    return len(ended)
