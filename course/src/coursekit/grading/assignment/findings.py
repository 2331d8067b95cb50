"""What can be wrong with a submission: codes for the report, Indonesian words for the trainee."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

__all__ = [
    "ABOUT_FILES",
    "LABELS",
    "MESSAGES",
    "SPEAKING",
    "STATUSES",
    "Finding",
    "status_of",
    "told",
    "translated",
]

# Errors whose message is a sentence for the trainee: their names need not be shown.
SPEAKING = (
    *("AssertionError", "CheckFailed", "KeyMissing", "AnswerError", "MissingAnswerError"),
    "NotOpenedError",
)

# status -> its label
LABELS = {
    "intact": "utuh",
    "restored": "dipulihkan",
    "partial": "sebagian",
    "unreadable": "tidak terbaca",
    "quarantined": "karantina",
}

# status -> what it means to staff (book/penilaian.md says the same to trainees)
STATUSES = {
    "intact": "Dinilai apa adanya.",
    "restored": "Ada bagian yang dipulihkan dari naskah asli; nilai tidak berkurang karenanya.",
    "partial": "Sebagian program tidak selesai; uji yang bergantung padanya bernilai 0.",
    "unreadable": "Notebook tidak ada atau tidak terbaca; uji otomatisnya bernilai 0.",
    "quarantined": "Penilaian dua kali terhenti; belum dinilai, perlu diperiksa pengajar.",
}

_RESTORED, _PARTIAL, _LOST, _NOTE = "restored", "partial", "unreadable", "intact"

# code -> (status it leads to, sentence for the trainee)
MESSAGES = {
    "cell-deleted": (_RESTORED, "Sel {where} terhapus dan telah dikembalikan seperti aslinya."),
    "cell-changed": (
        _RESTORED,
        "Sel {where} terkunci, tetapi isinya berubah; yang dinilai adalah isi aslinya.",
    ),
    "cell-doubled": (
        _RESTORED,
        "Sel {where} ada lebih dari satu; yang dinilai adalah salinan terakhir yang terisi.",
    ),
    "cell-type": (_RESTORED, "Jenis sel {where} berubah dan telah dikembalikan."),
    "cell-marks": (_RESTORED, "Penanda sel {where} berubah atau hilang dan telah dipulihkan."),
    "cell-order": (_RESTORED, "Urutan sel berubah; lab dijalankan menurut urutan aslinya."),
    "old-format": (_RESTORED, "Notebook memakai format lama dan telah diubah ke format 4."),
    "kernel": (_RESTORED, "Notebook memakai kernel lain ({where}); dinilai dengan kernel lab ini."),
    "file-name": (
        _RESTORED,
        "Berkas {where} seharusnya bernama {other}; isinya dikenali dan tetap dinilai. "
        "Mohon jangan mengganti nama atau letak berkas.",
    ),
    "notebook-other": (_NOTE, "Berkas {where} bukan bagian dari lab ini dan tidak dinilai."),
    "notebook-missing": (
        _LOST,
        "Notebook {where} tidak ada dalam kiriman Anda. Mohon kirim ulang lab ini.",
    ),
    "notebook-swapped": (
        _LOST,
        "Notebook {where} tidak ada dalam kiriman Anda; yang ditemukan: {other}. "
        "Letakkan notebook lab ini di foldernya dengan nama {where}, lalu kirim ulang.",
    ),
    "notebook-doubled": (
        _LOST,
        "Notebook {where} tidak ada, dan lebih dari satu berkas mungkin dimaksud: {other}. "
        "Beri nama {where} pada yang benar, lalu kirim ulang.",
    ),
    "notebook-archive": (
        _LOST,
        "Berkas {where} adalah arsip zip, bukan notebook. Keluarkan isinya, letakkan notebook di "
        "folder lab dengan nama {other}, lalu kirim ulang.",
    ),
    "notebook-large": (
        _LOST,
        "Notebook {where} terlalu besar, juga tanpa keluaran selnya. "
        "Hapus gambar atau data yang ditempelkan di dalamnya, lalu kirim ulang.",
    ),
    "notebook-empty": (
        _LOST,
        "Berkas {where} kosong: tidak ada isi yang tersimpan. "
        "Buka salinan lab yang masih berisi, simpan dengan nama itu, lalu kirim ulang.",
    ),
    "notebook-html": (
        _LOST,
        "Berkas {where} berisi halaman web (HTML), bukan notebook. Unduh notebook dari JupyterLab "
        "(menu File, Download), bukan halamannya dari peramban, lalu kirim ulang.",
    ),
    "notebook-merged": (
        _LOST,
        "Notebook {where} berisi tanda penggabungan versi (<<<<<<< dan >>>>>>>). Pilih satu versi "
        "dan hapus tanda-tanda itu, pastikan dapat dibuka di JupyterLab, lalu kirim ulang.",
    ),
    "notebook-foreign": (
        _LOST,
        "Berkas {where} terbaca, tetapi isinya bukan notebook. "
        "Buka notebook lab ini di JupyterLab, simpan dengan nama itu, lalu kirim ulang.",
    ),
    "notebook-broken": (
        _LOST,
        "Notebook {where} tidak terbaca (berkas rusak atau terpotong). "
        "Mohon buka di JupyterLab, simpan, lalu kirim ulang.",
    ),
    "file-large": (
        _PARTIAL,
        "Berkas {where} terlalu besar dan tidak ikut dinilai. Hapus berkas itu lalu kirim ulang.",
    ),
    "link": (_PARTIAL, "{where} adalah tautan, bukan berkas; tautan tidak diikuti."),
    "answer-missing": (
        _PARTIAL,
        "Berkas jawaban {where} tidak ada. Buka formulirnya, isi, lalu kirim ulang.",
    ),
    "time-out": (
        _PARTIAL,
        "Sel {where} berjalan melebihi batas waktu dan dihentikan.",
    ),
    "program-ended": (
        _PARTIAL,
        "Program berhenti di sel {where}; sel sesudahnya tidak dapat dijalankan.",
    ),
    "memory": (
        _PARTIAL,
        "Program memakai terlalu banyak memori di sel {where} dan dihentikan; sel sesudahnya tidak "
        "dapat dijalankan. Periksa data atau proses yang dibuat berulang-ulang di sel itu.",
    ),
    "quarantined": (
        "quarantined",
        "Penilaian otomatis terhenti; pengajar akan memeriksa kiriman ini.",
    ),
}

_ORDER = list(STATUSES)

ABOUT_FILES = ("file-", "notebook-")
"""How codes begin that are about whole files, which staff want to see at once."""


@dataclass(frozen=True)
class Finding:
    """One thing that was found.

    Attributes
    ----------
    code : str
        A key of `MESSAGES`.
    where : str
        The cell, the file or the kernel it is about.
    other : str
        A second name the sentence tells: what was expected, or what was found instead.
    """

    code: str
    where: str = ""
    other: str = ""

    @property
    def message(self) -> str:
        """The sentence for the trainee."""
        return told(self.code, self.where, self.other)

    def as_dict(self) -> dict[str, str]:
        """Return the fields and the sentence, ready for JSON."""
        return asdict(self) | {"message": self.message}


def told(code: str, where: str = "", other: str = "") -> str:
    """Return the sentence a trainee reads."""
    return MESSAGES[code][1].format(where=where, other=other)


def status_of(codes: list[str]) -> str:
    """Return the gravest status that `codes` lead to."""
    return max((MESSAGES[code][0] for code in codes), key=_ORDER.index, default=_NOTE)


# Codes of the version before, in reports it wrote.
_FORMER = {
    "utuh": "intact",
    "dipulihkan": "restored",
    "sebagian": "partial",
    "tidak-terbaca": "unreadable",
    "karantina": "quarantined",
    "sel-dihapus": "cell-deleted",
    "sel-diubah": "cell-changed",
    "sel-ganda": "cell-doubled",
    "jenis-sel": "cell-type",
    "penanda": "cell-marks",
    "urutan": "cell-order",
    "format-lama": "old-format",
    "nama-berkas": "file-name",
    "notebook-lain": "notebook-other",
    "notebook-hilang": "notebook-missing",
    "notebook-tertukar": "notebook-swapped",
    "notebook-ganda": "notebook-doubled",
    "notebook-arsip": "notebook-archive",
    "notebook-besar": "notebook-large",
    "notebook-kosong": "notebook-empty",
    "notebook-gabungan": "notebook-merged",
    "notebook-bukan": "notebook-foreign",
    "notebook-rusak": "notebook-broken",
    "berkas-besar": "file-large",
    "tautan": "link",
    "jawaban-hilang": "answer-missing",
    "waktu-habis": "time-out",
    "program-berhenti": "program-ended",
    "memori": "memory",
}


def translated(report: dict[str, Any]) -> dict[str, Any]:
    """Return a report on disk in today's codes, whichever version wrote it."""
    damage = [one | {"code": _FORMER.get(one["code"], one["code"])} for one in report["damage"]]
    status = _FORMER.get(report["status"], report["status"])
    return report | {"status": status, "damage": damage}
