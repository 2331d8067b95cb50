"""Operations of a course: author, release, serve, grade and report. Knows no subject."""
