"""The page a trainee sees of his marked notebook."""
