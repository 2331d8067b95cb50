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
# **Tujuan.** Setelah lab ini Anda pernah menjalankan sel, mengisi kuis dan formulir, memeriksa, lalu mengumpulkan. Anda juga menuliskan satu layanan yang ingin Anda perbaiki bagi warga; tulisan itu menemani Anda sampai unit terakhir.
#
# **Waktu:** sekitar 25 menit. **Prasyarat:** pelajaran *00 Orientasi*. Anda tidak perlu pernah memprogram, dan di lab ini tidak ada kode yang harus ditulis.
#
# **Tidak ada yang dapat Anda rusak.** Setiap pilihan tersimpan sendiri, setiap sel boleh dijalankan berkali-kali, dan jawaban boleh diubah sampai tenggat.
#
# ## 1. Sel pertama
#
# Halaman ini tersusun dari kotak-kotak yang disebut **sel**. Ada sel berisi bacaan, seperti ini, dan ada sel yang dijalankan komputer. Klik sel di bawah satu kali, lalu tekan **Shift+Enter**: tahan tombol Shift, lalu tekan Enter. Di tablet atau ponsel, ketuk tombol ▶ di atas halaman; di laptop pun tombol itu (**▶ Jalankan**) sama gunanya.

# %% nbgrader={"grade": false, "grade_id": "first_cell", "locked": true, "schema_version": 3, "solution": false, "task": false}
print("Selamat datang. Anda baru saja menjalankan sel yang pertama.")

# %% [markdown]
# Muncul kalimat selamat datang? Itu saja caranya. Angka di dalam kurung siku, misalnya `[1]`, berarti sel itu sudah selesai dijalankan; tanda `[*]` berarti komputer masih bekerja, dan kita menunggu sebentar.
#
# Bingkai biru menandai sel yang sedang dipilih. Setiap kali Anda menekan **Shift+Enter**, bingkai itu turun satu sel. Jadi teruskan saja menekannya sambil membaca. Sel berikut menyiapkan lab; ia terlipat menjadi satu baris bertitik tiga, karena isinya tidak perlu dibaca.

# %% jupyter={"source_hidden": true} nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
# Sel persiapan
from IPython.display import Markdown, display

from labkit.answers import read_answer
from labkit.case import current_owner
from labkit.checks import CheckFailed, digest, format_number, passed
from labkit.forms.given import given_answers
from labkit.forms.marks import mark
from labkit.keys import available, key
from spbe import datasets, score
from spbe.answers import assessment_from_answer
from spbe.panel import points, shortcomings
from spbe.plotting import radar

instrumen = datasets.load_instrument("spbe-2020")
daerah = datasets.assigned_government()
nama_daerah = datasets.load_governments()["name"][daerah]
print(f"Siap. Daerah Anda dalam pelatihan ini: {nama_daerah}, pemerintah daerah rekaan.")

# %% [markdown]
# ## 2. Daerah Anda
#
# Untuk berlatih, setiap peserta dipinjami satu **daerah rekaan** di Provinsi Jayantara. Nama, angka, dan dokumennya dibuat untuk pelatihan; tidak ada kantor sungguhan yang dinilai di sini. Daerah ini akan Anda nilai di unit 03 dan Anda susun rencananya di unit 07.
#
# Jalankan sel berikut untuk berkenalan. Gambarnya membandingkan daerah Anda dengan rata-rata 27 pemerintah daerah rekaan itu. Makin ke luar, makin matang.

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
# Sepuluh pertanyaan berikut berasal dari seluruh pelatihan, termasuk unit yang belum Anda baca. Wajar bila sebagian besar belum Anda ketahui. Jawablah menurut pengetahuan Anda sekarang, tanpa membuka buku. Tersedia pilihan *Saya belum tahu*, dan pilihan itu jawaban yang jujur.
#
# **Cara menilai (6 poin): setiap pertanyaan yang dijawab bernilai sama, benar atau keliru.** Jadi tidak ada gunanya menyontek. Jawaban yang tepat beserta penjelasannya datang bersama umpan balik, dan tidak mengurangi nilai. Di unit 12 pertanyaan ini kembali, supaya Anda dapat melihat jarak yang sudah ditempuh.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "starting_point_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("pra-tes")

# %% [markdown]
# Di kepala kuis tertulis *Tersimpan*? Jawaban Anda sudah aman. Sel di bawah ini sebuah **sel pemeriksaan**: ia membaca simpanan Anda dan memberi tahu apa yang masih kurang. Jalankan dengan **Shift+Enter**, kapan pun dan berapa kali pun. Kata *Belum tepat* di sini bukan nilai; ia hanya menunjukkan yang perlu dilihat lagi.

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "starting_point_test", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 1: pra-tes
jawaban = read_answer("pra-tes", owner=current_owner())
isian = given_answers(jawaban, PRA_TES)
if kata := isian.missing_words():
    kata += " “Saya belum tahu” juga jawaban; untuk urutan, tekan tombol di bawah daftarnya."
    if not available():  # saat penilaian, yang terisi tetap mendapat poin
        raise CheckFailed(kata)
    print(kata)
else:
    passed("Semua terjawab: enam poin, apa pun pilihan Anda.")
if not available():
    print("Jawaban yang tepat dan penjelasannya datang bersama umpan balik.")
else:
    print("Nilai pra-tes menghitung pertanyaan yang dijawab. Berikut ini untuk Anda pelajari:\n")
    print(mark(PRA_TES, jawaban, key("pra-tes")).explain())
points(len(isian.given) / len(PRA_TES["questions"]), 6) if available() else None

# %% [markdown]
# ## 4. Formulir pertama
#
# Sekarang dua indikator dari daerah Anda: layanan pengaduan (I42), dan jaringan dokumentasi dan informasi hukum atau JDIH (I44), tempat warga mencari peraturan. Untuk masing-masing:
#
# 1. bacalah kartu di kolom **Bukti dukung**,
# 2. pilih **tingkat** yang menurut Anda terbukti,
# 3. tulis **alasan** dalam satu kalimat, misalnya *“Sudah ada tempat mengadu, tetapi saya belum melihat aduan yang dijawab.”*
# 4. pilih **kartu penentu**: satu kartu yang paling menentukan pilihan Anda.
#
# **Cara menilai (4 poin): kelengkapannya, bukan tingkatnya.** Cara menilai bukti baru diajarkan di unit 03. Di sini Anda hanya berkenalan dengan formulirnya.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from spbe.forms import scoring_form

scoring_form("perkenalan", indicators=["I42", "I44"])

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "first_form_test", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 2: formulir pertama
jawaban = read_answer("perkenalan", owner=current_owner())
penilaian = assessment_from_answer(jawaban, ["I42", "I44"], daerah)
kurang = shortcomings(penilaian, daerah)
if len(kurang):
    kata = " ".join(f"{kode}: {apa}." for kode, apa in kurang.items())
    kata = f"Formulir belum lengkap. {kata} Ragu? Pilih saja; nanti boleh diubah."
    if not available():
        raise CheckFailed(kata)
    print(kata)
else:
    passed("Lengkap. Inilah yang tersimpan atas nama Anda:")
    for kode, baris in penilaian.iterrows():
        print(f"{kode}: tingkat {baris['level']}, kartu {baris['card']}. {baris['reason']}")
points(1 - len(kurang) / 2, 4) if available() else None

# %% [markdown]
# ## 5. Buktikan sendiri bahwa semuanya tersimpan
#
# Tutup tab peramban ini sekarang. Sungguh. Lalu buka lagi labnya dari **halaman kursus**. Kuis dan formulir akan muncul kembali dengan isi terakhir Anda, sebab setiap pilihan ditulis ke folder `jawaban` pada saat Anda memilihnya.
#
# Hanya hasil sel yang perlu dijalankan ulang: mulailah lagi dari sel persiapan, atau tekan **Periksa jawaban** di atas halaman untuk menjalankan semuanya sekaligus.
#
# ## 6. Kuis singkat
#
# Lima pertanyaan dari pelajaran *00 Orientasi*. **Yang ini dinilai benar-kelirunya (6 poin);** buku boleh dibuka.

# %% tags=["formulir"] nbgrader={"grade": false, "grade_id": "quiz_form", "locked": true, "schema_version": 3, "solution": false, "task": false}
from labkit.forms import form

form("kuis-orientasi")

# %% jupyter={"source_hidden": true} nbgrader={"grade": true, "grade_id": "quiz_test", "locked": true, "points": 6, "schema_version": 3, "solution": false, "task": false}
# Pemeriksaan 3: kuis singkat
jawaban = read_answer("kuis-orientasi", owner=current_owner())
isian = given_answers(jawaban, KUIS_ORIENTASI)
saran = [isian.missing_words()] if isian.missing_words() else []
for nomor, kode, sidik, bagian in [
    (1, "tujuan", "c85baf447fd3", "Untuk apa SPBE"),
    (2, "target", "8a199b120cf4", "Dari mana pelatihan ini berangkat"),
]:
    if kode in isian.given and digest(isian.given[kode]) != sidik:
        saran.append(f"Pertanyaan {nomor} belum tepat: baca lagi bagian “{bagian}”.")
if saran and not available():
    raise CheckFailed(" ".join(saran))
print("\n".join(saran) or "✓ Semua terjawab. Pertanyaan 1 dan 2 sudah tepat.")
nilai = mark(KUIS_ORIENTASI, jawaban, key("kuis-orientasi")) if available() else None
print(nilai.explain() if nilai else "Tiga lainnya, dan penjelasannya, datang bersama umpan balik.")
nilai.points(6) if nilai else None

# %% [markdown]
# ## 7. Satu layanan untuk satu warga
#
# Terakhir, satu pertanyaan tentang pekerjaan Anda sendiri. Layanan apa di kantor Anda yang ingin Anda buat lebih cepat, lebih murah, atau lebih baik? Tulislah 3 sampai 5 kalimat tentang tempat kerja Anda yang sebenarnya: **siapa** warganya, **apa** yang ia alami sekarang, **apa yang berubah** baginya bila berhasil, dan **angka apa** yang akan menunjukkannya. Angkanya boleh perkiraan, asal Anda menyebutnya perkiraan. Jangan menulis nama orang.
#
# Klik dua kali kalimat miring di bawah ini. Kotaknya berubah menjadi tempat menulis: hapus kalimat miring itu, tulis jawaban Anda, lalu tekan **Shift+Enter**. Ingin mengubahnya? Klik dua kali lagi.

# %% [markdown] nbgrader={"grade": true, "grade_id": "service_wish", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# **Pertanyaan 4 (4 poin).** Satu layanan yang ingin saya perbaiki bagi warga:
#
# ### BEGIN SOLUTION
# *Contoh jawaban.* Petani penggarap di kecamatan kami mengurus surat keterangan usaha supaya dapat meminjam modal tanam. Sekarang ia datang tiga kali: ke desa, ke kecamatan, lalu kembali mengambil surat; kira-kira enam hari dan dua kali ongkos ojek. Bila data desa dapat dibaca kecamatan, ia cukup datang sekali dan suratnya terbit hari itu juga. Yang akan kami ukur: banyaknya kunjungan per surat (dari 3 menjadi 1) dan hari sampai terbit (dari kira-kira 6 menjadi 1), dari buku register kedua kantor. Angka enam hari itu perkiraan saya; bulan depan akan kami hitung.
#
# *Rubrik (4 poin).* **4**: warganya nyata, keadaan sekarang dan perubahan yang ia rasakan jelas, ada satu angka yang dapat diukur beserta cara memperolehnya. **3**: semua unsur ada, satu masih umum (misalnya “lebih cepat” tanpa angka). **2**: layanan dan perubahannya disebut, tetapi yang diceritakan keluaran kantor (aplikasi, peraturan, pelatihan), bukan yang dirasakan warga. **1**: hanya nama layanan atau keinginan umum. **0**: kosong atau tidak tentang layanan.
# ### END SOLUTION

# %% [markdown]
# ## Ringkasan
#
# * Sel dijalankan dengan **Shift+Enter** atau tombol ▶. Formulir dan kuis menyimpan sendiri.
# * Pra-tes bukan ujian. Ia menandai titik berangkat Anda.
# * Indeks adalah alat ukur; yang diukur adalah keadaan yang akhirnya dirasakan warga.
# * Layanan yang Anda tulis tadi adalah alasan Anda berada di sini. Bawalah sampai unit 12.
#
# **Sekarang kumpulkan.** Tekan **Periksa jawaban** di atas halaman ini: semua sel pemeriksaan dijalankan, dan yang belum lengkap disebutkan. Sesudah itu tekan **Kumpulkan**. Sebuah tanda terima muncul, dan lab pertama Anda selesai.
