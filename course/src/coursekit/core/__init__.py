"""What every part stands on: folders, errors, settings, syllabus. Imports nothing of ours."""
