# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lab 03 · Menilai bukti
#
# **Tujuan.** Setelah lab ini Anda dapat memilih tangga yang benar untuk sebuah indikator, menerapkan aturan kumulatif, menimbang kartu bukti, dan menilai dua belas indikator sebuah pemerintah daerah dari dosiernya (map buktinya), dengan alasan yang dapat dipertahankan di depan orang yang dinilai.
#
# **Waktu:** perkiraan 70 menit bila tiga map latihan cukup bagi Anda; setiap map latihan tambahan sekitar tiga menit. **Prasyarat:** pelajaran *03 Menilai bukti* dan lab 02. Semua jawaban diisi lewat formulir; Anda tidak perlu pernah memprogram.
#
# | Bagian | Isi | Poin |
# |---|---|--:|
# | 1 | aturan membaca: tiga pertanyaan | 8 |
# | 2 | latihan menilai, dijelaskan seketika | – |
# | 3 | penilaian Anda: dua belas indikator | 51 |
# | 4 | dari tingkat ke satu angka | 2 |
# | 5 | surat kepada yang dinilai | 6 |
# | 6 | bagian istimewa, sukarela: ketiga puluh lima indikator sisanya | + 5 |
#
# **Cara bekerja.** Formulir menyimpan sendiri setiap pilihan; Anda boleh menutup peramban dan melanjutkan besok. Tekan **Periksa jawaban** di atas halaman kapan pun: semua pemeriksaan dijalankan, dan yang masih kurang disebutkan. Nilai dan alasannya, map demi map, datang bersama umpan balik.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Sel persiapan
from IPython.display import Markdown, display

from labkit.answers import AnswerError, MissingAnswerError, read_answer
from labkit.case import current_owner
from labkit.forms import mark_form
from labkit.forms.given import given_answers
from labkit.keys import available, key
from labkit.locale import number, signed
from labkit.tables import neat_table
from spbe import datasets
from spbe.answers import assessment_from_answer, missing_words
from spbe.panel import (
    GRADED,
    compare,
    earned,
    index_report,
    panel_report,
    part_index,
    points,
    readback,
    shortcomings,
)

instrumen = datasets.load_instrument("spbe-2020")
daerah = datasets.assigned_government()
nama_daerah = datasets.load_governments()["name"][daerah]
mandiri = datasets.load_levels(2024).loc[daerah, list(GRADED)]
SISANYA = [kode for kode in instrumen.codes if kode not in GRADED]


def penilaian_saya():
    """Baca simpanan formulir: milik Anda sendiri, untuk daerah Anda."""
    jawaban = read_answer("penilaian", owner=current_owner())
    return assessment_from_answer(jawaban, GRADED, daerah)


def tingkat_saya():
    """Tingkat yang Anda pilih; untuk sebuah indeks semuanya harus terisi."""
    penilaian = penilaian_saya()
    if kata := missing_words(penilaian, parts=("level",)):
        raise AnswerError(kata)
    return penilaian["level"].astype("int64")


def bagian_saya(domain):
    """Penilaian Anda untuk indikator satu domain."""
    label = instrumen.indicators["domain"]
    return penilaian_saya().loc[[kode for kode in GRADED if label[kode] == domain]]


print(f"Daerah Anda: {nama_daerah} ({daerah}), pemerintah daerah rekaan untuk latihan.")

# %% [markdown]
# ## 1. Aturan membaca
#
# **Pertanyaan 1 sampai 3 (2, 3, dan 3 poin).** Setiap baris dinilai sendiri: setengah poin, apa pun isi baris yang lain.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "rules_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("aturan-membaca")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "ladder_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 1: tangga
mark_form("aturan-membaca", ATURAN_MEMBACA, 2, only=["tangga"])

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "cumulative_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 2: aturan kumulatif
mark_form("aturan-membaca", ATURAN_MEMBACA, 3, only=["kumulatif"])

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "evidence_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 3: apa yang dihitung sebagai bukti
mark_form("aturan-membaca", ATURAN_MEMBACA, 3, only=["bukti"])

# %% [markdown]
# ## 2. Latihan: dua belas map dari Nirwasita
#
# Kabupaten Nirwasita, daerah pendamping, meminjamkan dua belas map. Formulirnya sama dengan yang akan Anda pakai untuk daerah Anda sendiri, dengan satu beda: di sini **setiap jawaban dijelaskan seketika**, boleh diulang, dan tidak dinilai.
#
# Untuk setiap map jawablah tiga hal: tingkat berapa yang terbukti, **kartu mana yang membuktikan** tingkat itu, dan **kartu mana yang menahan** tingkat berikutnya. Kadang satu kartu melakukan keduanya. Kadang beberapa kartu sama benarnya.
#
# Mulailah dengan tiga map. Bila ketiganya tepat pada percobaan pertama, Anda siap; bila belum, teruskan. Dua belas map bersama-sama memuat semua jebakan yang akan Anda temui.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "drill_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from spbe.forms import scoring_drill

scoring_drill("latihan-menilai")

# %% [markdown]
# ## 3. Dosier daerah Anda
#
# Sekarang pekerjaan utamanya. Formulir berikut memuat dosier daerah Anda untuk **dua belas indikator dari kedelapan aspek**. Untuk setiap indikator isilah tingkat, kartu yang membuktikan, kartu yang menahan, dan **alasan**: satu kalimat, misalnya *“Ada Perbup yang lengkap (3), tetapi belum pernah direviu.”*
#
# Bila ragu, pilih yang dapat Anda pertahankan dengan kartu di tangan. Dosier ini rekaan, dan bukti ditutup pada 31 Agustus 2024.
#
# **Cara menilai.** Empat poin untuk setiap indikator: dua untuk tingkat, satu untuk kartu yang membuktikan, satu untuk kartu yang menahan; masing-masing dinilai sendiri.
#
# * Tingkat di dalam rentang yang diterima panel mendapat nilai penuh, satu tingkat di luarnya seperempat. Tingkat yang sama dengan penilaian mandiri, tetapi bukan tingkat panel, tidak mendapat apa-apa: menyalin bukan menilai.
# * Tingkat tanpa kartu dari mapnya sendiri tidak dinilai: tanpa bukti, tidak ada tingkat.
# * Bila beberapa kartu sama benarnya, semuanya diterima. Pada tingkat 5 tidak ada kartu yang menahan, dan itulah jawaban yang benar.
# * Tiga poin lagi untuk kelengkapan, seperempat poin untuk setiap indikator yang lengkap.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from spbe.forms import scoring_form
from spbe.panel import GRADED

scoring_form("penilaian", indicators=GRADED)

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "complete_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 4: kelengkapan
kurang = shortcomings(penilaian_saya(), daerah)
for kode, kata in kurang.items():
    print(f"{kode}: {kata}.")
if len(kurang):
    print(f"Belum lengkap: {len(kurang)} dari {len(GRADED)} indikator. Lengkapi di formulir.")
else:
    print(f"✓ Lengkap: {len(GRADED)} indikator, masing-masing dengan kartu dan alasan.")
points(1 - len(kurang) / len(GRADED), 3) if available() else None

# %% [markdown]
# ### Baca ulang penilaian Anda
#
# Memberi tingkat *n* berarti menyatakan dua hal sekaligus: semua kriteria sampai *n* terpenuhi, dan kriteria *n + 1* belum. Sesudah **Periksa jawaban** ditekan, kedua pernyataan itu dibacakan di bawah ini, dengan kartu yang Anda pilih untuk masing-masing. Bila sebuah kalimat terasa salah, perbaiki di formulir, lalu periksa lagi.

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "policy_test", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 5: kebijakan
bagian = bagian_saya("D1")
banding = compare(bagian, key("case")) if available() else None
display(Markdown(panel_report(banding, instrumen) if available() else readback(bagian, instrumen)))
points(earned(banding), 4) if available() else None

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "governance_test", "locked": true, "points": 12, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 6: tata kelola
bagian = bagian_saya("D2")
banding = compare(bagian, key("case")) if available() else None
display(Markdown(panel_report(banding, instrumen) if available() else readback(bagian, instrumen)))
points(earned(banding), 12) if available() else None

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "management_test", "locked": true, "points": 12, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 7: manajemen dan audit
bagian = bagian_saya("D3")
banding = compare(bagian, key("case")) if available() else None
display(Markdown(panel_report(banding, instrumen) if available() else readback(bagian, instrumen)))
points(earned(banding), 12) if available() else None

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "service_test", "locked": true, "points": 20, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 8: layanan
bagian = bagian_saya("D4")
banding = compare(bagian, key("case")) if available() else None
display(Markdown(panel_report(banding, instrumen) if available() else readback(bagian, instrumen)))
points(earned(banding), 20) if available() else None

# %% [markdown]
# ## 4. Dari dua belas tingkat ke satu angka
#
# Tabel berikut memuat **penilaian mandiri** yang dikirim daerah itu sendiri.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "comparison", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Penilaian mandiri daerah Anda
tabel = instrumen.indicators.loc[list(GRADED), ["label", "weight"]].rename_axis("kode")
tabel = tabel.set_axis(["indikator", "bobot"], axis="columns").assign(mandiri=mandiri)
tabel["mandiri × bobot"] = tabel["mandiri"] * tabel["bobot"]
jumlah = ["jumlah", tabel["bobot"].sum(), "", tabel["mandiri × bobot"].sum()]
tabel = tabel.astype({"mandiri": object})
tabel.loc[""] = jumlah
neat_table(tabel)

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "index_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("indeks-bagian")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "index_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 9: indeks, satu poin untuk setiap angka
isian = given_answers(
    read_answer("indeks-bagian", owner=current_owner()), INDEKS_BAGIAN, lenient=True
)
indeks_mandiri = part_index(mandiri, instrumen)
benar = {"mandiri": indeks_mandiri}
try:
    benar["selisih"] = part_index(tingkat_saya(), instrumen) - indeks_mandiri
except AnswerError as kesalahan:
    print(f"Selisihnya belum dapat diperiksa. {kesalahan}")
tepat = 0
for nama, nilai in benar.items():
    jawaban = isian.value(nama)
    if jawaban is None:
        print(f"Angka “{nama}” belum diisi.")
    elif abs(jawaban - nilai) <= 0.0101:
        tepat += 1
        print(
            f"✓ Angka “{nama}” tepat: {number(jawaban) if nama == 'mandiri' else signed(jawaban)}."
        )
    else:
        arah = "besar" if jawaban > nilai else "kecil"
        print(f"Angka “{nama}” terlalu {arah}. Jumlah bobotnya bukan 100; lihat baris jumlah.")
if available() and "selisih" in benar:
    display(Markdown(index_report(compare(penilaian_saya(), key("case")), instrumen)))
float(tepat) if available() else None

# %% [markdown]
# ## 5. Berbicara dengan yang dinilai
#
# Nilai yang turun tanpa penjelasan melahirkan perlawanan. Nilai yang turun dengan permintaan yang jelas melahirkan pekerjaan.
#
# **Pertanyaan 10 (6 poin).** Tulislah di formulir berikut. Pengajar membacanya dan memberi salah satu dari empat tingkat yang tertulis di bawah pertanyaannya.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "letter_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("surat")

# %% [markdown] coursekit={"answer": "surat/permintaan"} nbgrader={"grade": true, "grade_id": "evidence_request", "locked": false, "points": 6, "schema_version": 3, "solution": true, "task": false}
# Surat Anda dari formulir di atas dibawa ke sini ketika dinilai.
#
# ### BEGIN SOLUTION
# *Contoh untuk I01 Kabupaten Samudrawana (daerah rekaan); jawaban untuk daerah dan indikator lain dinilai dengan rubrik yang sama.* Bapak Kepala Diskominfosan, kebijakan arsitektur SPBE kita terbukti di tingkat 2, bukan 3 seperti dalam penilaian mandiri. Perbup 23/2019 (kartu G02-I01-1) masih berlaku dan membuktikan tingkat 2, tetapi hanya mengatur empat dari enam domain; domain layanan dan keamanan belum ada. Naskah yang memuat keenamnya (G02-I01-2) sudah baik isinya, tetapi masih rancangan, dan rancangan menahan tingkat 3. Mohon rancangan itu diselesaikan bersama Bagian Hukum dan ditetapkan sebelum bukti ditutup pada tahun evaluasi berikutnya, lalu salinan yang sudah diundangkan diunggah ke map I01. Bila layanan dan keamanan punya aturan, nelayan yang mengurus izin tidak lagi diminta mengulang data yang sama di dua kantor, dan datanya terlindungi. Saya siap mendampingi pembahasannya.
# ### END SOLUTION

# %% [markdown] coursekit={"voluntary": true}
# ## 6. Bagian istimewa (sukarela): ketiga puluh lima indikator sisanya
#
# Formulir kedua memuat indikator sisanya; sediakan sekitar dua jam, boleh di lain hari. Bagian ini hanya dapat **menambah** nilai, paling banyak lima poin, dan nilai lab tetap dapat penuh tanpanya. Yang dinilai tingkatnya, dengan cara yang sama seperti bagian 3; perinciannya ada di umpan balik.

# %% coursekit={"voluntary": true} tags=["formulir"] nbgrader={"grade": false, "grade_id": "second_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from spbe import datasets
from spbe.forms import scoring_form
from spbe.panel import GRADED

scoring_form(
    "penilaian-lanjutan",
    indicators=[kode for kode in datasets.load_instrument("spbe-2020").codes if kode not in GRADED],
)

# %% coursekit={"extra_credit": 5} jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "all_levels_test", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 11: bagian istimewa
try:
    jawaban = read_answer("penilaian-lanjutan", owner=current_owner())
    lanjutan = assessment_from_answer(jawaban, SISANYA, daerah)
except MissingAnswerError:
    lanjutan = assessment_from_answer({"indicators": {}}, SISANYA)
belum = shortcomings(lanjutan, daerah)
print(f"Bagian istimewa: {len(SISANYA) - len(belum)} dari {len(SISANYA)} indikator lengkap.")
if available():
    banding = compare(lanjutan, key("case"))
    dinilai = banding[banding["level"].notna()]
    if len(dinilai):
        display(Markdown(panel_report(dinilai, instrumen)))
points(earned(banding), 5) if available() else None

# %% [markdown]
# ## Ringkasan
#
# * Pilih tangganya dahulu: proses (indikator 1 sampai 31) atau layanan (32 sampai 47).
# * Naiklah satu anak tangga setiap kali; berhenti sebelum kriteria pertama yang tidak terbukti.
# * Bukti yang dihitung itu sah, berlaku, milik daerah itu, berada di mapnya, cukup luas, dan sungguh dipakai.
# * Dua kartu menjelaskan setiap tingkat: yang membuktikannya, dan yang menahan tingkat berikutnya. Keduanya adalah bahan percakapan dengan yang dinilai.
#
# **Sebelum mengumpulkan:** tekan tombol **Periksa jawaban** di atas halaman ini, lengkapi yang disebutkan, lalu tekan **Kumpulkan**.

# %% [markdown] coursekit={"voluntary": true}
# ## Jalur kode (pilihan, tidak dinilai)
#
# Bagi yang ingin melihat Python bekerja: kotak terakhir boleh diubah, lalu tekan **Jalankan**. Tidak ada poin di sini, dan tidak ada yang dapat rusak.

# %%
# Jalur kode: tidak dinilai. Misalnya, berapa indeks bila setiap layanan naik satu tingkat?
andai = mandiri.copy()
layanan = instrumen.indicators.loc[list(GRADED), "kind"] == "service"
andai[layanan] = (andai[layanan] + 1).clip(upper=5)
print(number(part_index(mandiri, instrumen)), "menjadi", number(part_index(andai, instrumen)))
