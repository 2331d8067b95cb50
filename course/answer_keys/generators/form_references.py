"""Reference answers of labs of declared forms: right by their keys, texts by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from generators.common import yaml_of
from generators.references import OWNERS, answer_file

__all__ = ["UNITS", "WRITTEN", "form_references"]

UNITS = {"00-orientasi": tuple(OWNERS), "02-kerangka-spbe": tuple(OWNERS)[:1]}
"""Unit -> whose reference answers it has; one is enough where the case is nobody's own."""

WRITTEN = {
    "layanan-saya": {
        "nama": "surat keterangan usaha",
        "indikator": "I45",
        "cerita": (
            "Petani penggarap di kecamatan kami datang tiga kali untuk satu surat keterangan "
            "usaha, kira-kira enam hari. Bila data desa terbaca di kecamatan, ia cukup datang "
            "sekali. Yang kami ukur banyaknya kunjungan per surat, dari 3 menjadi 1, menurut buku "
            "register kedua kantor. Angka enam hari itu perkiraan."
        ),
    },
    "denpasar-baca": {
        "surat": (
            "Indeks kota paling banyak hilang di Layanan Administrasi Pemerintahan, yaitu 0,36, "
            "walaupun nilainya 3,70. Penerapan Manajemen nilainya lebih rendah, tetapi bagiannya "
            "dalam penilaian tidak sampai separuhnya, sehingga yang hilang 0,35. Bagi warga "
            "artinya berkas masih dicari dari kantor ke kantor, dan layanan dapat berhenti "
            "ketika petugasnya pindah."
        )
    },
    "pembulatan": {
        "sebab": (
            "Nilai aspek yang tercetak sudah dibulatkan, jadi hitungan ulang 2,1153 dapat meleset "
            "sampai 0,005. Nilai aslinya dapat di bawah 2,115 dan tercetak 2,11. Laporan "
            "menghitung dari angka yang belum dibulatkan; keduanya dapat benar."
        )
    },
}
"""Form -> what no key says: texts, and choices of which none is wrong."""


def form_references(units: Path, made: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return path below the reference shelf -> answer file.

    Parameters
    ----------
    units : Path
        Folder of the units.
    made : mapping
        Path below it -> content of forms that are generated themselves: read from here, since
        what stands on the disk may be older.
    """
    found = {}
    for unit, owners in UNITS.items():
        for path in sorted((units / unit / "forms").glob("*.yml")):
            name = path.relative_to(units).as_posix()
            form = yaml.safe_load(made[name]) if name in made else yaml_of(path)
            if form.get("drill"):
                continue
            answers = {"questions": _right(form) | WRITTEN.get(path.stem, {})}
            for owner in owners:
                place = f"{unit}/{owner}/jawaban/{path.stem}.json"
                found[place] = answer_file(path.stem, owner, answers)
    return found


def _right(form: Mapping[str, Any]) -> dict[str, Any]:
    keyed = {
        one["id"]: (one["kind"], one["key"]["right"]) for one in form["questions"] if "key" in one
    }
    return {name: _given(kind, right) for name, (kind, right) in keyed.items()}


def _given(kind: str, right: Any) -> Any:
    """Return one right answer where a key accepts several."""
    if kind == "single" and isinstance(right, list):
        return right[0]
    if isinstance(right, Mapping):
        return {row: _given("row", one) for row, one in right.items()}
    return right[0] if kind == "row" and isinstance(right, list) else right
