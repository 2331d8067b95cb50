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
# **Tujuan.** Setelah lab ini Anda dapat memilih tangga yang benar untuk sebuah indikator, menerapkan aturan kumulatif, menimbang kartu bukti, dan menilai dua puluh indikator sebuah pemerintah daerah dari dosiernya, dengan alasan yang dapat dipertahankan di depan orang yang dinilai.
#
# **Waktu:** sekitar 60 menit; bagian istimewa di ujung lab boleh dikerjakan di lain hari. **Prasyarat:** pelajaran *03 Menilai bukti* dan lab 02. Hampir semua jawaban diisi lewat formulir; Anda tidak perlu pernah memprogram.
#
# **Cara bekerja**
#
# 1. Jalankan setiap sel dengan **Shift+Enter**, dari atas ke bawah. Sel persiapan dan sel pemeriksaan terlipat menjadi satu baris bertitik tiga; jalankan juga. Isinya boleh dibuka, tetapi tidak perlu dibaca.
# 2. Formulir menyimpan sendiri setiap pilihan ke folder `jawaban`. Anda boleh menutup peramban dan melanjutkan besok.
# 3. Sel pemeriksaan membaca simpanan formulir itu. Setelah mengubah isi formulir, jalankan lagi sel pemeriksaannya.
# 4. Tingkat dan kartu Anda dibandingkan dengan penilaian panel **saat penilaian**. Rinciannya, indikator demi indikator, ada di umpan balik.
#
# Jalankan dahulu sel persiapan berikut.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Sel persiapan
import pandas as pd
from IPython.display import Markdown, display

from labkit.answers import AnswerError, MissingAnswerError, read_answer
from labkit.case import current_owner
from labkit.checks import check_choice, check_number, format_number, passed
from labkit.keys import available, key
from labkit.tables import neat_table
from spbe import datasets
from spbe.answers import assessment_from_answer, missing_words
from spbe.panel import (
    SAMPLE,
    compare,
    index_closeness,
    panel_report,
    part_index,
    points,
    readback,
    shortcomings,
)

instrumen = datasets.load_instrument("spbe-2020")
daerah = datasets.assigned_government()
nama_daerah = datasets.load_governments()["name"][daerah]
INDIKATOR = list(SAMPLE)  # dua puluh indikator, dari kedelapan aspek
SISANYA = [kode for kode in instrumen.codes if kode not in INDIKATOR]
BAGIAN_ISTIMEWA = "penilaian-lanjutan"


def penilaian_saya():
    """Baca simpanan formulir: milik Anda sendiri, untuk daerah Anda."""
    jawaban = read_answer("penilaian", owner=current_owner())
    return assessment_from_answer(jawaban, INDIKATOR, daerah)


def tingkat_saya():
    """Tingkat yang Anda pilih; untuk sebuah indeks semuanya harus terisi."""
    penilaian = penilaian_saya()
    if kata := missing_words(penilaian, parts=("level",)):
        raise AnswerError(kata)
    return penilaian["level"].astype("int64")


print(f"Daerah Anda: {nama_daerah} ({daerah}), pemerintah daerah rekaan untuk latihan.")

# %% [markdown]
# ## 1. Tangga yang mana
#
# Ada dua tangga. *Kapabilitas proses* menanyakan seberapa tertata pekerjaannya: Rintisan, Terkelola, Terdefinisi, Terpadu dan Terukur, Optimum. *Kapabilitas layanan* menanyakan apa yang dapat dilakukan pemakai: Informasi, Interaksi, Transaksi, Kolaborasi, Optimum.
#
# **Pertanyaan 1 (2 poin).** Tangga mana yang dipakai? Tulis `"proses"` atau `"layanan"` di antara tanda kutip. Dua pasang pertama diperiksa sekarang, dua lainnya saat penilaian.
#
# * I04: Kebijakan Internal Pembangunan Aplikasi SPBE
# * I42: Layanan Pengaduan Pelayanan Publik
# * I28: Penerapan Manajemen Layanan SPBE
# * I34: Layanan Keuangan

# %% nbgrader={"grade": false, "grade_id": "ladder", "locked": false, "schema_version": 3, "solution": true, "task": false}
tangga = {"I04": None, "I42": None, "I28": None, "I34": None}
### BEGIN SOLUTION
tangga = {"I04": "proses", "I42": "layanan", "I28": "proses", "I34": "layanan"}
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "ladder_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 1: tangga
for kode, sidik in {"I04": ["6d37dd894943"], "I42": ["d478b98f9a42"]}.items():
    check_choice(
        tangga.get(kode),
        sidik,
        name=f"tangga[{kode!r}]",
        hint="Indikator 1 sampai 31 dan 32 sampai 47 memakai tangga yang berbeda.",
        see="bagian “Dua tangga”",
    )
passed("Benar untuk I04 dan I42. Hati-hati dengan I28: bacalah nomornya, bukan namanya.")
### BEGIN HIDDEN TESTS
benar = {"I28": "proses", "I34": "layanan"}
tepat = [str(tangga.get(kode)).strip().casefold() == kata for kode, kata in benar.items()]
points((2 + sum(tepat)) / 4, 2)
### END HIDDEN TESTS

# %% [markdown]
# ## 2. Aturan kumulatif
#
# Setiap tingkat mensyaratkan semua tingkat di bawahnya. Tabel berikut memuat enam keadaan. Tanda ✓ berarti kriteria tingkat itu terbukti, tanda ✗ berarti tidak.
#
# **Pertanyaan 2 (3 poin).** Tingkat berapa yang Anda berikan pada setiap keadaan? Gantilah `None` di bawah tabel dengan bilangan 1 sampai 5. Keadaan A dan B diperiksa sekarang, lainnya saat penilaian.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "ladder_table", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Enam keadaan
keadaan = pd.DataFrame(
    [list("✓✓✓✗✗"), list("✓✓✗✓✓"), list("✓✗✓✓✗"), list("✓✓✓✗✓"), list("✓✓✓✓✗"), list("✓✓✗✗✓")],
    index=list("ABCDEF"),
    columns=[f"tingkat {tingkat}" for tingkat in instrumen.levels],
)
neat_table(keadaan)

# %% nbgrader={"grade": false, "grade_id": "cumulative", "locked": false, "schema_version": 3, "solution": true, "task": false}
tingkat_keadaan = {"A": None, "B": None, "C": None, "D": None, "E": None, "F": None}
### BEGIN SOLUTION
tingkat_keadaan = {"A": 3, "B": 2, "C": 1, "D": 3, "E": 4, "F": 2}
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "cumulative_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 2: aturan kumulatif
for kode, sidik in {"A": ["4e07408562be"], "B": ["d4735e3a265e"]}.items():
    check_choice(
        tingkat_keadaan.get(kode),
        sidik,
        name=f"tingkat_keadaan[{kode!r}]",
        hint="Naiklah dari tingkat 1 dan berhentilah sebelum tanda ✗ yang pertama.",
        see="bagian “Aturan kumulatif”",
    )
passed(
    "Benar: hitungan berhenti sebelum tanda ✗ yang pertama, apa pun yang tampak terpenuhi sesudahnya."
)
### BEGIN HIDDEN TESTS
benar = {"C": 1, "D": 3, "E": 4, "F": 2}
tepat = [tingkat_keadaan.get(kode) == tingkat for kode, tingkat in benar.items()]
points((2 + sum(tepat)) / 6, 3)
### END HIDDEN TESTS

# %% [markdown]
# ## 3. Pemanasan: tiga map dari Nirwasita
#
# Kabupaten Nirwasita, daerah pendamping, meminjamkan tiga map. Bacalah kriterianya, lalu kartunya. Tanyakan pada setiap kartu: *sah, berlaku, milik siapa, seberapa luas, dan sungguh dipakai?*
#
# **Pertanyaan 3 (3 poin).** Tingkat berapa yang terbukti pada setiap map? Satu poin untuk setiap map; I39 dan I45 diperiksa saat penilaian.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "mentor_cards", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Tiga map dari Nirwasita
kartu_mentor = datasets.load_dossier("G01")
for kode in ["I29", "I39", "I45"]:
    kriteria = instrumen.criteria["criterion"]
    baris = [f"### {kode} {instrumen.indicators.loc[kode, 'label']}", ""]
    baris += [f"{tingkat}. {kriteria[kode, tingkat]}" for tingkat in instrumen.levels]
    for kartu in kartu_mentor[kartu_mentor["indicator"] == kode].itertuples():
        baris += [
            "",
            f"> **{kartu.card}** · {kartu.kind} · {kartu.issuer}, {kartu.date:%d-%m-%Y}  ",
        ]
        baris += [f"> *{kartu.title}*  ", f"> {kartu.excerpt}"]
    display(Markdown("\n".join(baris)))

# %% nbgrader={"grade": false, "grade_id": "first_reading", "locked": false, "schema_version": 3, "solution": true, "task": false}
tingkat_nirwasita = {"I29": None, "I39": None, "I45": None}
### BEGIN SOLUTION
tingkat_nirwasita = {"I29": 2, "I39": 3, "I45": 4}
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "first_reading_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 3: tiga map
check_choice(
    tingkat_nirwasita.get("I29"),
    ["d4735e3a265e"],
    name="tingkat_nirwasita['I29']",
    hint="Auditnya terencana. Tingkat 3 meminta pedoman: lihat tulisan di bagian atas pedoman itu.",
    see="bagian “Rancangan bukan aturan”",
)
passed("Benar. Pedoman I29 masih rancangan, jadi belum menjadi pijakan.")
### BEGIN HIDDEN TESTS
benar = {"I39": 3, "I45": 4}
isi = {kode: str(tingkat_nirwasita.get(kode)).removesuffix(".0") for kode in benar}
tepat = [isi[kode] == str(tingkat) for kode, tingkat in benar.items()]
points((1 + sum(tepat)) / 3, 3)
### END HIDDEN TESTS

# %% [markdown]
# ## 4. Dosier daerah Anda
#
# Sekarang pekerjaan utamanya. Formulir berikut memuat dosier daerah Anda untuk **dua puluh indikator dari kedelapan aspek**. Untuk setiap indikator isilah tiga hal:
#
# * **tingkat** yang terbukti,
# * **kartu penentu**: satu kartu yang paling menentukan batasnya, bukan kartu yang paling bagus,
# * **alasan**: satu kalimat, misalnya *“Perbup berlaku dan lengkap (3), tetapi belum pernah direviu.”*
#
# Sekitar dua menit untuk satu indikator. Bila ragu, pilih yang dapat Anda pertahankan dengan kartu di tangan. Dosier ini rekaan, dan bukti ditutup pada 31 Agustus 2024.
#
# **Pemeriksaan 4 (4 poin).** Sel di bawah formulir memeriksa kelengkapan. Poinnya sebanding dengan banyaknya indikator yang lengkap: bertingkat, berkartu dari mapnya sendiri, dan beralasan dengan sebuah kalimat.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from spbe.forms import scoring_form
from spbe.panel import SAMPLE

scoring_form("penilaian", indicators=SAMPLE)

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "complete_test", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 4: kelengkapan
kurang = shortcomings(penilaian_saya(), daerah)
for kode, kata in kurang.items():
    print(f"{kode}: {kata}.")
if len(kurang):
    print(
        f"Belum lengkap: {len(kurang)} dari {len(INDIKATOR)} indikator. Lengkapi di formulir, lalu "
        "jalankan lagi sel ini. Baca lagi: bagian “Menilai satu map”."
    )
else:
    passed(f"Lengkap: {len(INDIKATOR)} indikator, masing-masing dengan kartu dan alasan.")
### BEGIN HIDDEN TESTS
points(1 - len(kurang) / len(INDIKATOR), 4)
### END HIDDEN TESTS

# %% [markdown]
# ## 5. Baca ulang penilaian Anda
#
# Memberi tingkat *n* berarti menyatakan dua hal sekaligus: semua kriteria sampai *n* terpenuhi, dan kriteria *n + 1* belum. Sel-sel berikut membacakan kedua pernyataan itu kepada Anda. Bila sebuah kalimat terasa salah, perbaiki di formulir, lalu jalankan lagi selnya.
#
# | Pemeriksaan | Isi | Poin |
# |---|---|--:|
# | 5 | kebijakan (aspek A1) | 3 |
# | 6 | tata kelola (A2 sampai A4) | 5 |
# | 7 | manajemen dan audit (A5 dan A6) | 6 |
# | 8 | layanan (A7 dan A8) | 6 |
# | 9 | kartu penentu, seluruhnya | 5 |
#
# **Cara menilai.** Tingkat di dalam rentang yang diterima panel mendapat nilai penuh; satu tingkat di luarnya seperempat; lebih jauh dari itu nol. Tingkat tanpa kartu dari mapnya sendiri tidak dinilai: tanpa bukti, tidak ada tingkat. **Kartu penentu** adalah kartu yang menetapkan batas: karena kartu itulah tingkatnya sekian dan bukan satu lebih tinggi.

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "policy_levels_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 5: kebijakan
bagian = [kode for kode in INDIKATOR if instrumen.indicators.loc[kode, "domain"] == "D1"]
display(Markdown(readback(penilaian_saya().loc[bagian], instrumen)))
print("Ragu? Baca lagi bagian “Rancangan bukan aturan” dan “Milik daerah lain”.")
### BEGIN HIDDEN TESTS
points(compare(penilaian_saya().loc[bagian], key("case"))["level_mark"].mean(), 3)
### END HIDDEN TESTS

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "governance_levels_test", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 6: tata kelola
bagian = [kode for kode in INDIKATOR if instrumen.indicators.loc[kode, "domain"] == "D2"]
display(Markdown(readback(penilaian_saya().loc[bagian], instrumen)))
print("Ragu? Baca lagi bagian “Baru sebagian” dan “Ada tetapi tidak dipakai”.")
### BEGIN HIDDEN TESTS
points(compare(penilaian_saya().loc[bagian], key("case"))["level_mark"].mean(), 5)
### END HIDDEN TESTS

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "management_levels_test", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 7: manajemen dan audit
bagian = [kode for kode in INDIKATOR if instrumen.indicators.loc[kode, "domain"] == "D3"]
display(Markdown(readback(penilaian_saya().loc[bagian], instrumen)))
print("Ragu? Baca lagi bagian “Anak tangga yang terlewati” dan “Salah map”.")
### BEGIN HIDDEN TESTS
points(compare(penilaian_saya().loc[bagian], key("case"))["level_mark"].mean(), 6)
### END HIDDEN TESTS

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "service_levels_test", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 8: layanan
bagian = [kode for kode in INDIKATOR if instrumen.indicators.loc[kode, "domain"] == "D4"]
display(Markdown(readback(penilaian_saya().loc[bagian], instrumen)))
print("Ragu? Baca lagi bagian “Dua bukti bertentangan” dan “Dua tangga”.")
### BEGIN HIDDEN TESTS
points(compare(penilaian_saya().loc[bagian], key("case"))["level_mark"].mean(), 6)
### END HIDDEN TESTS

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "cards_test", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 9: kartu penentu
judul = datasets.load_dossier(daerah).set_index("card")["title"]
tabel = penilaian_saya().rename_axis("kode")[["card", "reason"]]
tabel = tabel.set_axis(["kartu penentu", "alasan"], axis="columns").fillna("–")
tabel.insert(1, "judul kartu", tabel["kartu penentu"].map(judul).fillna("–"))
display(neat_table(tabel))
print("Ragu? Baca lagi bagian “Menilai satu map”, langkah keempat.")
### BEGIN HIDDEN TESTS
points(compare(penilaian_saya(), key("case"))["card_mark"].mean(), 5)
### END HIDDEN TESTS

# %% [markdown]
# ## 6. Dari dua puluh tingkat ke satu angka
#
# Sel berikut menyusun tingkat Anda di samping **penilaian mandiri** yang dikirim daerah itu sendiri.
#
# **Pertanyaan 10 (3 poin).** Hitung indeks kedua puluh indikator itu menurut **Anda**: rata-rata tertimbang kolom `tabel["anda"]` dengan bobot pada kolom `tabel["bobot"]`. Caranya sama dengan lab 02; kolom dapat dikalikan, dan `.sum()` menjumlahkannya.
#
# **Pemeriksaan 11 (3 poin): galat indeks,** yaitu indeks Anda dikurangi indeks panel. Paling jauh 0,10 mendapat tiga poin; 0,20 dua; 0,30 satu. Galat kecil belum tentu bagus: dua kekeliruan yang berlawanan saling menutupi. Karena itu umpan balik memuat juga rincian per indikator.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "comparison", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Tingkat Anda di samping penilaian mandiri
mandiri = datasets.load_levels(2024).loc[daerah, INDIKATOR]
tabel = instrumen.indicators.loc[INDIKATOR, ["label", "weight"]].rename_axis("kode")
tabel = tabel.set_axis(["indikator", "bobot"], axis="columns").assign(
    anda=tingkat_saya(), mandiri=mandiri
)
neat_table(tabel)

# %% nbgrader={"grade": false, "grade_id": "index", "locked": false, "schema_version": 3, "solution": true, "task": false}
indeks_saya = None
### BEGIN SOLUTION
indeks_saya = (tabel["anda"] * tabel["bobot"]).sum() / tabel["bobot"].sum()
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "index_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 10: indeks menurut Anda
check_number(
    indeks_saya,
    part_index(tingkat_saya(), instrumen),
    name="indeks_saya",
    hint="Jumlahkan (anda × bobot), lalu bagi dengan jumlah bobot; jumlahnya bukan 100.",
    see="bagian “Ketika penilaian Anda berbeda”",
)
lebih_tinggi = int((mandiri > tingkat_saya()).sum())
passed(
    f"Benar: {format_number(indeks_saya)}. Menurut penilaian mandiri "
    f"{format_number(part_index(mandiri, instrumen))}, yang lebih tinggi daripada Anda pada "
    f"{lebih_tinggi} dari {len(INDIKATOR)} indikator."
)

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "index_error_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 11: galat indeks
if available():
    banding = compare(penilaian_saya(), key("case"))
    display(Markdown(panel_report(banding, instrumen)))
else:
    print("Galat indeks dan rincian panel dihitung saat penilaian; bacalah di umpan balik Anda.")
points(index_closeness(banding, instrumen), 3) if available() else None

# %% [markdown] nbgrader={"grade": true, "grade_id": "evidence_request", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# ## 7. Berbicara dengan yang dinilai
#
# Nilai yang turun tanpa penjelasan melahirkan perlawanan. Nilai yang turun dengan permintaan yang jelas melahirkan pekerjaan.
#
# **Pertanyaan 12 (4 poin).** Pilih satu indikator yang Anda nilai **lebih rendah** daripada penilaian mandiri. Tulislah 4 sampai 7 kalimat kepada kepala perangkat daerah yang bersangkutan: tingkat berapa yang terbukti dan kartu mana yang menunjukkannya; kriteria mana yang belum terpenuhi; apa persisnya yang Anda minta, dan kapan; serta apa gunanya bagi warga atau pemakai layanan.
#
# ### BEGIN SOLUTION
# *Contoh untuk I01 Kabupaten Samudrawana (daerah rekaan); jawaban untuk daerah dan indikator lain dinilai dengan rubrik yang sama.* Bapak Kepala Diskominfosan, kebijakan arsitektur SPBE kita terbukti di tingkat 2, bukan 3 seperti dalam penilaian mandiri. Perbup 23/2019 (kartu G02-I01-1) masih berlaku, tetapi hanya mengatur empat dari enam domain; domain layanan dan keamanan belum ada. Naskah yang memuat keenamnya sudah baik isinya, tetapi masih rancangan: belum bernomor, belum bertanggal, dan belum diundangkan, sehingga belum dapat dihitung. Mohon rancangan itu diselesaikan bersama Bagian Hukum dan ditetapkan sebelum bukti ditutup pada tahun evaluasi berikutnya, lalu salinan yang sudah diundangkan diunggah ke map I01. Bila layanan dan keamanan punya aturan, nelayan yang mengurus izin tidak lagi diminta mengulang data yang sama di dua kantor, dan datanya terlindungi. Saya siap mendampingi pembahasannya.
#
# *Rubrik (4 poin).* **4**: tingkat, kartu, kriteria yang belum terpenuhi, dan permintaan yang dapat dikerjakan semuanya tepat dan saling terhubung; manfaat bagi warga jelas; nadanya menghormati. **3**: semua unsur ada, satu kurang jelas (misalnya permintaan tanpa waktu). **2**: tingkat dan kartu tepat, tetapi kriteria atau permintaannya umum saja (“lengkapi bukti”). **1**: hanya menyatakan nilai turun. **0**: kosong, atau indikatornya tidak dinilai lebih rendah.
# ### END SOLUTION

# %% [markdown]
# ## 8. Bagian istimewa: keempat puluh tujuh indikator
#
# **Pemeriksaan 13 (5 poin).** Tanpa bagian ini nilai lab paling tinggi sekitar 90 persen. Yang ingin lebih menilai juga dua puluh tujuh indikator sisanya dalam formulir kedua. Sediakan satu jam, boleh di lain hari. Cara menilainya sama dengan bagian 5; perinciannya ada di umpan balik.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "second_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from spbe import datasets
from spbe.forms import scoring_form
from spbe.panel import SAMPLE

scoring_form(
    "penilaian-lanjutan",
    indicators=[kode for kode in datasets.load_instrument("spbe-2020").codes if kode not in SAMPLE],
)

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "all_levels_test", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 13: bagian istimewa
try:
    jawaban = read_answer(BAGIAN_ISTIMEWA, owner=current_owner())
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
points(banding["level_mark"].mean(), 5) if available() else None

# %% [markdown]
# ## Ringkasan
#
# * Pilih tangganya dahulu: proses (indikator 1 sampai 31) atau layanan (32 sampai 47).
# * Naiklah satu anak tangga setiap kali; berhenti sebelum kriteria pertama yang tidak terbukti.
# * Bukti yang dihitung itu sah, berlaku, milik daerah itu, berada di mapnya, cukup luas, dan sungguh dipakai.
# * Kartu penentu menjelaskan mengapa *sekian* dan bukan satu lebih tinggi. Alasannya adalah bahan percakapan dengan yang dinilai.
#
# **Sebelum mengumpulkan:** tekan tombol **Periksa jawaban** di atas halaman ini. Semua sel pemeriksaan dijalankan dari awal, dan yang belum tepat disebutkan. Pastikan formulirnya lengkap, lalu tekan **Kumpulkan**; penyimpanan berjalan sendiri, dan folder `jawaban` ikut terkirim.
