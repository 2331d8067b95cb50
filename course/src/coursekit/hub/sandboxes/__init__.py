"""The sandbox around each person's server: spawner, walls, limits, kit."""
