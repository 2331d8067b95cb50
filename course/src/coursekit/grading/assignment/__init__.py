"""An assignment as data, and one submission brought into its shape."""
