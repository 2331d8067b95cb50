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
# **Tujuan.** Setelah lab ini Anda dapat memperbaiki, melengkapi, dan mempertanggungjawabkan rencana aksi satu pemerintah daerah: berangkat dari tingkat yang terbukti, mencapai targetnya, menjaga satu janji kepada warga, dan tetap berdiri ketika anggarannya dipotong.
#
# **Waktu:** sekitar 70 menit (perkiraan). **Prasyarat:** pelajaran *07 Rencana percepatan*. Anda tidak perlu pernah memprogram; tidak ada kode yang harus ditulis.
#
# **Cara bekerja**
#
# 1. Bacalah dari atas ke bawah. Semua jawaban diisi pada **formulir** dan **papan**. Keduanya menyimpan sendiri. Desimal ditulis dengan koma.
# 2. **Periksa jawaban** di tepi atas menghitung ulang tabel, gambar, dan nilai sementara Anda. Setiap bagian bernilai sendiri-sendiri, dan Anda boleh mencoba berkali-kali.
#
# *Semua daerah, biaya, dan tenaga dalam lab ini rekaan. Bobot indikator dan tangga kematangan diambil dari PermenPANRB 59/2020.*

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Sel persiapan
import pandas as pd
from IPython.display import display

from labkit.answers import AnswerError, read_answer
from labkit.case import current_owner
from labkit.checks import CheckFailed, format_number, passed
from labkit.forms import mark_form
from labkit.forms.given import given_answers
from labkit.keys import available, key
from labkit.opened import opened
from labkit.tables import neat_table
from spbe import datasets
from spbe.answers import plan_from_answer
from spbe.forms.plan_case import floor_from
from spbe.planning import index_curve, quarter_costs, schedule
from spbe.planning.case import evaluated_problem, start_plan
from spbe.planning.changes import plan_changes
from spbe.planning.graded import change_sums, start_sums
from spbe.planning.marks import cost_share, earned, mark_plan
from spbe.planning.options import open_steps, practice_savings
from spbe.planning.words import rupiah

hasil_panel = opened("evaluated")
pemda = hasil_panel["government"]
awal = start_plan(hasil_panel)


def rencana_saya(form):
    """Baca rencana dari simpanan papan: milik Anda sendiri, untuk daerah Anda."""
    return plan_from_answer(read_answer(form, owner=current_owner()), pemda)


def lantai_saya():
    """Baca lantai yang Anda pilih; None bila belum dipilih atau tidak dapat dijanjikan."""
    try:
        return floor_from(hasil_panel, read_answer("lantai-layanan", owner=current_owner()))
    except ValueError as sebab:
        print(sebab)
        return None


masalah = evaluated_problem(hasil_panel)
daerah = datasets.load_governments().loc[pemda]
print(f"Daerah contoh Anda: {daerah['name']} (rekaan).")
print(f"Target {format_number(masalah.target)} dalam {masalah.horizon} triwulan.")
print(f"Anggaran {rupiah(masalah.budget)}.")
print(f"Langkah yang ditawarkan: {sum(not task.is_adoption for task in masalah.tasks)}.")

# %% [markdown]
# ## 1. Pemanasan: satu kasus kecil
#
# Lima pertanyaan dengan jawaban yang langsung dijelaskan. Tidak dinilai; cobalah sampai Anda yakin.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "drill_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("latihan-rencana")

# %% [markdown]
# ## 2. Dari mana rencana berangkat
#
# Gambar berikut memperlihatkan tiga bacaan atas daerah yang sama: **penilaian mandiri**, **panel** yang memeriksa buktinya, dan **Anda** sendiri di lab 03. Yang digambar hanya indikator yang nilainya berbeda.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "readings", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Gambar: mandiri · panel · Anda
from spbe import score
from spbe.plotting import three_readings

instrumen = datasets.load_instrument("spbe-2020")
mandiri = datasets.load_levels(2024).loc[pemda]
panel = pd.Series(hasil_panel["levels"])
try:
    penilaian = read_answer(
        "penilaian", owner=current_owner(), folder="../03-menilai-bukti"
    ).answers["indicators"]
    tingkat_saya = {kode: isi["level"] for kode, isi in penilaian.items() if isi.get("level")}
except (AnswerError, KeyError, AttributeError, TypeError):
    tingkat_saya = {}
    print("Jawaban lab 03 Anda tidak ada di komputer ini; titik “Anda” tidak digambar.")
if not available():  # saat penilaian gambarnya cukup dibuat sekali
    indeks = [float(score(tingkat, instrumen).index.iloc[0]) for tingkat in (mandiri, panel)]
    three_readings(dict(mandiri), dict(panel), tingkat_saya, indices=indeks)
print(f"Target rencana: {format_number(masalah.target)}.")

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "start_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("titik-berangkat")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "start_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan: tiga angka (masing-masing 1 poin)
isian = given_answers(
    read_answer("titik-berangkat", owner=current_owner()), TITIK_BERANGKAT, lenient=True
)
hasil = start_sums(isian.value("angka"), masalah)
print(hasil.words)
earned(hasil.share, 3)

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "why_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("mengapa-panel")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "why_test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan: mengapa dari sana
mark_form("mengapa-panel", MENGAPA_PANEL, 1)

# %% [markdown]
# ## 3. Hitungan rencana
#
# Untuk dua pertanyaan tengah, pakailah tabel kecil ini. Indeks harus naik paling sedikit **0,085**.
#
# | langkah | naik | biaya (Rp juta) | prasyarat |
# |---|--:|--:|---|
# | F · fondasi | 0,025 | 90 | – |
# | L1 · layanan | 0,030 | 50 | F |
# | L2 · layanan | 0,030 | 50 | F |
# | C1 · langkah cepat | 0,013 | 25 | – |
# | C2 · langkah cepat | 0,013 | 28 | – |
# | C3 · langkah cepat | 0,013 | 30 | – |

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "sums_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("hitungan-rencana")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "finish_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan: triwulan penyelesaian
mark_form("hitungan-rencana", HITUNGAN_RENCANA, 3, only=["selesai"])

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "foundation_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan: petik-termurah dan termurah
mark_form("hitungan-rencana", HITUNGAN_RENCANA, 3, only=["serakah", "termurah"])

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "replication_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan: hemat meniru
mark_form("hitungan-rencana", HITUNGAN_RENCANA, 2, only=["hemat"])

# %% [markdown]
# ## 4. Lantai: janji yang tidak boleh turun
#
# Rencana termurah sering mencapai target tanpa satu pun layanan naik. Karena itu Anda lebih dahulu memilih **lantai** bagi layanan yang Anda tulis di lab 00. Biaya rencana Anda kelak dibandingkan dengan rencana termurah *yang menjaga lantai itu*, jadi lantai yang tinggi tidak merugikan nilai Anda.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "floor_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("lantai-layanan")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "floor_choice_test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan: dapatkah lantai itu dijanjikan?
lantai = lantai_saya()
if lantai:
    passed(f"Lantai ini dapat dijanjikan: {lantai.words}.")
elif not available():
    raise CheckFailed("Pilihlah pada formulir di atas sebuah lantai yang dapat dijanjikan.")
1.0 if lantai else 0.0

# %% [markdown] nbgrader={"grade": true, "grade_id": "floor_reason", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false} coursekit={"answer": "lantai-layanan/alasan"}
# Jawaban tertulis Anda dari formulir lantai dibawa ke sini ketika dinilai.
#
# ### BEGIN SOLUTION
# *(Contoh jawaban bernilai 3.)* Layanan pengaduan dipakai pedagang dan pengguna jalan, yang sekarang menunggu dua minggu tanpa kabar. Satu tingkat cukup: aduan diteruskan, diberi batas waktu, dan dijawab dalam satu rangkaian. Dua tingkat kami inginkan, tetapi bersama fondasinya terlalu mahal dalam dua tahun, dan kami tidak mau menjanjikan yang tidak sanggup kami tepati.
#
# *(Contoh jawaban bernilai 1.)* Layanan publik harus ditingkatkan agar masyarakat puas.
# ### END SOLUTION

# %% [markdown]
# ## 5. Rencana: perbaiki, lengkapi, pertanggungjawabkan
#
# Kedua tabel berikut menunjukkan langkah yang tampak termurah, langkah yang paling banyak ditunggu, dan praktik yang menghemat atau merugikan bila semua langkahnya dikerjakan.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "options_table", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Tabel: langkah yang tampak termurah, fondasi, dan praktik
pilihan = open_steps(masalah)
judul = {
    "title": "langkah",
    "gain": "naik",
    "cost": "Rp juta",
    "quarters": "triwulan",
    "rate": "poin per Rp100 juta",
    "opens": "membuka",
}
murah, fondasi = pilihan.head(5), pilihan.sort_values("opens", ascending=False).head(5)
tabel = pd.concat({"tampak termurah": murah, "fondasi": fondasi}, names=["", "kode"])
display(neat_table(tabel[list(judul)].rename(columns=judul), digits=4))
kolom = {
    "title": "praktik",
    "steps": "langkah",
    "own_cost": "sendiri",
    "copied_cost": "ditiru",
    "saving": "hemat",
}
praktik = practice_savings(masalah)[list(kolom)].rename(columns=kolom).rename_axis("kode")
neat_table(praktik, digits=2)

# %% [markdown]
# Papan berikut sudah **setengah terisi**. Isinya disusun tergesa-gesa dari penilaian mandiri, jadi ada langkah yang baik dan ada yang keliru.
#
# 1. **Perbaiki.** Bacalah semua kalimat merah; tekan *Lihat* untuk menemukan kartunya.
# 2. **Lengkapi.** Tambahkan langkah sampai target tercapai **dan** lantai terpenuhi. Rencana 12 sampai 20 kartu itu wajar.
# 3. **Pertanggungjawabkan.** Keluarkan kartu yang tidak dapat Anda jelaskan.
#
# Bila Anda mengubah lantai, papan ini menyesuaikan diri.
#
# **Nilai:** aturan 4, target 3, lantai 2, biaya 8. Papan yang belum diubah bernilai 0. Setiap bagian dihitung sebanding: jarak yang ditempuh sejak rencana setengah jadi, dan biaya dibandingkan dengan rencana termurah yang terbukti untuk lantai Anda (sampai 1 persen di atasnya penuh, 12 persen di atasnya nol).

# %% tags=["formulir"] coursekit={"follows": "lantai-layanan"} nbgrader={"grade": false, "grade_id": "plan_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from spbe.forms import plan_board

plan_board("rencana", floor="lantai-layanan")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "plan_rules_test", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan rencana: aturan
lantai = lantai_saya()
soal = evaluated_problem(hasil_panel, floor=lantai)
nilai = mark_plan(rencana_saya("rencana"), soal, awal)
if nilai.valid:
    passed("Urutan, orang, dan anggaran terpenuhi; target tercapai.")
else:
    print("Yang perlu diperbaiki (baca bagian “Menyusun rencana”):", nilai.words(), sep="\n")
print("Nilai bagian aturan, paling banyak 4:")
earned(nilai.rules, 4)

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "plan_target_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan rencana: target
nilai = mark_plan(rencana_saya("rencana"), masalah, awal)
print(f"Dari langkah yang sah, indeks akhir {format_number(nilai.index, 4)}.")
if nilai.progress < 1:
    print("Langkah yang urutannya keliru belum dihitung. Baca bagian “Menyusun rencana”.")
print("Nilai bagian target, paling banyak 3:")
earned(nilai.progress, 3)

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "plan_floor_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan rencana: lantai
lantai = lantai_saya()
soal = evaluated_problem(hasil_panel, floor=lantai)
nilai = mark_plan(rencana_saya("rencana"), soal, awal)
if lantai and nilai.floor == 1:
    passed("Lantai terjaga oleh langkah yang sah.")
elif lantai:
    print(f"Belum sampai: {lantai.words}.")
print("Nilai bagian lantai, paling banyak 2:")
earned(nilai.floor, 2) if lantai else 0.0

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "plan_chart_view", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Gambar: rencana Anda, untuk dinding ruang Sekda
from spbe.plotting import plan_chart

if not available():  # saat penilaian gambarnya cukup dibuat sekali
    rencana = rencana_saya("rencana")
    plan_chart(
        schedule(rencana, masalah),
        index_curve(rencana, masalah),
        quarter_costs(rencana, masalah),
        target=masalah.target,
    )

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "plan_cost_test", "locked": true, "points": 8, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan rencana: biaya (rencana termurah dibuka bersama umpan balik)
rencana = rencana_saya("rencana")
lantai = lantai_saya()
nilai = mark_plan(rencana, evaluated_problem(hasil_panel, floor=lantai), awal)
hasil = None
print(f"Biaya rencana Anda {rupiah(nilai.cost)} dari anggaran {rupiah(masalah.budget)}.")
if not lantai or not nilai.valid:
    print("Biaya baru dinilai bila semua aturan, target, dan lantai terpenuhi.")
    hasil = 0.0
elif available():
    terbaik = key("plan_optimum")[pemda]["floors"][lantai.key]
    lebih = format_number(100 * (nilai.cost / terbaik["cost"] - 1), 1)
    print(
        f"Rencana termurah dengan lantai ini {rupiah(terbaik['cost'])}; Anda {lebih} % di atasnya."
    )
    isi, punya = {langkah[0] for langkah in terbaik["steps"]}, set(rencana.starts)
    print("Hanya pada rencana termurah:", ", ".join(sorted(isi - punya)) or "tidak ada")
    print("Hanya pada rencana Anda:", ", ".join(sorted(punya - isi)) or "tidak ada")
    hasil = earned(cost_share(nilai.cost, terbaik["cost"]), 8)
else:
    passed("Biayanya dibandingkan dengan rencana termurah saat penilaian.")
hasil

# %% [markdown]
# ### Seberapa kokoh jawaban mesin?
#
# Semua biaya dalam lab ini andaian. Tabel berikut menunjukkan isi rencana termurah daerah Anda (tanpa lantai) menurut andaian itu, dan bila setiap **langkah kebijakan tiga kali lebih mahal**.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "dearer_table", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Tabel: isi rencana termurah menurut dua andaian biaya
andaian = pd.DataFrame(
    hasil_panel["dearer"], index=["seperti diandaikan", "kebijakan tiga kali lebih mahal"]
)
neat_table(
    andaian.rename(
        columns={
            "policy": "langkah kebijakan",
            "other": "langkah tata kelola dan manajemen",
            "service": "langkah layanan",
        }
    ).rename_axis("andaian")
)

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "defence_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("alasan-rencana")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "dearer_test", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan: andaian biaya
mark_form("alasan-rencana", ALASAN_RENCANA, 1, only=["kepekaan"])

# %% [markdown] nbgrader={"grade": true, "grade_id": "plan_reason", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false} coursekit={"answer": "alasan-rencana/bupati"}
# Jawaban tertulis Anda kepada bupati atau wali kota dibawa ke sini ketika dinilai.
#
# ### BEGIN SOLUTION
# *(Contoh jawaban bernilai 4 dari rencana acuan Kabupaten Samudrawana, rekaan, dengan lantai I47 di tingkat 3; cocokkan angka peserta dengan papannya sendiri.)* Rencana ini berangkat dari nilai panel 2,48 dan mencapai 2,80 dalam delapan triwulan dengan Rp2.019 juta dari anggaran Rp2.250 juta. Program kerja Tim Koordinasi (I19-3) didahulukan, karena langkah reviu dan kolaborasi sesudahnya (I19-4, I20-4) menunggunya dan memerlukan setahun. Tiga praktik ditiru; portal data terbuka (P35), misalnya, menghemat Rp220 juta sesudah adopsinya dibayar. Warga merasakan layanan kesehatan yang selesai dalam satu rangkaian sejak akhir triwulan 3: itulah lantai kami, dan harganya Rp540 juta. Yang sengaja tidak dikerjakan ialah perluasan infrastruktur, yang mahal dan baru terasa sesudah dua tahun.
#
# *(Contoh jawaban bernilai 2.)* Kami mengerjakan I19-3, I21-2, I43-4, dan I47-3 karena biayanya masih masuk anggaran.
# ### END SOLUTION

# %% [markdown]
# ## 6. Anggaran tinggal 70 persen
#
# Di tengah tahun anggaran Anda dipotong menjadi **70 persen**. Sudah dibuktikan: tidak ada satu pun rencana yang mencapai target semula dengan uang sebanyak itu, jadi **setiap rencana harus berubah**. Pimpinan menurunkan target sedikit; lantai kepada warga tetap.
#
# Tekan **Salin rencana pertama** pada papan di bawah, lalu ubahlah.
#
# **Nilai (6 poin):** jarak yang masih ditempuh, dikalikan aturan, uang, dan lantai. Lebih Rp1 juta dari anggaran hampir tidak mengurangi nilai; lebih 5 persen menghabiskannya.

# %% tags=["formulir"] coursekit={"follows": "lantai-layanan"} nbgrader={"grade": false, "grade_id": "cut_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from spbe.forms import plan_board

plan_board("rencana-hemat", floor="lantai-layanan", cut=True, copy_from="rencana")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "cut_plan_test", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan rencana hemat
lantai = lantai_saya()
soal = evaluated_problem(hasil_panel, floor=lantai, cut=True)
nilai = mark_plan(rencana_saya("rencana-hemat"), soal, awal)
print(f"Biaya {rupiah(nilai.cost)} dari anggaran baru {rupiah(soal.budget)}.")
if nilai.valid and lantai:
    passed("Target baru tercapai, dan lantai tetap terjaga.")
else:
    print("Yang perlu diperbaiki (baca “Bila anggaran dipotong”):", nilai.words(), sep="\n")
print("Nilai rencana hemat, paling banyak 6:")
earned(nilai.whole, 6) if lantai else 0.0

# %% [markdown]
# Tabel berikut membandingkan kedua rencana Anda: langkah yang **dicoret**, **ditambahkan**, **digeser** ke triwulan lain, atau **berganti cara** (sendiri atau meniru).

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "changes_table", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Tabel: yang berubah dari rencana pertama ke rencana hemat
perubahan = plan_changes(rencana_saya("rencana"), rencana_saya("rencana-hemat"))
judul_langkah = {task.code: task.title for task in masalah.tasks}
tabel = perubahan.assign(langkah=perubahan.index.map(judul_langkah)).rename(
    columns={"change": "perubahan", "before": "triwulan semula", "after": "triwulan kini"}
)
if tabel.empty:
    print("Kedua rencana sama: tidak ada yang dicoret, ditambahkan, atau digeser.")
else:
    display(neat_table(tabel.rename_axis("kode")))

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "changes_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("perubahan-anggaran")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "changes_test", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan: tiga hitungan (masing-masing 1 poin)
isian = given_answers(
    read_answer("perubahan-anggaran", owner=current_owner()), PERUBAHAN_ANGGARAN, lenient=True
)
hasil = change_sums(isian.value("hitungan"), rencana_saya("rencana"), rencana_saya("rencana-hemat"))
print(hasil.words)
earned(hasil.share, 3)

# %% [markdown] nbgrader={"grade": true, "grade_id": "cut_reason", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false} coursekit={"answer": "perubahan-anggaran/rapat"}
# Jawaban tertulis Anda untuk rapat perubahan anggaran dibawa ke sini ketika dinilai.
#
# ### BEGIN SOLUTION
# *(Contoh jawaban bernilai 4 dari kedua rencana acuan Samudrawana; cocokkan angka peserta dengan kedua papannya.)* Anggaran turun dari Rp2.250 juta menjadi Rp1.575 juta, dan rencana kami kini Rp1.555 juta. Kedua langkah data terbuka (I43-3 dan I43-4) dicoret beserta adopsi P35 dan P14, fondasinya I23-3, dan peraturan I07-2: warga pencari data menunggu dua tahun lagi, dan kami mengatakannya kepada mereka. Audit aplikasi (I30-2, Rp90 juta) ditambahkan, karena lebih murah bagi kenaikan yang hampir sama. Yang dipertahankan walaupun mahal ialah layanan kesehatan (I47-3, Rp540 juta), sebab itulah janji kami, dan program Tim Koordinasi yang ditunggu langkah lain.
#
# *(Contoh jawaban bernilai 1.)* Karena anggaran dikurangi, kami melakukan efisiensi di semua bidang.
# ### END SOLUTION

# %% [markdown]
# ## 7. Jalan yang lebih panjang
#
# Dua tahun ini hanya satu bagian jalan. Mesin menggambar jalan termurah sampai **3,50** dalam tiga tahun, dengan semua langkah terbuka dan uang tidak dibatasi. Bagian ini tidak dinilai; bacalah sebagai bahan rapat.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "road", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Gambar: jalan tiga tahun
from spbe.plotting import long_road

jalan = hasil_panel["road"]
if not available():
    long_road(jalan["curve"], jalan["costs"], jalan["target"])
print(
    f"{jalan['steps']} langkah, {rupiah(sum(jalan['costs']))}. Angka ini pun bergantung pada biaya "
    "yang diandaikan."
)

# %% [markdown]
# ### Jalur kode (pilihan, tidak dinilai)
#
# Bila Anda ingin bertanya sendiri kepada mesin, ubahlah angka di kotak berikut, lalu tekan **Jalankan**. Kotak ini menunjukkan apa yang dipilih cara petik-termurah untuk kenaikan yang Anda tulis.

# %% nbgrader={"grade": false, "grade_id": "code_path", "locked": false, "schema_version": 3, "solution": false, "task": false}
from dataclasses import replace

from spbe.planning import greedy_plan

kenaikan = 0.10
contoh = replace(masalah, target=masalah.index + kenaikan)
petik_termurah = schedule(greedy_plan(contoh), contoh)
petik_termurah[["step", "title", "start", "end", "cost", "gain"]]

# %% [markdown]
# ## Ringkasan
#
# * Rencana berangkat dari tingkat yang terbukti, bukan dari tingkat yang diakui.
# * Langkah cepat memberi napas; fondasi membuka jalan. Petik-termurah membeli napas dengan uang jalan.
# * Lantai adalah janji kepada warga; harganya dapat disebut, dan pimpinan yang memutuskannya.
# * Rencana termurah adalah pembanding. Isinya bergantung pada biaya yang diandaikan.
# * Rencana yang baik diuji dengan satu pertanyaan: apa yang Anda lepas lebih dahulu bila anggaran dipotong?
#
# **Sebelum mengumpulkan:** tekan tombol **Periksa jawaban** di atas halaman ini. Yang belum tepat disebutkan. Sesudah itu tekan **Kumpulkan**; penyimpanan berjalan sendiri.
