"""Signed containers (ASiC-E, BDOC 2.1): a strict local validator. Pure: no models, no network."""
