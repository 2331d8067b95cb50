"""What makes a password acceptable; pure, and the sentences are for the person who chooses it."""

from __future__ import annotations

import re

from coursekit.hub.accounts.accounts import Account

__all__ = ["problem"]

_COMMON = (
    "password",
    "katasandi",
    "kata sandi",
    "qwerty",
    "12345",
    "rahasia",
    "indonesia",
    "admin",
)


def problem(password: str, repeated: str, account: Account, minimum: int) -> str:
    """Return what is wrong with a new password, or nothing.

    Parameters
    ----------
    repeated : str
        The password as typed the second time.
    account : Account
        Whose it will be; name, NIP and parts of the full name may not make it up.
    minimum : int
        Fewest letters.
    """
    small = password.casefold()
    if password != repeated:
        return "Kedua isian kata sandi baru tidak sama. Ketik sekali lagi."
    if len(password) < minimum:
        return f"Kata sandi terlalu pendek: paling sedikit {minimum} huruf, angka, atau tanda."
    if len(password) > 200:
        return "Kata sandi terlalu panjang: paling banyak 200 huruf, angka, atau tanda."
    if len(set(small)) < 5:
        return "Kata sandi terlalu mudah ditebak: pakailah lebih banyak huruf yang berbeda."
    rest = small
    own = [account.name, account.nip, *re.split(r"\W+", account.full_name)]
    for word in (*own, *_COMMON):
        if len(word) > 3:
            rest = rest.replace(word.casefold(), "")
    if len(rest) < minimum // 2:
        return (
            "Kata sandi terlalu mudah ditebak: jangan memakai nama, NIP, atau kata yang umum. "
            "Beberapa kata yang tidak berkaitan adalah pilihan yang baik."
        )
    return ""
