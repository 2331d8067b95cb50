"""`python -m coursekit`: the command line without its program on the path."""

from coursekit.cli import main

main()
