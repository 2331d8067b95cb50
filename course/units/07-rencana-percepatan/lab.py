# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lab 07 · Rencana percepatan
#
# **Tujuan.** Setelah lab ini Anda dapat menyusun rencana aksi yang membawa satu pemerintah daerah ke indeks 3,5: langkahnya berurutan, orangnya cukup, anggarannya cukup, dan Anda dapat mempertanggungjawabkannya; lalu menata ulang rencana itu ketika anggarannya dipotong 20 persen.
#
# **Waktu:** sekitar 60 menit. **Prasyarat:** pelajaran *07 Rencana percepatan*. Anda tidak perlu pernah memprogram.
#
# **Cara bekerja**
#
# 1. Jalankan setiap sel dari atas ke bawah dengan **Shift+Enter**. Sel persiapan, tabel, dan pemeriksaan terlipat menjadi satu baris bertitik tiga; jalankan juga, dan buka dengan klik bila ingin melihat isinya. Daerah contoh Anda dipilihkan; teman di sebelah Anda mungkin mendapat daerah lain.
# 2. Jawaban pendek ditulis di sel yang memuat kalimat *"Tulis jawaban Anda di bawah baris ini"*. Desimal ditulis dengan titik (3.5).
# 3. Rencana disusun pada **papan**, tanpa mengetik program. Papan menyimpan sendiri setiap perubahan.
# 4. Sesudah mengubah papan, jalankan lagi sel pemeriksaan di bawahnya. Nilainya boleh sebagian, dan Anda boleh mencoba berkali-kali.
#
# *Semua daerah, biaya, dan tenaga dalam lab ini rekaan. Bobot indikator dan tangga kematangan diambil dari PermenPANRB 59/2020.*

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Sel persiapan
import math

import pandas as pd
from IPython.display import display

from labkit.answers import read_answer
from labkit.case import current_owner
from labkit.checks import check_choice, check_number, format_number, passed
from labkit.keys import available, key
from labkit.tables import neat_table
from spbe import assigned_government, datasets
from spbe.answers import plan_from_answer
from spbe.planning import index_curve, quarter_costs, schedule
from spbe.planning.case import case_problem
from spbe.planning.changes import plan_changes
from spbe.planning.marks import cost_share, earned, mark_plan
from spbe.planning.options import open_steps, practice_savings
from spbe.planning.words import rupiah


def rencana_saya(form):
    """Baca rencana dari simpanan papan: milik Anda sendiri, untuk daerah Anda."""
    jawaban = read_answer(form, owner=current_owner())
    print(jawaban.describe())
    return plan_from_answer(jawaban, pemda)


pemda = assigned_government()
masalah = case_problem(pemda)
masalah_hemat = case_problem(pemda, budget_factor=0.8)
daerah = datasets.load_governments().loc[pemda]
print(f"Daerah contoh Anda: {daerah['name']} (rekaan).")
print(f"Indeks sekarang {format_number(masalah.index, 3)}; target {format_number(masalah.target)}.")
print(f"Anggaran {rupiah(masalah.budget)} untuk {masalah.horizon} triwulan.")
print(f"Langkah yang masih terbuka: {sum(not task.is_adoption for task in masalah.tasks)}.")

# %% [markdown]
# ## 1. Dari kesenjangan ke langkah
#
# **Pertanyaan 1 (2 poin).** Berapa poin indeks yang masih **kurang** sampai target? Lalu, bila setiap langkah bernilai 0,030 (langkah yang paling bernilai), **paling sedikit berapa langkah** yang diperlukan daerah Anda? Pakai `masalah.index` dan `masalah.target`; `math.ceil(...)` membulatkan ke atas.

# %% nbgrader={"grade": false, "grade_id": "distance", "locked": false, "schema_version": 3, "solution": true, "task": false}
kurang = None
langkah_paling_sedikit = None
### BEGIN SOLUTION
kurang = masalah.target - masalah.index
langkah_paling_sedikit = math.ceil(kurang / 0.030)
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "distance_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan pertanyaan 1
check_number(
    kurang,
    masalah.target - masalah.index,
    name="kurang",
    tolerance=0.0006,
    hint="Kurangkan indeks sekarang dari target.",
    see="bagian “Dari kesenjangan ke langkah”",
)
check_number(
    langkah_paling_sedikit,
    (masalah.target - masalah.index) / 0.030,
    name="langkah_paling_sedikit",
    tolerance=1,
    hint="Bagilah jaraknya dengan 0.030, lalu bulatkan ke atas.",
    see="bagian “Dari kesenjangan ke langkah”",
)
check_number(
    langkah_paling_sedikit % 1,
    0,
    name="pecahan pada langkah_paling_sedikit",
    tolerance=1e-9,
    hint="Tidak ada setengah langkah: bulatkan ke atas dengan math.ceil.",
    see="bagian “Dari kesenjangan ke langkah”",
)
passed(
    "Jaraknya terhitung. Itu jumlah paling sedikit; langkah yang lebih murah bernilai lebih kecil."
)
### BEGIN HIDDEN TESTS
assert langkah_paling_sedikit == math.ceil((masalah.target - masalah.index) / 0.030 - 1e-9)
### END HIDDEN TESTS

# %% [markdown]
# **Pertanyaan 2 (3 poin).** Kalender rencana memakai triwulan. Pekerjaan `bulan` bulan yang dimulai pada awal triwulan `mulai` menempati triwulan-triwulan **utuh** (3 bulan), dan baru dihitung pada **akhir** triwulan terakhirnya. Lengkapi rumusnya. Saat penilaian rumus Anda dicoba dengan angka lain.


# %% nbgrader={"grade": false, "grade_id": "finish", "locked": false, "schema_version": 3, "solution": true, "task": false}
def selesai(mulai, bulan):
    """Triwulan yang pada akhirnya pekerjaan selesai."""
    hasil = None
    ### BEGIN SOLUTION
    hasil = mulai + math.ceil(bulan / 3) - 1
    ### END SOLUTION
    return hasil


# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "finish_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan pertanyaan 2
check_number(
    selesai(2, 7),
    4,
    name="selesai(2, 7)",
    tolerance=1e-9,
    hint="Tujuh bulan menempati tiga triwulan utuh: triwulan 2, 3, dan 4.",
    see="bagian “Orang, uang, dan triwulan”",
)
passed("Benar: 7 bulan dari triwulan 2 selesai pada akhir triwulan 4.")
### BEGIN HIDDEN TESTS
for mulai, bulan, akhir in [(1, 3, 1), (1, 1, 1), (1, 4, 2), (5, 12, 8), (3, 2, 3), (2, 9, 4)]:
    check_number(selesai(mulai, bulan), akhir, name="selesai", tolerance=1e-9)
### END HIDDEN TESTS

# %% [markdown]
# ## 2. Langkah cepat dan fondasi
#
# Tabel sesudah sel ini memuat langkah-langkah daerah Anda. *Poin per Rp100 juta* menunjukkan langkah mana yang tampak paling murah. *Membuka* menunjukkan berapa langkah lain yang baru dapat dikerjakan sesudahnya: itulah fondasi.
#
# Sebelum menyusun rencana sendiri, hitunglah contoh kecil ini **di atas kertas**. Indeks harus naik paling sedikit **0,085**.
#
# | langkah | naik | biaya (Rp juta) | prasyarat |
# |---|--:|--:|---|
# | F · fondasi | 0,025 | 90 | – |
# | L1 · layanan | 0,030 | 50 | F |
# | L2 · layanan | 0,030 | 50 | F |
# | C1 · langkah cepat | 0,013 | 25 | – |
# | C2 · langkah cepat | 0,013 | 28 | – |
# | C3 · langkah cepat | 0,013 | 30 | – |
#
# **Pertanyaan 3 (1 poin).** Cara *serakah* selalu mengambil yang poin per rupiahnya tertinggi; layanan diambil bersama fondasi yang belum ada. Berapa biaya rencana serakah sampai kenaikan 0,085 tercapai?
#
# **Pertanyaan 4 (2 poin).** Berapa biaya rencana yang **termurah** untuk kenaikan yang sama?

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "options_table", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Tabel: langkah yang tampak termurah, dan fondasi
pilihan = open_steps(masalah)
judul = {
    "title": "langkah",
    "gain": "naik",
    "cost": "Rp juta",
    "quarters": "triwulan",
    "rate": "poin per Rp100 juta",
    "opens": "membuka",
}
murah, fondasi = pilihan.head(6), pilihan.sort_values("opens", ascending=False).head(6)
tabel = pd.concat({"tampak termurah": murah, "fondasi": fondasi}, names=["", "kode"])
neat_table(tabel[list(judul)].rename(columns=judul), digits=4)

# %% nbgrader={"grade": false, "grade_id": "greedy_cost", "locked": false, "schema_version": 3, "solution": true, "task": false}
biaya_serakah = None
### BEGIN SOLUTION
biaya_serakah = 25 + 28 + 30 + (90 + 50)
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "greedy_cost_test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan pertanyaan 3
check_choice(
    biaya_serakah,
    ["56f4da26ed95"],
    name="biaya_serakah",
    hint="Poin per Rp100 juta: C1 0,052; C2 0,046; C3 0,043; F bersama L1 0,039. Ambil berurutan sampai 0,085 tercapai.",
    see="bagian “Langkah cepat dan fondasi”",
)
passed("Benar: Rp223 juta. Tiga langkah cepat sudah dibayar, tetapi fondasi tetap harus dibeli.")

# %% nbgrader={"grade": false, "grade_id": "cheapest_cost", "locked": false, "schema_version": 3, "solution": true, "task": false}
biaya_termurah = None
### BEGIN SOLUTION
biaya_termurah = 90 + 50 + 50
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "cheapest_cost_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan pertanyaan 4
check_choice(
    biaya_termurah,
    ["2397346b4582"],
    name="biaya_termurah",
    hint="Satu fondasi dapat menopang lebih dari satu layanan. Bandingkan F + L1 + L2 dengan rencana serakah.",
    see="bagian “Langkah cepat dan fondasi”",
)
passed("Benar: Rp190 juta, dan dua layanan warga naik tingkat, bukan satu.")

# %% [markdown]
# ## 3. Meniru dari Living Lab
#
# Praktik yang ditiru membuat langkah lebih murah dan lebih pendek, tetapi **mengadopsinya** juga ada biayanya.
#
# **Pertanyaan 5 (2 poin).** Lengkapi rumus penghematan: biaya bila dikerjakan sendiri, dikurangi (biaya adopsi + biaya sesudah ditiru). Biaya sesudah ditiru adalah `faktor` × biaya sendiri. Hasil negatif berarti meniru justru merugikan. Saat penilaian rumus Anda dicoba dengan angka lain.


# %% nbgrader={"grade": false, "grade_id": "replication", "locked": false, "schema_version": 3, "solution": true, "task": false}
def hemat_meniru(biaya_sendiri, faktor, biaya_adopsi):
    """Rp juta yang dihemat dengan meniru sebuah praktik."""
    hasil = None
    ### BEGIN SOLUTION
    hasil = biaya_sendiri - (biaya_adopsi + faktor * biaya_sendiri)
    ### END SOLUTION
    return hasil


# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "replication_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan pertanyaan 5
check_number(
    hemat_meniru(745, 0.5, 90),
    282.5,
    name="hemat_meniru(745, 0.5, 90)",
    hint="Dua langkah seharga 745 menjadi 0.5 × 745; tambahkan biaya adopsi 90; kurangkan dari 745.",
    see="bagian “Meniru dari Living Lab”",
)
passed("Benar: dua langkah layanan kepegawaian dengan praktik P27 menghemat Rp282,5 juta.")
### BEGIN HIDDEN TESTS
check_number(hemat_meniru(45, 0.55, 25), -4.75, name="hemat_meniru", tolerance=1e-6)
check_number(hemat_meniru(1080, 0.5, 195), 345, name="hemat_meniru", tolerance=1e-6)
### END HIDDEN TESTS

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "practice_table", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Tabel: praktik yang paling menghemat, bila semua langkah yang dicakupnya dikerjakan
kolom = {
    "title": "praktik",
    "steps": "langkah",
    "gain": "naik",
    "own_cost": "sendiri",
    "copied_cost": "ditiru",
    "saving": "hemat",
}
hemat = practice_savings(masalah)
tabel = hemat[hemat["saving"] > 0].head(8)[list(kolom)].rename(columns=kolom)
neat_table(tabel.rename_axis("kode"), digits=4)

# %% [markdown]
# ## 4. Rencana sampai 3,5
#
# Susun rencana pada papan berikut.
#
# 1. Cari kartu langkah (per domain, per unit, atau dengan kata kunci) dan taruh pada triwulan mulainya.
# 2. Prasyarat, anggaran, dan kapasitas orang dihitung seketika. Pelanggaran ditulis dalam kalimat: bacalah satu demi satu.
# 3. Untuk meniru praktik Living Lab, taruh dahulu kartu praktiknya, lalu pilih praktik itu pada langkah yang dicakupnya.
# 4. Berhentilah ketika indeks mencapai 3,50, semua aturan terpenuhi, **dan** Anda sanggup menjelaskan isinya kepada bupati atau wali kota. Rencana 25 sampai 40 kartu itu wajar.
#
# Nilainya tiga bagian, masing-masing 5 poin, dan boleh sebagian: **aturan** (sebanding dengan jarak yang sudah ditempuh, karena papan kosong tidak melanggar apa pun), **target**, dan **biaya** dibandingkan dengan rencana termurah yang terbukti. Rencana sampai 2 persen di atas yang termurah bernilai penuh; 25 persen di atasnya bernilai nol.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "plan_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from spbe.forms import plan_board

plan_board("rencana")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "plan_rules_test", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan rencana: aturan
nilai = mark_plan(rencana_saya("rencana"), masalah)
if nilai.valid:
    passed("Urutan, orang, dan anggaran terpenuhi, dan targetnya tercapai.")
else:
    print("Yang perlu diperbaiki (baca bagian “Menyusun rencana”):", nilai.words(), sep="\n")
aturan = 0.4 * nilai.steps + 0.2 * nilai.money + 0.4 * nilai.people
print("Nilai bagian aturan, paling banyak 5:")
earned(aturan * nilai.progress, 5)

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "plan_target_test", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan rencana: target
nilai = mark_plan(rencana_saya("rencana"), masalah)
print(f"Dari langkah yang sah, indeks akhir {format_number(nilai.index, 4)}; target 3,50.")
if nilai.progress < 1:
    print("Langkah yang urutannya keliru belum dihitung. Baca bagian “Menyusun rencana”.")
print("Nilai bagian target, paling banyak 5:")
earned(nilai.progress, 5)

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "plan_chart_view", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Gambar: rencana Anda, untuk dinding ruang Sekda
from spbe.plotting import plan_chart

rencana = plan_from_answer(read_answer("rencana", owner=current_owner()), pemda)
if not available():  # saat penilaian gambarnya cukup dibuat sekali
    plan_chart(
        schedule(rencana, masalah), index_curve(rencana, masalah), quarter_costs(rencana, masalah)
    )

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "plan_cost_test", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan rencana: biaya (rencana termurah dibuka bersama umpan balik)
rencana = rencana_saya("rencana")
nilai = mark_plan(rencana, masalah)
hasil = None
print(f"Biaya rencana Anda {rupiah(nilai.cost)} dari anggaran {rupiah(masalah.budget)}.")
if not nilai.valid:
    print("Biaya baru dinilai bila semua aturan terpenuhi dan target tercapai.")
    hasil = 0.0
elif available():
    terbaik = key("plan_optimum")[pemda]
    lebih = format_number(100 * (nilai.cost / terbaik["cost"] - 1), 1)
    print(f"Rencana termurah yang terbukti {rupiah(terbaik['cost'])}; Anda {lebih} % di atasnya.")
    isi, punya = {langkah["step"] for langkah in terbaik["steps"]}, set(rencana.starts)
    print("Hanya pada rencana termurah:", ", ".join(sorted(isi - punya)) or "tidak ada")
    print("Hanya pada rencana Anda:", ", ".join(sorted(punya - isi)) or "tidak ada")
    hasil = earned(cost_share(nilai.cost, terbaik["cost"]), 5)
else:
    passed("Biayanya dibandingkan dengan rencana termurah saat penilaian.")
hasil

# %% [markdown] nbgrader={"grade": true, "grade_id": "plan_reason", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# **Pertanyaan 6 (4 poin).** Jelaskan rencana Anda kepada bupati atau wali kota dalam 4 sampai 7 kalimat: fondasi mana yang didahulukan dan apa yang dibukanya, praktik mana yang ditiru (atau mengapa tidak), layanan mana yang akan dirasakan warga, dan apa yang sengaja **tidak** dikerjakan. Pakailah sekurang-kurangnya dua angka dari rencana Anda.
#
# ### BEGIN SOLUTION
# *(Contoh untuk Kabupaten Samudrawana, rekaan.)* Rencana ini membawa indeks dari 2,96 ke 3,50 dalam tujuh triwulan dengan Rp2.519 juta dari anggaran Rp3.300 juta. Fondasi didahulukan: peraturan audit TIK (I09-2) dimulai pada triwulan 1 karena membuka sebelas langkah lain, antara lain audit infrastruktur dan audit aplikasi. Delapan praktik Living Lab ditiru; audit berpasangan (P20), misalnya, diadopsi dengan Rp40 juta dan menghemat Rp72 juta pada dua langkah, jadi bersih Rp32 juta. Warga paling dahulu merasakan layanan pengaduan yang diperbaiki dari keluhan berulang (I42-5) dan JDIH yang terhubung (I44-4), keduanya selesai dalam setengah tahun. Yang sengaja tidak dikerjakan ialah menyambungkan seluruh aplikasi lewat sistem penghubung (I18-3): Rp1.080 juta untuk 0,025. Lebih dari empat persepuluh kenaikan (0,234 dari 0,544) berasal dari peraturan, jadi setiap peraturan kami beri penanggung jawab dan tanggal penerapan, supaya tidak berhenti sebagai kertas.
#
# *Rubrik (4 poin).* **4**: fondasi dan yang dibukanya tepat, pilihan meniru diberi alasan, akibat bagi warga nyata, ada yang sengaja ditinggalkan, dan sedikitnya dua angka cocok dengan rencananya. **3**: satu unsur kurang jelas atau satu angka tidak cocok. **2**: daftar langkah dengan sedikit alasan, atau tanpa akibat bagi warga. **1**: kalimat umum yang dapat ditulis tanpa melihat rencana. **0**: kosong atau bertentangan dengan rencananya.
# ### END SOLUTION

# %% [markdown]
# ## 5. Anggaran dipotong 20 persen
#
# Di tengah tahun, anggaran Anda dipotong **20 persen**. Target tidak berubah. Susun rencana kedua pada papan di bawah.
#
# Setelah rencana pertama selesai, tekan **Salin rencana pertama** pada papan kedua, supaya Anda tidak mulai dari kosong. Rencana pertama tidak ikut berubah, dan salinan boleh diambil lagi kapan pun.
#
# Nilainya 5 poin: sebanding dengan indeks yang masih tercapai, asalkan biayanya di dalam anggaran baru. Rencana lama yang tidak diubah biasanya terlalu mahal. Rencana serakah berhenti sedikit di bawah 3,5. Sampai tepat 3,5 masih mungkin, dan itu sudah dibuktikan untuk setiap daerah, tetapi rencana termurah pun hanya menyisakan satu sampai dua persen anggaran baru. Kurang 0,01 hanya mengurangi 0,1 sampai 0,2 poin, jadi tukarlah beberapa langkah, lalu berhentilah pada waktunya.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "cut_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from spbe.forms import plan_board

plan_board("rencana-hemat", budget_factor=0.8, copy_from="rencana")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "cut_plan_test", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan rencana hemat
nilai = mark_plan(rencana_saya("rencana-hemat"), masalah_hemat)
print(f"Biaya {rupiah(nilai.cost)} dari anggaran baru {rupiah(masalah_hemat.budget)}.")
if nilai.valid:
    passed("Target tetap tercapai dengan anggaran yang berkurang 20 persen.")
else:
    print("Yang perlu diperbaiki (baca “Bila anggaran dipotong”):", nilai.words(), sep="\n")
print("Nilai rencana hemat, paling banyak 5:")
earned(nilai.money * nilai.progress * min(nilai.steps, nilai.people), 5)

# %% [markdown]
# Tabel berikut membandingkan kedua rencana Anda: langkah yang **dicoret**, **ditambahkan**, **digeser** ke triwulan lain, atau **berganti cara** (sendiri atau meniru).
#
# **Pertanyaan 7 (2 poin).** Hitung dari tabel: berapa langkah yang dicoret, berapa yang ditambahkan, dan berapa yang digeser? Bila tidak ada, tulis 0.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "changes_table", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Tabel: yang berubah dari rencana pertama ke rencana hemat
rencana_hemat = plan_from_answer(read_answer("rencana-hemat", owner=current_owner()), pemda)
perubahan = plan_changes(rencana, rencana_hemat)
judul_langkah = {task.code: task.title for task in masalah.tasks}
tabel = perubahan.assign(langkah=perubahan.index.map(judul_langkah)).rename(
    columns={"change": "perubahan", "before": "triwulan semula", "after": "triwulan kini"}
)
if tabel.empty:
    print("Kedua rencana sama: tidak ada yang dicoret, ditambahkan, atau digeser.")
else:
    display(neat_table(tabel.rename_axis("kode")))

# %% nbgrader={"grade": false, "grade_id": "changes", "locked": false, "schema_version": 3, "solution": true, "task": false}
jumlah_dicoret = None
jumlah_ditambahkan = None
jumlah_digeser = None
### BEGIN SOLUTION
jumlah_dicoret = int((perubahan["change"] == "dicoret").sum())
jumlah_ditambahkan = int((perubahan["change"] == "ditambahkan").sum())
jumlah_digeser = int((perubahan["change"] == "digeser").sum())
### END SOLUTION

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "changes_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan pertanyaan 7
lama, baru = rencana_saya("rencana"), rencana_saya("rencana-hemat")
hitungan = plan_changes(lama, baru)["change"].value_counts()
for nama, isi, kata in [
    ("jumlah_dicoret", jumlah_dicoret, "dicoret"),
    ("jumlah_ditambahkan", jumlah_ditambahkan, "ditambahkan"),
    ("jumlah_digeser", jumlah_digeser, "digeser"),
]:
    check_number(
        isi,
        int(hitungan.get(kata, 0)),
        name=nama,
        tolerance=1e-9,
        hint=f"Hitung baris bertuliskan “{kata}”; bila papan diubah, jalankan lagi sel tabelnya.",
        see="bagian “Bila anggaran dipotong”",
    )
passed("Benar. Angka ini yang pertama ditanyakan dalam rapat perubahan anggaran.")

# %% [markdown] nbgrader={"grade": true, "grade_id": "cut_reason", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# **Pertanyaan 8 (4 poin).** Tulis 3 sampai 6 kalimat untuk rapat perubahan anggaran: apa yang bergeser atau dicoret, mengapa justru itu, apa akibatnya bagi warga, dan apa yang Anda **pertahankan** walaupun mahal. Sebut sekurang-kurangnya satu kode langkah dan satu angka. Bila tidak ada yang perlu diubah, jelaskan mengapa rencana pertama Anda sudah tahan.
#
# ### BEGIN SOLUTION
# *(Contoh untuk Kabupaten Samudrawana, rekaan.)* Anggaran turun dari Rp3.300 juta menjadi Rp2.640 juta, sedangkan rencana kami berbiaya Rp2.519 juta, jadi tidak ada langkah yang perlu dicoret. Rencana itu tahan karena langkah yang mahal tetapi kecil kenaikannya, seperti I18-3 (Rp1.080 juta untuk 0,025), sejak awal tidak dibeli. Yang kami pertahankan walaupun mahal ialah perbaikan layanan pengaduan (I42-5, Rp210 juta), karena langsung dirasakan warga, dan peraturan audit TIK (I09-2), karena sebelas langkah lain menunggunya. Bila pemotongan bertambah, yang dilepas lebih dahulu ialah langkah tingkat 5 pada kebijakan, misalnya I01-5: warga tidak merasakannya dan tidak ada langkah lain yang bergantung kepadanya. Sisa Rp121 juta tipis untuk kejutan, jadi kami mengusulkan peninjauan setiap triwulan.
#
# *Rubrik (4 poin).* **4**: yang berubah dan yang dipertahankan disebut tepat menurut kedua rencana, alasannya menimbang fondasi dan warga, kode dan angka cocok. **3**: satu unsur kurang jelas atau satu angka tidak cocok. **2**: menyebut yang dicoret tanpa alasan atau tanpa akibat bagi warga. **1**: kalimat umum tentang penghematan. **0**: kosong atau bertentangan dengan kedua rencana.
# ### END SOLUTION

# %% [markdown]
# ## Ringkasan
#
# * Rencana mengubah kesenjangan menjadi langkah, dan setiap langkah mempunyai prasyarat, biaya, orang, dan triwulan.
# * Langkah cepat memberi napas; fondasi membuka jalan. Cara serakah membeli napas dengan uang jalan.
# * Meniru praktik berguna bila penghematannya melebihi biaya adopsinya, dan bila prasyaratnya siap.
# * Rencana termurah bukan rencana terbaik dengan sendirinya: tanyakan langkah mana yang dirasakan warga.
# * Rencana yang baik diuji dengan satu pertanyaan: apa yang Anda lepas lebih dahulu bila anggaran dipotong?
#
# **Sebelum mengumpulkan:** tekan tombol **Periksa jawaban** di atas halaman ini. Semua sel pemeriksaan dijalankan dari awal, dan yang belum tepat disebutkan. Sesudah itu tekan **Kumpulkan**; penyimpanan berjalan sendiri.
