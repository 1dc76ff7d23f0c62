"""Unsafe places, damaged streets and darkness: what happens to the city while people leave it."""
