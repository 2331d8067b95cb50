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
# **Tujuan.** Setelah lab ini Anda dapat menghitung indeks dari tingkat dan bobot, membaca dari mana indeks itu berasal, dan menemukan kekeliruan dalam angka yang sudah diumumkan.
#
# **Waktu:** perkiraan 50 menit. **Prasyarat:** pelajaran *02 Kerangka SPBE*. Anda tidak perlu pernah memprogram: semua jawaban diisi dalam formulir, dan yang Anda perlukan hanya kalkulator.
#
# **Cara bekerja**
#
# 1. Bacalah dari atas ke bawah, dan isi formulirnya sambil jalan. Setiap isian tersimpan sendiri. Angka ditulis dengan koma, seperti dalam surat dinas.
# 2. **Periksa jawaban** di tepi atas menyebutkan apa yang belum terisi. Benar atau kelirunya, beserta penjelasan tiap bagian, datang bersama umpan balik.
#
# Pelajaran memakai laporan sebuah kementerian. Lab ini memakai sebuah kota, sebuah siaran pers rekaan, dan rata-rata kabupaten. Angkanya berbeda, cara menghitungnya sama.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Sel persiapan
from IPython.display import HTML

from labkit.forms import mark_form
from labkit.tables import neat_table
from spbe import datasets, score

instrumen = datasets.load_instrument("spbe-2020")
print(f"Siap. Instrumen termuat: {len(instrumen.indicators)} indikator.")

# %% [markdown]
# ## 1. Latihan dahulu
#
# Lima hitungan kecil dengan angka rekaan. Penjelasannya langsung muncul, dan tidak ada yang dinilai.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "practice_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("latihan-hitung")

# %% [markdown]
# ## 2. Siapa mengerjakan apa
#
# **Mulai dari sini jawaban Anda dinilai (3 poin).** Setiap baris yang tepat mendapat bagiannya sendiri.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "who_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("siapa-mengerjakan")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "who_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 1: siapa mengerjakan apa
mark_form("siapa-mengerjakan", SIAPA_MENGERJAKAN, 3)

# %% [markdown]
# ## 3. Menghitung Kota Denpasar 2021
#
# Sekarang angka sungguhan: 47 tingkat kematangan Kota Denpasar tahun 2021, menurut data pada aplikasi pemantauan Kota Denpasar yang tersimpan di repositori publik (putuokky/monev-spbe-dps, salinan 9 Mei 2022). Ini sumber sekunder, bukan publikasi resmi kota itu.
#
# Mesin menghitung tujuh aspek di depan mata Anda: tiap tingkat dikalikan bobotnya, dijumlahkan, lalu dibagi bobot aspek. Aspek 6 dikosongkan. Itu bagian Anda.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "city_table", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Tabel: Kota Denpasar 2021
denpasar = datasets.load_official("denpasar_2021").set_index("indicator")["evaluated_level"]
lembar = instrumen.indicators[["label", "aspect", "weight"]].assign(tingkat=denpasar)
lembar["tingkat × bobot"] = (lembar["tingkat"] * lembar["weight"]).where(lembar["aspect"] != "A6")
lembar = lembar.rename(columns={"label": "indikator", "aspect": "aspek", "weight": "bobot (%)"})
jumlah = lembar.groupby("aspek")["tingkat × bobot"].sum(min_count=1)
per_aspek = instrumen.aspects[["label", "weight"]].rename(
    columns={"label": "aspek", "weight": "bobot (%)"}
)
per_aspek["jumlah tingkat × bobot"] = jumlah
per_aspek["indeks aspek"] = jumlah / per_aspek["bobot (%)"]
semua = neat_table(lembar.rename_axis("kode"), digits=2).to_html()
HTML(
    neat_table(per_aspek.rename_axis("kode"), digits=3).to_html()
    + f"<details><summary>Lihat ke-47 barisnya</summary>{semua}</details>"
)

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "calculation_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("denpasar-hitung")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "calculation_test", "locked": true, "points": 7, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 2: menghitung
mark_form("denpasar-hitung", DENPASAR_HITUNG, 7)

# %% [markdown]
# ## 4. Membaca di mana indeks hilang
#
# Indeks tertinggi 5. Selisih sebuah aspek dari 5, dikalikan bobotnya, adalah bagian indeks yang **hilang** di sana. Mesin sudah menghitung empat aspek; tiga lainnya Anda hitung dalam formulir.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "loss_table", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Tabel: kehilangan empat aspek
nilai_aspek = score(denpasar, instrumen).aspects.iloc[0]
hilang = instrumen.aspects[["label", "weight"]].assign(indeks=nilai_aspek)
hilang["hilang"] = (5 - hilang["indeks"]) * hilang["weight"] / 100
hilang = hilang.rename(columns={"label": "aspek", "weight": "bobot (%)", "indeks": "indeks aspek"})
neat_table(hilang.loc[["A1", "A2", "A3", "A4"]].rename_axis("kode"), digits=3)

# %% [markdown]
# Aspek 6, yang Anda hitung tadi, kehilangan 0,120. Soal terakhir dalam formulir ini **jawaban tertulis (4 poin)**; rubriknya ada di bawah kolom isiannya.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "reading_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("denpasar-baca")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "reading_test", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 3: membaca
mark_form("denpasar-baca", DENPASAR_BACA, 5)

# %% [markdown] nbgrader={"grade": true, "grade_id": "loss_reason", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false} coursekit={"answer": "denpasar-baca/surat"}
# Jawaban tertulis Anda dari formulir di atas dibawa ke sini ketika dinilai.
#
# ### BEGIN SOLUTION
# *Contoh jawaban.* Indeks kota ini paling banyak hilang di Layanan Administrasi Pemerintahan: 0,36 dari angka 5, walaupun nilainya 3,70 dan tergolong baik. Penerapan Manajemen nilainya jauh lebih rendah, 2,13, tetapi bagiannya dalam penilaian tidak sampai separuh bagian layanan administrasi, sehingga yang hilang di sana 0,35. Artinya keduanya harus diurus. Layanan kepegawaian, arsip, dan aset yang belum saling terhubung membuat warga menunggu berkas dicari di kantor lain, sedangkan manajemen yang lemah membuat layanan berhenti ketika petugasnya pindah.
# ### END SOLUTION

# %% [markdown]
# ## 5. Siaran pers yang tidak cocok dengan tabelnya
#
# Sebuah kabupaten **rekaan** mengumumkan: *“Indeks SPBE kita 3,51, Sangat Baik!”* Di halaman belakang tercetak tabel ini. Nilai aspeknya sudah diperiksa dan benar; satu nilai domain keliru.
#
# | Domain (bobot) | Nilai aspek (bobot) | Nilai domain tercetak |
# |---|---|--:|
# | 1 Kebijakan (13) | Kebijakan Internal 3,60 (13) | 3,60 |
# | 2 Tata Kelola (25) | Perencanaan Strategis 3,75 (10) · TIK 3,25 (10) · Penyelenggara 4,50 (5) | 3,83 |
# | 3 Manajemen (16,5) | Penerapan Manajemen 3,00 (12) · Audit TIK 2,33 (4,5) | 2,82 |
# | 4 Layanan (45,5) | Layanan Administrasi 3,60 (27,5) · Layanan Publik 3,50 (18) | 3,56 |
# | **Indeks tercetak** | | **3,51** |

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "claim_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("klaim-indeks")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "claim_test", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 4: siaran pers
mark_form("klaim-indeks", KLAIM_INDEKS, 6)

# %% [markdown]
# ## 6. Selisih 0,01 yang bukan kekeliruan
#
# Tidak setiap selisih berarti ada yang keliru. Laporan evaluasi 2021 mencetak rata-rata kabupaten seluruh Indonesia: indeks **2,11**. Tabel berikut memuat nilai aspek yang tercetak dalam laporan yang sama. Hitung ulang, lalu jelaskan apa yang Anda temukan.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "mean_table", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Tabel: rata-rata kabupaten 2021, enam aspek
rata = datasets.load_official("averages_2021").set_index("code")["kabupaten"]
rata_aspek = instrumen.aspects[["label", "weight"]].assign(nilai=rata)
rata_aspek["sumbangan"] = rata_aspek["nilai"] * rata_aspek["weight"] / 100
rata_aspek = rata_aspek.drop(index=["A6", "A7"]).rename_axis("kode")
neat_table(rata_aspek.rename(columns={"label": "aspek", "weight": "bobot (%)"}), digits=4)

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "rounding_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("pembulatan")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "rounding_test", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 5: pembulatan
mark_form("pembulatan", PEMBULATAN, 4)

# %% [markdown] nbgrader={"grade": true, "grade_id": "rounding_reason", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false} coursekit={"answer": "pembulatan/sebab"}
# Jawaban tertulis Anda dari formulir di atas dibawa ke sini ketika dinilai.
#
# ### BEGIN SOLUTION
# *Contoh jawaban.* Kedelapan nilai aspek yang tercetak sudah dibulatkan dua desimal, jadi masing-masing dapat meleset sampai 0,005, dan hitungan ulang darinya (2,1153) juga dapat meleset sampai 0,005. Nilai yang sebenarnya karena itu dapat berada di bawah 2,115, yang tercetak sebagai 2,11. Laporan menghitung dari angka yang belum dibulatkan; hitungan rekan kita memakai angka yang sudah dibulatkan. Keduanya dapat benar.
# ### END SOLUTION

# %% [markdown]
# ## 7. Dua jebakan baru
#
# Pelajaran membahas jebakan 3,455. Jebakan itu mempunyai saudara. Tabel berikut menunjukkan nilai satu langkah, yaitu satu indikator naik satu tingkat.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "step_table", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Tabel: nilai satu langkah
langkah = instrumen.indicators.groupby(["domain", "aspect"])["weight"].agg(["count", "first"])
langkah = langkah.rename_axis(["domain", "aspek"]).rename(columns={"count": "banyak indikator"})
langkah["nilai satu langkah"] = langkah.pop("first") / 100
neat_table(langkah, digits=4)

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "trap_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("jebakan-baru")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "trap_test", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 6: jebakan
mark_form("jebakan-baru", JEBAKAN_BARU, 5)

# %% [markdown]
# ## Ringkasan
#
# * Indeks adalah rata-rata tertimbang: dari indikator ke aspek, dari aspek ke domain, dari domain ke indeks.
# * Aspek yang nilainya terendah belum tentu yang paling banyak kehilangan.
# * Angka yang diumumkan dapat dihitung ulang oleh siapa pun yang mempunyai tabelnya. Selisih besar berarti ada yang keliru; selisih sampai 0,005 dapat berarti pembulatan.
# * Predikat dibaca dari indeks yang belum dibulatkan.
#
# **Sebelum mengumpulkan:** tekan **Periksa jawaban** di atas halaman ini; yang belum terisi disebutkan. Sesudah itu tekan **Kumpulkan**.
#
# ---
#
# *Jalur kode (pilihan, tidak dinilai).* Bagi yang ingin tahu: seluruh hitungan bagian 3 dikerjakan mesin pelatihan dengan satu baris berikut. Sel ini boleh dilewati.

# %% nbgrader={"grade": false, "grade_id": "code_path", "locked": true, "schema_version": 3, "solution": false, "task": false} jupyter={"source_hidden": true}
# Jalur kode: satu baris untuk ketiga jenjang
print("Hapus tanda pagar pada baris berikut bila Anda ingin mencobanya:")
# score(denpasar, instrumen).index
