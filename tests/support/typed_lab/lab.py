# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lab 02 · Kerangka SPBE
#
# **Tujuan.** Setelah lab ini Anda dapat menghitung indeks aspek, indeks domain, dan indeks SPBE dari 47 tingkat kematangan; menetapkan predikatnya; dan menunjukkan dari mana indeks itu berasal.
#
# **Waktu:** sekitar 60 menit. **Prasyarat:** pelajaran *02 Kerangka SPBE* di buku pelatihan. Anda tidak perlu pernah memprogram.
#
# **Cara bekerja**
#
# 1. Jalankan setiap sel dengan **Shift+Enter**, dari atas ke bawah. Sel persiapan, tabel, dan pemeriksaan terlipat menjadi satu baris bertitik tiga; jalankan juga. Isinya boleh dibuka, tetapi tidak perlu dibaca.
# 2. Tulis jawaban di sel yang memuat kalimat *"Tulis jawaban Anda di bawah baris ini"*. Angka desimal dalam kode ditulis dengan **titik** (3.5), sedangkan di laporan dengan koma (3,50).
# 3. Sel pemeriksaan di bawahnya memberi tahu apakah jawaban Anda sudah tepat. Pesan yang belum tepat menunjukkan bagian pelajaran yang perlu dibaca lagi. Anda boleh mencoba berkali-kali.
# 4. Sebagian pemeriksaan baru dijalankan saat penilaian, dengan angka lain. Karena itu tulislah **cara menghitungnya**, bukan hanya hasilnya.
#
# Jalankan dahulu sel persiapan berikut.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Sel persiapan
from labkit.checks import (
    check_choice,
    check_number,
    check_numbers,
    check_text,
    format_number,
    passed,
)
from labkit.tables import neat_table
from spbe import datasets, score

instrumen = datasets.load_instrument("spbe-2020")
print(f"Instrumen termuat: {len(instrumen.indicators)} indikator.")

# %% [markdown]
# ## 1. Siapa mengerjakan apa
#
# Penilaian mandiri SPBE tidak dikerjakan satu dinas saja. PermenPANRB 59/2020 menyebut *Tim Asesor Internal* yang ditetapkan bupati atau wali kota. Anggotanya datang dari banyak fungsi (perencanaan, keuangan, kepegawaian, kearsipan, hukum, pengawasan, dan lainnya), dan dipimpin oleh **Koordinator SPBE**.
#
# **Pertanyaan 1 (2 poin).** Siapa mengerjakan keempat hal berikut di sebuah kabupaten atau kota? Tulis satu pilihan di antara tanda kutip: `"sekretaris daerah"`, `"kepala diskominfo"`, `"bupati atau wali kota"`, `"penanggung jawab"`, `"petugas entri data"`, atau `"menteri"`. Koordinator diperiksa sekarang, yang lain saat penilaian.

# %% nbgrader={"grade": false, "grade_id": "coordinator", "locked": false, "schema_version": 3, "solution": true, "task": false}
koordinator = None  # Koordinator SPBE menurut Pasal 1 angka 16
menetapkan_tim_internal = None  # menetapkan Tim Asesor Internal
memeriksa_sebelum_dikirim = None  # memeriksa jawaban dan bukti sebelum dikirim
menetapkan_tim_eksternal = None  # menetapkan Tim Asesor Eksternal
### BEGIN SOLUTION
koordinator = "sekretaris daerah"
menetapkan_tim_internal = "bupati atau wali kota"
memeriksa_sebelum_dikirim = "penanggung jawab"
menetapkan_tim_eksternal = "menteri"
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "coordinator_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 1: siapa mengerjakan apa
check_choice(
    koordinator,
    ["cd8caba007e2", "dfd5687427f3"],
    name="koordinator",
    hint="Yang dimaksud adalah sekretaris pada pemerintah daerah, bukan dinas teknis.",
    see="bagian “Siapa mengerjakan apa”",
)
passed(
    "Benar: Koordinator SPBE adalah sekretaris daerah. Diskominfo mengerjakan banyak hal, tetapi bukan koordinatornya."
)
### BEGIN HIDDEN TESTS
jawaban = [menetapkan_tim_internal, memeriksa_sebelum_dikirim, menetapkan_tim_eksternal]
benar = ["bupati atau wali kota", "penanggung jawab", "menteri"]
tepat = [str(satu).strip().casefold() == kata for satu, kata in zip(jawaban, benar, strict=True)]
round((1 + sum(tepat)) / 2, 2)
### END HIDDEN TESTS

# %% [markdown]
# ## 2. Menghitung dengan tangan
#
# Rumusnya selalu sama: **rata-rata tertimbang**. Nilai dikalikan bobotnya, dijumlahkan, lalu dibagi jumlah bobot.
#
# $$\text{Indeks Aspek} = \frac{\sum (\text{tingkat indikator} \times \text{bobot indikator})}{\text{bobot aspek}}$$
#
# **Pertanyaan 2 (1 poin).** Contoh pada lampiran peraturan: empat indikator Aspek 2 *Perencanaan Strategis SPBE* (nomor 11 sampai 14) bertingkat **3, 4, 3, 2**. Bobot setiap indikator **2,5** persen, bobot aspek **10** persen. Hitung indeks aspeknya. Biarkan Python mengalikan: tanda kali ditulis `*`, tanda bagi `/`.
#
# **Pertanyaan 3 (2 poin).** Naik satu lantai: indeks domain adalah rata-rata tertimbang indeks aspek. Domain 2 *Tata Kelola SPBE* mempunyai tiga aspek dengan indeks **3, 4, 3** dan bobot **10, 10, 5** persen. Bobot domain 25 persen. Berapa indeks domainnya?
#
# **Pertanyaan 4 (2 poin).** Lantai teratas: keempat domain bernilai **3,70 · 3,40 · 3,00 · 3,20** dengan bobot **13 · 25 · 16,5 · 45,5** persen. Berapa indeks SPBE-nya?
#
# Ketiga jawaban ditulis berurutan di bawah ini.

# %% nbgrader={"grade": false, "grade_id": "aspect_index", "locked": false, "schema_version": 3, "solution": true, "task": false}
indeks_aspek_2 = None  # pertanyaan 2
### BEGIN SOLUTION
indeks_aspek_2 = (3 * 2.5 + 4 * 2.5 + 3 * 2.5 + 2 * 2.5) / 10
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "aspect_index_test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 2: indeks aspek
check_number(
    indeks_aspek_2,
    3.00,
    name="indeks_aspek_2",
    hint="Kalikan setiap tingkat dengan 2.5, jumlahkan keempatnya, lalu bagi dengan 10.",
    see="bagian “Dari indikator ke aspek”",
)
passed("Benar: indeks Aspek 2 adalah 3,00, sama dengan contoh pada Tabel 10 peraturan.")

# %% nbgrader={"grade": false, "grade_id": "domain_index", "locked": false, "schema_version": 3, "solution": true, "task": false}
indeks_domain_2 = None  # pertanyaan 3
### BEGIN SOLUTION
indeks_domain_2 = (3 * 10 + 4 * 10 + 3 * 5) / 25
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "domain_index_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 3: indeks domain
check_number(
    indeks_domain_2,
    3.40,
    name="indeks_domain_2",
    hint="Aspek ketiga hanya berbobot 5, jadi jangan dirata-rata biasa.",
    see="bagian “Dari aspek ke domain dan indeks”",
)
passed("Benar: 3,40. Rata-rata biasa akan memberi 3,33; selisihnya berasal dari bobot.")

# %% nbgrader={"grade": false, "grade_id": "overall_index", "locked": false, "schema_version": 3, "solution": true, "task": false}
indeks_contoh = None  # pertanyaan 4
### BEGIN SOLUTION
indeks_contoh = (3.70 * 13 + 3.40 * 25 + 3.00 * 16.5 + 3.20 * 45.5) / 100
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "overall_index_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 4: indeks SPBE
check_number(
    indeks_contoh,
    3.282,
    name="indeks_contoh",
    tolerance=0.003,
    hint="Jumlah bobot keempat domain adalah 100. Tulis desimal dengan titik, misalnya 16.5.",
    see="bagian “Dari aspek ke domain dan indeks”",
)
passed("Benar: 3,282, dibulatkan menjadi 3,28 pada Tabel 12 peraturan.")

# %% [markdown]
# ## 3. Laporan evaluasi yang sesungguhnya
#
# Sekarang data nyata: 47 tingkat kematangan **Kementerian Koordinator Bidang Perekonomian** dalam laporan hasil evaluasi SPBE 2021 yang diterbitkan Kementerian PANRB. Setiap baris `tabel` berikut adalah satu indikator; kolom `bobot` dalam persen, dan kolom `tingkat` memuat tingkat kematangannya.
#
# **Pertanyaan 5 (2 poin).** *Sumbangan* sebuah indikator adalah bagian indeks yang berasal darinya: tingkat × bobot ÷ 100. Isi kolom `sumbangan` untuk seluruh 47 baris sekaligus. Satu baris cukup: kolom dapat dikalikan seperti angka, misalnya `tabel["tingkat"] * 2`.
#
# **Pertanyaan 6 (3 poin).** Tuliskan rumusnya sekali, supaya dapat dipakai untuk pemerintah daerah mana pun. Lengkapi fungsi berikut: `tingkat` dan `bobot` adalah dua kolom yang berurutan sama. Gantilah `None` dengan rumus; `.sum()` menjumlahkan sebuah kolom, misalnya `bobot.sum()`. Saat penilaian fungsi Anda dicoba dengan tingkat dan bobot yang lain, juga dengan sebagian kecil indikator saja.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "report_table", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Tabel: dua belas indikator pertama
tingkat = datasets.load_official("lhe_2021_kemenko")
kolom = {"label": "indikator", "aspect": "aspek", "domain": "domain", "weight": "bobot"}
tabel = instrumen.indicators[list(kolom)].rename(columns=kolom).assign(tingkat=tingkat)
tabel = tabel.rename_axis("kode")
neat_table(tabel.head(12))

# %% nbgrader={"grade": false, "grade_id": "contribution", "locked": false, "schema_version": 3, "solution": true, "task": false}
sumbangan = None
### BEGIN SOLUTION
sumbangan = tabel["tingkat"] * tabel["bobot"] / 100
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "contribution_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 5: sumbangan
check_numbers(
    sumbangan,
    {"I01": 0.039, "I13": 0.125, "I21": 0.015, "I41": 0.1375},
    name="sumbangan",
    tolerance=0.0005,
    hint="Kalikan kolom tingkat dengan kolom bobot, lalu bagi 100.",
    see="bagian “Dari mana indeks berasal”",
)
jumlah = sum(dict(sumbangan).values())
passed(f"Benar. Jumlah seluruh sumbangan {format_number(jumlah, 4)}: itulah indeksnya.")
### BEGIN HIDDEN TESTS
check_number(float(jumlah), 2.9475, name="jumlah sumbangan", tolerance=0.0005)
assert len(sumbangan) == 47
### END HIDDEN TESTS


# %% nbgrader={"grade": false, "grade_id": "weighted_mean", "locked": false, "schema_version": 3, "solution": true, "task": false}
def rata_tertimbang(tingkat, bobot):
    """Rata-rata tertimbang: jumlah (tingkat × bobot) dibagi jumlah bobot."""
    hasil = None
    ### BEGIN SOLUTION
    hasil = (tingkat * bobot).sum() / bobot.sum()
    ### END SOLUTION
    return hasil


# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "weighted_mean_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 6: rumus untuk daerah mana pun
check_number(
    rata_tertimbang(tabel["tingkat"], tabel["bobot"]),
    2.9475,
    name="rata_tertimbang(...)",
    tolerance=0.0005,
    hint="Jumlahkan (tingkat * bobot), lalu bagi dengan bobot.sum().",
    see="bagian “Dari indikator ke aspek”",
)
passed("Benar: 2,9475, tercetak 2,95 pada laporan.")
### BEGIN HIDDEN TESTS
aspek_8 = tabel[tabel["aspek"] == "A8"]
percobaan = [
    (rata_tertimbang(aspek_8["tingkat"], aspek_8["bobot"]), 3.1667),
    (rata_tertimbang(tabel["tingkat"] * 0 + 3, tabel["bobot"]), 3.0),
    (rata_tertimbang(tabel["tingkat"] + 1, tabel["bobot"] * 2), 3.9475),
    (rata_tertimbang(tabel["tingkat"].tail(3), tabel["bobot"].tail(3)), 3.3333),
]
lulus = sum(abs(float(hasil_uji) - nilai) < 0.0005 for hasil_uji, nilai in percobaan)
1 + round(2 * lulus / len(percobaan), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## 4. Satu panggilan, lalu predikat
#
# **Pertanyaan 7 (1 poin).** Ketiga lantai yang Anda hitung dengan tangan dikerjakan mesin penilaian dengan satu panggilan, `score(tingkat, instrumen)`. Simpan hasilnya dalam `hasil`. Pemeriksaannya menuliskan kedelapan indeks aspek; bandingkan dengan laporan aslinya: 3,00 · 3,25 · 3,00 · 2,50 · 1,00 · 1,00 · 3,90 · 3,17.
#
# **Pertanyaan 8 (3 poin).** Predikat ditetapkan dari indeks yang **belum dibulatkan**. Isi batas bawah setiap predikat menurut Tabel 13 peraturan. Delapan indeks di sekitar batas dicoba saat penilaian.

# %% nbgrader={"grade": false, "grade_id": "one_call", "locked": false, "schema_version": 3, "solution": true, "task": false}
hasil = None
### BEGIN SOLUTION
hasil = score(tingkat, instrumen)
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "one_call_test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 7: satu panggilan
try:
    indeks_laporan = float(hasil.index.iloc[0])
except AttributeError:
    indeks_laporan = hasil  # bukan hasil score(); pemeriksaan di bawah menjelaskannya
check_number(
    indeks_laporan,
    2.9475,
    name="hasil",
    tolerance=0.0005,
    hint="Tulis score(tingkat, instrumen): dahulu tingkatnya, lalu instrumennya.",
    see="bagian “Dari aspek ke domain dan indeks”",
)
passed("Benar: indeks 2,9475. Angka yang sama dengan penjumlahan 47 sumbangan Anda.")
print("Indeks aspek:", " · ".join(format_number(nilai) for nilai in hasil.aspects.iloc[0]))
### BEGIN HIDDEN TESTS
check_number(float(hasil.aspects["A2"].iloc[0]), 3.25, name="aspek 2", tolerance=0.0005)
### END HIDDEN TESTS

# %% nbgrader={"grade": false, "grade_id": "predicate", "locked": false, "schema_version": 3, "solution": true, "task": false}
batas_bawah = {
    "Memuaskan": None,
    "Sangat Baik": None,
    "Baik": None,
    "Cukup": None,
    "Kurang": 1.0,
}
### BEGIN SOLUTION
batas_bawah = {"Memuaskan": 4.2, "Sangat Baik": 3.5, "Baik": 2.6, "Cukup": 1.8, "Kurang": 1.0}
### END SOLUTION


def predikat(indeks):
    """Predikat pertama, dari atas, yang batas bawahnya tercapai."""
    for nama, batas in batas_bawah.items():
        if indeks >= batas:
            return nama


# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "predicate_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 8: predikat
check_number(
    batas_bawah["Baik"],
    2.6,
    name="batas_bawah['Baik']",
    tolerance=1e-9,
    hint="Lihat tabel predikat; tulis dengan titik.",
    see="bagian “Predikat”",
)
check_text(predikat(2.9475), "Baik", name="predikat(2.9475)", see="bagian “Predikat”")
passed("Benar: indeks 2,95 berpredikat Baik, sama dengan laporan.")
### BEGIN HIDDEN TESTS
sekitar_batas = [
    (4.2, "Memuaskan"),
    (4.1999, "Sangat Baik"),
    (3.5, "Sangat Baik"),
    (3.4999, "Baik"),
    (2.6, "Baik"),
    (2.5999, "Cukup"),
    (1.8, "Cukup"),
    (1.7999, "Kurang"),
]
lulus = sum(predikat(indeks) == nama for indeks, nama in sekitar_batas)
1 + round(2 * lulus / len(sekitar_batas), 2)
### END HIDDEN TESTS

# %% [markdown]
# ## 5. Di mana indeks hilang
#
# Indeks tertinggi adalah 5. Setiap aspek *kehilangan* sebagian: (5 − indeks aspek) × bobot aspek ÷ 100. Aspek dengan indeks terendah belum tentu yang paling banyak kehilangan, karena bobotnya berbeda.
#
# **Pertanyaan 9 (2 poin).** Aspek mana yang kehilangan indeks **paling banyak**, dan aspek mana yang **kedua**? Tulis kodenya, misalnya `"A1"`.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "loss_table", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Tabel: kehilangan tiap aspek
nilai_aspek = score(tingkat, instrumen).aspects.iloc[0]
kehilangan = (5 - nilai_aspek) * instrumen.aspects["weight"] / 100
ringkas = instrumen.aspects[["label", "weight"]].rename(
    columns={"label": "aspek", "weight": "bobot"}
)
ringkas = ringkas.assign(indeks=nilai_aspek, kehilangan=kehilangan).rename_axis("kode")
neat_table(ringkas.sort_values("kehilangan", ascending=False))

# %% nbgrader={"grade": false, "grade_id": "largest_loss", "locked": false, "schema_version": 3, "solution": true, "task": false}
kehilangan_terbesar = None
kehilangan_kedua = None
### BEGIN SOLUTION
kehilangan_terbesar = "A5"
kehilangan_kedua = "A8"
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "largest_loss_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 9: kehilangan terbesar
check_choice(
    kehilangan_terbesar,
    ["66220e71591b"],
    name="kehilangan_terbesar",
    hint="Baca baris teratas tabel di atas, kolom paling kiri.",
    see="bagian “Dari mana indeks berasal”",
)
passed("Benar: Penerapan Manajemen SPBE. Semua indikatornya masih bertingkat 1.")
### BEGIN HIDDEN TESTS
check_text(kehilangan_kedua, "A8", name="kehilangan_kedua")
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade": true, "grade_id": "loss_reason", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# **Pertanyaan 10 (4 poin).** Jelaskan dalam 3 sampai 6 kalimat kepada pimpinan yang tidak pernah membaca peraturan ini: aspek apa yang paling lemah, apa artinya dalam pekerjaan sehari-hari, dan apa akibatnya bagi warga. Pakailah sekurang-kurangnya satu angka dari tabel di atas.
#
# ### BEGIN SOLUTION
# Aspek terlemah adalah Penerapan Manajemen SPBE (A5): kedelapan indikatornya bertingkat 1, sehingga aspek berbobot 12 persen ini kehilangan 0,48 dari indeks, lebih besar daripada aspek mana pun. Artinya pengelolaan risiko, keamanan informasi, data, aset, pengetahuan, perubahan, dan layanan berjalan sewaktu-waktu, tanpa rencana yang diterapkan. Layanan tampak baik (3,61), tetapi tidak ada yang menjamin layanan itu tetap hidup ketika petugasnya pindah atau sistemnya diserang. Bagi warga akibatnya nyata: layanan dapat berhenti berhari-hari, data berbeda antarkantor, dan keluhan yang sama terulang. Langkah pertama yang masuk akal adalah menetapkan pedoman dan penanggung jawab untuk setiap manajemen itu di semua unit kerja.
#
# *Rubrik (4 poin).* **4**: aspek tepat, angka tepat, arti bagi pekerjaan dan akibat bagi warga jelas dan saling terhubung. **3**: semua unsur ada, satu kurang jelas atau angkanya kurang tepat. **2**: aspek tepat, tetapi hanya salah satu dari arti atau akibat bagi warga. **1**: aspek disebut tanpa penjelasan. **0**: kosong atau aspek keliru.
# ### END SOLUTION

# %% [markdown]
# ## 6. Jebakan 3,455
#
# Banyak daerah berkata: “Bila semua indikator sudah 3 dan semua layanan kita naikkan menjadi 4, tentu indeksnya 3,5, karena layanan hampir separuh bobot.” Mari kita uji.
#
# **Pertanyaan 11 (2 poin).** Hitung indeks bila **semua indikator bertingkat 3**, kecuali indikator **layanan** (domain D4) yang bertingkat **4**. Sel berikut menyediakan tabelnya, `coba`, dengan kolom `coba["tingkat"]` dan `coba["bobot"]`; gunakan fungsi `rata_tertimbang` dari pertanyaan 6 atau fungsi `score`.
#
# **Pertanyaan 12 (1 poin).** Dari keadaan itu, **paling sedikit berapa langkah** (satu indikator naik satu tingkat) yang masih diperlukan agar indeks mencapai 3,5? Kolom terakhir tabel di bawah ini menunjukkan nilai satu langkah pada setiap domain dan aspek.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "trap_table", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Tabel: nilai satu langkah
coba = tabel[["aspek", "domain", "bobot"]].assign(tingkat=3)
coba.loc[coba["domain"] == "D4", "tingkat"] = 4
ringkas = coba.groupby(["domain", "aspek"]).agg(
    indikator=("tingkat", "count"), tingkat=("tingkat", "first"), langkah=("bobot", "first")
)
neat_table(ringkas.assign(langkah=ringkas["langkah"] / 100), digits=4)

# %% nbgrader={"grade": false, "grade_id": "trap_index", "locked": false, "schema_version": 3, "solution": true, "task": false}
indeks_jebakan = None
### BEGIN SOLUTION
indeks_jebakan = rata_tertimbang(coba["tingkat"], coba["bobot"])
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "trap_index_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 11: indeks jebakan
check_number(
    indeks_jebakan,
    3.455,
    name="indeks_jebakan",
    tolerance=0.0005,
    hint="Pakai kolom coba['tingkat'] dan coba['bobot'].",
    see="bagian “Jebakan 3,455”",
)
passed("Benar: 3,455. Predikatnya masih Baik; target 3,5 belum tercapai.")

# %% nbgrader={"grade": false, "grade_id": "steps_needed", "locked": false, "schema_version": 3, "solution": true, "task": false}
langkah_minimal = None
### BEGIN SOLUTION
langkah_minimal = 2
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "steps_needed_test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 12: langkah paling sedikit
check_choice(
    langkah_minimal,
    ["d4735e3a265e"],
    name="langkah_minimal",
    hint="Kekurangannya 3,5 − 3,455 = 0,045. Langkah yang paling bernilai pun hanya menambah 0,030.",
    see="bagian “Jebakan 3,455”",
)
passed("Benar: dua langkah, misalnya dua indikator Tata Kelola (0,025 + 0,025 = 0,050).")

# %% [markdown]
# ## Ringkasan
#
# * Indeks SPBE adalah rata-rata tertimbang, dari indikator ke aspek, dari aspek ke domain, dari domain ke indeks.
# * Jumlah sumbangan 47 indikator **sama dengan** indeks. Karena itu kehilangan dapat dilacak sampai ke indikatornya.
# * Predikat dibaca dari indeks yang belum dibulatkan: 3,4999 masih *Baik*.
# * Semua 3 dan layanan 4 memberi 3,455, bukan 3,5. Layanan yang baik memerlukan tata kelola dan manajemen yang menopangnya.
#
# **Sebelum mengumpulkan:** tekan tombol **Periksa jawaban** di atas halaman ini. Semua sel pemeriksaan dijalankan dari awal, dan yang belum tepat disebutkan. Sesudah itu tekan **Kumpulkan**; penyimpanan berjalan sendiri.
