"""Lab 02: neither the lesson, nor published figures, nor plain means are worth much."""

from lazy import GENERAL, Strategy, beside, lazy

WHO = {
    "tugas": {"internal": "bupati", "periksa": "pj", "publikasi": "sekda", "eksternal": "menteri"},
    "tanda-tangan": "ganti",
    "laporan": "rekomendasi",
}
LESSON = {
    "siapa-mengerjakan": WHO,  # the table stands there, and may be looked up
    "denpasar-hitung": {"aspek-6": 3.17, "domain-3": 3.45, "domain-2": 3.4, "indeks": 2.9475},
    "denpasar-baca": {
        "predikat": "baik",
        "hilang": {"A5": {"hilang": 0.48}, "A7": {"hilang": 0.3}, "A8": {"hilang": 0.33}},
        "terbanyak": "A5",
        "paket": "admin",
    },
    "klaim-indeks": {
        "baris": "D3",
        "sebab": "biasa",
        "benar": 3.4,
        "indeks": 3.282,
        "predikat": "baik",
    },
    "pembulatan": {"dari-aspek": 2.95, "dari-domain": 3.28, "paling-jauh": "d"},
    "jebakan-baru": {
        "sempurna": 3.455,
        "sisa": 2,
        "publik": 3.455,
        "tercapai": "belum",
        "terpendek": 2,
    },
}
PUBLISHED = {
    "denpasar-hitung": {"indeks": 3.19, "domain-2": 3.3, "domain-3": 2.18},
    "denpasar-baca": {"predikat": "baik"},
    "klaim-indeks": {"benar": 3.83, "indeks": 3.51, "predikat": "sangat"},
    "pembulatan": {"dari-aspek": 2.11, "dari-domain": 2.11},
    "jebakan-baru": {"publik": 3.5, "tercapai": "ya", "terpendek": 10},
}
PLAIN_MEANS = {
    "denpasar-hitung": {"aspek-6": 2.33, "domain-3": 2.23, "domain-2": 3.33, "indeks": 3.06},
    "denpasar-baca": {"predikat": "baik", "terbanyak": "A5"},
    "klaim-indeks": {"baris": "D4", "benar": 3.55, "indeks": 3.42, "predikat": "baik"},
    "pembulatan": {"dari-aspek": 1.87, "dari-domain": 1.92},
    "jebakan-baru": {"sempurna": 3.02, "publik": 3.32},
}


def given(answers):
    """Return a strategy's function that answers every owner alike."""
    content = {form: {"questions": questions} for form, questions in answers.items()}
    return lambda lab, owner: content


STRATEGIES = lazy(0.2) | {
    "copied_from_the_lesson": Strategy(given(LESSON), 0.35),
    "copied_and_guessed": Strategy(beside(GENERAL["longest_choice"], given(LESSON)), 0.35),
    "published_figures": Strategy(given(PUBLISHED), 0.3),
    "plain_means": Strategy(given(PLAIN_MEANS), 0.25),
}
