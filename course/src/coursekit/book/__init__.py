"""The published book: build, editions, generated pages, downloads, PDF, assets."""
