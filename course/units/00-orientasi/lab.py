# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lab 00 · Orientasi
#
# **Tujuan.** Setelah lab ini Anda pernah mengisi formulir, memeriksa, lalu mengumpulkan. Anda juga memilih satu layanan yang ingin Anda perbaiki bagi warga; layanan itu menemani Anda sampai unit terakhir.
#
# **Waktu:** perkiraan 30 menit. **Prasyarat:** pelajaran *00 Orientasi*. Anda tidak perlu pernah memprogram: tidak ada kode yang harus ditulis, dan semua jawaban diisi dalam formulir.
#
# **Tidak ada yang dapat Anda rusak.** Setiap isian tersimpan sendiri, dan jawaban boleh diubah sampai tenggat.
#
# ## 1. Halaman ini
#
# Lab adalah sebuah halaman: dibaca dari atas ke bawah, dan diisi sambil jalan. Di tepi atas tertulis berapa pertanyaan yang sudah terjawab. **Periksa jawaban** menyebutkan yang masih kurang, kapan pun Anda tekan; **Kumpulkan** mengirimkannya. Di **Lainnya** ada riwayat: keadaan lama dapat dikembalikan.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Sel persiapan
from IPython.display import Markdown, display

from labkit.answers import AnswerError, read_answer
from labkit.case import current_owner
from labkit.checks import CheckFailed, format_number
from labkit.forms import mark_form
from labkit.forms.given import given_answers
from labkit.forms.marks import mark
from labkit.keys import available, key
from spbe import datasets, score
from spbe.plotting import radar


def isian(nama, deklarasi):
    """Return what is answered in a form; while marked, a file that cannot be read counts as blank."""
    try:
        return given_answers(read_answer(nama, owner=current_owner()), deklarasi, lenient=True)
    except AnswerError as berkas:
        if not available():
            raise CheckFailed(str(berkas)) from None
        print(berkas)
        return given_answers({}, deklarasi)


instrumen = datasets.load_instrument("spbe-2020")
daerah = datasets.assigned_government()
nama_daerah = datasets.load_governments()["name"][daerah]
print(f"Siap. Daerah Anda dalam pelatihan ini: {nama_daerah}, pemerintah daerah rekaan.")

# %% [markdown]
# ## 2. Daerah Anda
#
# Setiap peserta dipinjami satu **daerah rekaan** di Provinsi Jayantara. Daerah ini akan Anda nilai di unit 03 dan Anda susun rencananya di unit 07. Gambarnya membandingkan daerah Anda dengan rata-rata 27 daerah rekaan; makin ke luar, makin matang.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "picture", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Gambar daerah Anda
hasil = score(datasets.load_levels(2024), instrumen)
radar(
    hasil.aspects.loc[daerah],
    instrumen,
    hasil.aspects.mean(),
    labels=(nama_daerah, "Rata-rata 27 daerah"),
)
display(
    Markdown(
        f"Menurut **penilaian mandiri** 2024, indeks {nama_daerah} **{format_number(hasil.index[daerah])}**, "
        f"predikat **{hasil.predicates[daerah]}**. Benarkah setinggi itu? Di unit 03 Anda memeriksa buktinya."
    )
)

# %% [markdown]
# ## 3. Pra-tes: dari mana Anda berangkat
#
# Dua puluh pertanyaan pendek dari seluruh pelatihan. Wajar bila banyak yang belum Anda ketahui. Jawablah tanpa membuka buku. *Saya belum tahu* adalah jawaban yang jujur; untuk angka, tulislah perkiraan.
#
# **Cara menilai (6 poin): setiap pertanyaan yang dijawab bernilai sama, benar atau keliru.** Umpan balik menyebut berapa yang tepat, tanpa menyebut yang mana. Kunci dan alasannya baru dibuka sesudah pasca-tes di unit 12, supaya kedua tes dapat dibandingkan dengan jujur.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "starting_point_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("pra-tes")

# %% [markdown]
# Di kepala formulir tertulis *Tersimpan*? Jawaban Anda sudah aman. **Periksa jawaban** membaca simpanan itu dan menyebutkan apa yang masih kurang.

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "starting_point_test", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 1: pra-tes
pra_tes = isian("pra-tes", PRA_TES)
terjawab = len(PRA_TES["questions"]) - len(pra_tes.unanswered)
if pra_tes.unanswered and not available():
    raise CheckFailed(pra_tes.missing_words())
print(f"Terjawab {terjawab} dari {len(PRA_TES['questions'])} pertanyaan. {pra_tes.missing_words()}")
if available():
    tepat = sum(
        satu.points == satu.maximum for satu in mark(PRA_TES, pra_tes, key("pra-tes")).marks
    )
    print(f"Yang tepat sepenuhnya: {tepat}. Kunci dan alasannya dibuka sesudah pasca-tes.")
round(6 * terjawab / len(PRA_TES["questions"]), 2) if available() else None

# %% [markdown]
# ## 4. Buktikan sendiri bahwa semuanya tersimpan
#
# Tutup tab peramban ini sekarang. Sungguh. Lalu buka lagi labnya dari **halaman kursus**. Isian Anda muncul kembali.
#
# ## 5. Kuis singkat
#
# Lima pertanyaan dari pelajaran *00 Orientasi*. **Yang ini dinilai benar-kelirunya (6 poin);** buku dan kalkulator boleh dibuka.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "quiz_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("kuis-orientasi")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "quiz_test", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 2: kuis singkat
mark_form("kuis-orientasi", KUIS_ORIENTASI, 6)

# %% [markdown]
# ## 6. Satu layanan untuk satu warga
#
# Terakhir, pekerjaan Anda sendiri. Layanan yang Anda pilih di sini menjadi benang merah pelatihan: diukur di unit 01, dicari kesenjangannya di unit 05, dilindungi dalam rencana di unit 07, dan dijanjikan dengan angka di unit 12. **Dua poin** untuk nama dan indikatornya; **empat poin** untuk ceritanya, dinilai widyaiswara menurut rubrik di bawah kolom isiannya.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "service_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("layanan-saya")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "service_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 3: layanan saya
layanan = isian("layanan-saya", LAYANAN_SAYA)
if layanan.unanswered and not available():
    raise CheckFailed(layanan.missing_words())
print(layanan.missing_words() or "✓ Lengkap. Layanan ini menemani Anda sampai unit 12.")
float(
    sum(satu not in layanan.unanswered for satu in ("nama", "indikator"))
) if available() else None

# %% [markdown] nbgrader={"grade": true, "grade_id": "service_wish", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false} coursekit={"answer": "layanan-saya/cerita"}
# Jawaban tertulis Anda dari formulir di atas dibawa ke sini ketika dinilai.
#
# ### BEGIN SOLUTION
# *Contoh jawaban.* Petani penggarap di kecamatan kami mengurus surat keterangan usaha supaya dapat meminjam modal tanam. Sekarang ia datang tiga kali: ke desa, ke kecamatan, lalu kembali mengambil surat; kira-kira enam hari dan dua kali ongkos ojek. Bila data desa dapat dibaca kecamatan, ia cukup datang sekali dan suratnya terbit hari itu juga. Yang akan kami ukur: banyaknya kunjungan per surat (dari 3 menjadi 1) dan hari sampai terbit (dari kira-kira 6 menjadi 1), dari buku register kedua kantor. Angka enam hari itu perkiraan saya; bulan depan akan kami hitung.
# ### END SOLUTION

# %% [markdown]
# ## Ringkasan
#
# * Formulir menyimpan sendiri; jawaban boleh diperiksa kapan pun.
# * Pra-tes bukan ujian. Ia menandai titik berangkat Anda.
# * Indeks adalah alat ukur; yang dicari adalah keadaan yang dirasakan warga.
#
# **Sekarang kumpulkan.** Tekan **Periksa jawaban** di atas halaman ini, lalu **Kumpulkan**. Sebuah tanda terima muncul, dan lab pertama Anda selesai.
