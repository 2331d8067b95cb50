"""What can be wrong with a submission: codes for the report, Indonesian words for the trainee."""

from __future__ import annotations

from dataclasses import asdict, dataclass

__all__ = ["ABOUT_FILES", "MESSAGES", "SPEAKING", "STATUSES", "Finding", "status_of", "told"]

# Errors whose message is a sentence for the trainee: their names need not be shown.
SPEAKING = ("AssertionError", "CheckFailed", "KeyMissing", "AnswerError", "MissingAnswerError")
SPEAKING += ("NotOpenedError",)

# status -> what it means to staff (book/penilaian.md says the same to trainees)
STATUSES = {
    "utuh": "Dinilai apa adanya.",
    "dipulihkan": "Ada bagian yang dipulihkan dari naskah asli; nilai tidak berkurang karenanya.",
    "sebagian": "Sebagian program tidak selesai; uji yang bergantung padanya bernilai 0.",
    "tidak-terbaca": "Notebook tidak ada atau tidak terbaca; uji otomatisnya bernilai 0.",
    "karantina": "Penilaian dua kali terhenti; belum dinilai, perlu diperiksa pengajar.",
}

_RESTORED, _PARTIAL, _LOST, _NOTE = "dipulihkan", "sebagian", "tidak-terbaca", "utuh"

# code -> (status it leads to, sentence for the trainee)
MESSAGES = {
    "sel-dihapus": (_RESTORED, "Sel {where} terhapus dan telah dikembalikan seperti aslinya."),
    "sel-diubah": (
        _RESTORED,
        "Sel {where} terkunci, tetapi isinya berubah; yang dinilai adalah isi aslinya.",
    ),
    "sel-ganda": (
        _RESTORED,
        "Sel {where} ada lebih dari satu; yang dinilai adalah salinan terakhir yang terisi.",
    ),
    "jenis-sel": (_RESTORED, "Jenis sel {where} berubah dan telah dikembalikan."),
    "penanda": (_RESTORED, "Penanda sel {where} berubah atau hilang dan telah dipulihkan."),
    "urutan": (_RESTORED, "Urutan sel berubah; lab dijalankan menurut urutan aslinya."),
    "format-lama": (_RESTORED, "Notebook memakai format lama dan telah diubah ke format 4."),
    "kernel": (_RESTORED, "Notebook memakai kernel lain ({where}); dinilai dengan kernel lab ini."),
    "nama-berkas": (
        _RESTORED,
        "Berkas {where} seharusnya bernama {other}; isinya dikenali dan tetap dinilai. "
        "Mohon jangan mengganti nama atau letak berkas.",
    ),
    "notebook-lain": (_NOTE, "Berkas {where} bukan bagian dari lab ini dan tidak dinilai."),
    "notebook-hilang": (
        _LOST,
        "Notebook {where} tidak ada dalam kiriman Anda. Mohon kirim ulang lab ini.",
    ),
    "notebook-tertukar": (
        _LOST,
        "Notebook {where} tidak ada dalam kiriman Anda; yang ditemukan: {other}. "
        "Letakkan notebook lab ini di foldernya dengan nama {where}, lalu kirim ulang.",
    ),
    "notebook-ganda": (
        _LOST,
        "Notebook {where} tidak ada, dan lebih dari satu berkas mungkin dimaksud: {other}. "
        "Beri nama {where} pada yang benar, lalu kirim ulang.",
    ),
    "notebook-arsip": (
        _LOST,
        "Berkas {where} adalah arsip zip, bukan notebook. Keluarkan isinya, letakkan notebook di "
        "folder lab dengan nama {other}, lalu kirim ulang.",
    ),
    "notebook-besar": (
        _LOST,
        "Notebook {where} terlalu besar, juga tanpa keluaran selnya. "
        "Hapus gambar atau data yang ditempelkan di dalamnya, lalu kirim ulang.",
    ),
    "notebook-kosong": (
        _LOST,
        "Berkas {where} kosong: tidak ada isi yang tersimpan. "
        "Buka salinan lab yang masih berisi, simpan dengan nama itu, lalu kirim ulang.",
    ),
    "notebook-html": (
        _LOST,
        "Berkas {where} berisi halaman web (HTML), bukan notebook. Unduh notebook dari JupyterLab "
        "(menu File, Download), bukan halamannya dari peramban, lalu kirim ulang.",
    ),
    "notebook-gabungan": (
        _LOST,
        "Notebook {where} berisi tanda penggabungan versi (<<<<<<< dan >>>>>>>). Pilih satu versi "
        "dan hapus tanda-tanda itu, pastikan dapat dibuka di JupyterLab, lalu kirim ulang.",
    ),
    "notebook-bukan": (
        _LOST,
        "Berkas {where} terbaca, tetapi isinya bukan notebook. "
        "Buka notebook lab ini di JupyterLab, simpan dengan nama itu, lalu kirim ulang.",
    ),
    "notebook-rusak": (
        _LOST,
        "Notebook {where} tidak terbaca (berkas rusak atau terpotong). "
        "Mohon buka di JupyterLab, simpan, lalu kirim ulang.",
    ),
    "berkas-besar": (
        _PARTIAL,
        "Berkas {where} terlalu besar dan tidak ikut dinilai. Hapus berkas itu lalu kirim ulang.",
    ),
    "tautan": (_PARTIAL, "{where} adalah tautan, bukan berkas; tautan tidak diikuti."),
    "jawaban-hilang": (
        _PARTIAL,
        "Berkas jawaban {where} tidak ada. Buka formulirnya, isi, lalu kirim ulang.",
    ),
    "waktu-habis": (
        _PARTIAL,
        "Sel {where} berjalan melebihi batas waktu dan dihentikan.",
    ),
    "program-berhenti": (
        _PARTIAL,
        "Program berhenti di sel {where}; sel sesudahnya tidak dapat dijalankan.",
    ),
    "memori": (
        _PARTIAL,
        "Program memakai terlalu banyak memori di sel {where} dan dihentikan; sel sesudahnya tidak "
        "dapat dijalankan. Periksa data atau proses yang dibuat berulang-ulang di sel itu.",
    ),
    "karantina": ("karantina", "Penilaian otomatis terhenti; pengajar akan memeriksa kiriman ini."),
}

_ORDER = list(STATUSES)

ABOUT_FILES = ("nama-berkas", "notebook-", "berkas-")
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

    def as_dict(self) -> dict[str, str]:
        """Return the fields and the sentence for the trainee, ready for JSON."""
        return asdict(self) | {"message": told(self.code, self.where, self.other)}


def told(code: str, where: str = "", other: str = "") -> str:
    """Return the sentence a trainee reads."""
    return MESSAGES[code][1].format(where=where, other=other)


def status_of(codes: list[str]) -> str:
    """Return the gravest status that `codes` lead to."""
    return max((MESSAGES[code][0] for code in codes), key=_ORDER.index, default=_NOTE)
