"""Trainings: who lacks which, and calendars that other programs read."""
