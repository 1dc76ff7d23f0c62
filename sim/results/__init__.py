"""Flat tables of one run, their definitions and units, save and load."""
