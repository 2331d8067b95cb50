"""What an instructor looks at after grading."""
