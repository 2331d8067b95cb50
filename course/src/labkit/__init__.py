"""What any lab needs: answer files, quiz, teaching checks, the personal case. Knows no subject."""
