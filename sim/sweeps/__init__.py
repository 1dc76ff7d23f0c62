"""Sweeps: designs of many runs from one file, kept run by run, and what they say together."""
