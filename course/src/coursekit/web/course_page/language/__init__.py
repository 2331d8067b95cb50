"""Our own Indonesian language pack of JupyterLab and Notebook: what a trainee sees, no more.

A folder of its own: Jupyter takes every JSON file below the package as a catalogue. The messages
speak to people who never programmed: a kernel is a "mesin", a notebook a "lembar kerja".
"""
