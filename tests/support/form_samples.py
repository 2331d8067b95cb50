"""A form with every kind of question, its key, and answers drawn at random."""

import random

__all__ = ["ASKED", "DRILL", "FORM", "KEY", "LETTER", "RIGHT", "draw", "draw_typed"]

ASKED = [
    {"id": "siapa", "kind": "single", "text": "Siapa koordinator SPBE?",
     "choices": {"dinas": "Kepala Diskominfo", "sekda": "Sekretaris Daerah"}},
    {"id": "domain", "kind": "several", "text": "Domain SPBE?", "points": 2,
     "choices": {"a": "Tata Kelola", "b": "Keuangan", "c": "Manajemen"}},
    {"id": "tangga", "kind": "order", "text": "Urutkan.", "points": 2,
     "choices": {"t3": "Terdefinisi", "t1": "Rintisan", "t2": "Terkelola"}},
    {"id": "indeks", "kind": "number", "text": "Indeksnya?", "unit": "poin", "min": 1, "max": 5},
    {"id": "tahap", "kind": "match", "text": "Pasangkan.", "points": 3,
     "rows": {"r1": "Mengamati", "r2": "Mengubah", "r3": "Menetapkan"},
     "choices": {"b": "Belajar", "s": "Menyesuaikan", "m": "Mengadopsi"}},
    {"id": "layanan", "kind": "table", "text": "Isilah.", "points": 4, "corner": "Layanan",
     "rows": {"akta": "Akta", "usaha": "Izin usaha"},
     "columns": {
         "kini": {"label": "Kini", "kind": "shown", "cells": {"akta": "9 hari"}},
         "hari": {"label": "Target", "kind": "number", "unit": "hari", "min": 0, "max": 30},
         "ukur": {"label": "Diukur dari", "kind": "single",
                  "choices": {"reg": "Buku register", "app": "Catatan aplikasi"}},
         "kata": {"label": "Catatan", "kind": "text", "max_words": 4}}},
]  # fmt: skip
LETTER = {
    "id": "surat", "kind": "text", "text": "Apa yang berubah bagi warga?", "points": 4,
    "min_words": 3, "max_words": 8,
    "rubric": [{"points": 0, "words": "Tidak tentang layanan."},
               {"points": 4, "name": "Lengkap", "words": "Ada warga, perubahan, dan angka."}],
}  # fmt: skip
FORM = {"title": "Keadaan layanan", "questions": [*ASKED, LETTER]}
KEY = {
    "siapa": {"right": "sekda", "why": "Sekda adalah koordinator SPBE.",
              "mistakes": {"dinas": "Diskominfo melaksanakan, bukan mengoordinasikan."}},
    "domain": {"right": ["a", "c"], "why": "Ada empat domain."},
    "tangga": {"right": ["t1", "t2", "t3"], "why": "Setiap tingkat mencakup yang di bawahnya."},
    "indeks": {"right": 3.455, "tolerance": 0.0005, "why": "Bobot layanan 45,5 %.",
               "mistakes": {"3.5": "Itu rata-rata tanpa bobot."}},
    "tahap": {"right": {"r1": "b", "r2": ["s", "m"], "r3": "m"}, "why": "Belajar dahulu."},
    "layanan": {"right": {"akta": {"hari": 2, "ukur": "reg"},
                          "usaha": {"hari": 1, "ukur": ["reg", "app"]}},
                "tolerance": 0.5, "why": "Dihitung dari register."},
}  # fmt: skip
RIGHT = {
    "siapa": "sekda", "domain": ["a", "c"], "tangga": ["t1", "t2", "t3"], "indeks": 3.455,
    "tahap": {"r1": "b", "r2": "s", "r3": "m"},
    "layanan": {"akta": {"hari": 2, "ukur": "reg"}, "usaha": {"hari": 1, "ukur": "app"}},
}  # fmt: skip
DRILL = {
    "title": "Latihan",
    "drill": True,
    "questions": [{**question, "key": KEY[question["id"]]} for question in ASKED],
}

_TEXTS = [
    "dua",
    "3,5,6",
    "–",
    "  ",
    "1e5",
    "sembilan puluh sembilan koma sembilan persen dari warga 🌾",
]
_LETTERS = [
    "",
    " ",
    "Ya.",
    "Warga tidak antre lagi.",
    "– satu – dua – tiga –",
    "a\u00a0b\u2028c d\te f g h i",
    "🌾 ½ 東京 naïve",
    "satu",
]


def draw(dice: random.Random) -> dict:
    """Return answers as a view may save them: whole, half, wrong, absent."""
    some = {
        "siapa": lambda: dice.choice(["dinas", "sekda"]),
        "domain": lambda: [code for code in "abc" if dice.random() < 0.5] or None,
        "tangga": lambda: dice.sample(["t1", "t2", "t3"], 3),
        "indeks": lambda: draw_typed(dice),
        "tahap": lambda: _some(dice, {r: lambda: dice.choice("bsm") for r in ("r1", "r2", "r3")}),
        "layanan": lambda: _some(dice, {r: lambda: _cells(dice) for r in ("akta", "usaha")}),
        "surat": lambda: dice.choice(_LETTERS) or None,
    }
    return {k: v for k, v in _some(dice, some).items() if v is not None}


def draw_typed(dice: random.Random):
    """Return a number of any size, or what was typed and is none."""
    plain = [
        dice.randint(-2, 40),
        round(dice.uniform(0, 6), dice.randint(0, 4)),
        3.455,
        1e-7,
        123456789012345,
    ]
    return dice.choice([*plain, *[text for text in _TEXTS if text.strip()]])


def _cells(dice):
    return _some(dice, {
        "hari": lambda: draw_typed(dice),
        "ukur": lambda: dice.choice(["reg", "app"]),
        "kata": lambda: dice.choice(_LETTERS) or None,
    })  # fmt: skip


def _some(dice, makers):
    made = {name: make() for name, make in makers.items() if dice.random() < 0.75}
    return {name: value for name, value in made.items() if value is not None}
