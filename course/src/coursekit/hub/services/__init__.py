"""What lives and dies with the hub: exchange, book, health, proxy."""
