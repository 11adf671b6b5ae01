"""Measurements against budgets; never part of the tests."""
