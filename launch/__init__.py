"""Brings the desk up on a bare machine: `./run`, `./test` and what they need.

Everything but `prepare`, `lint`, `graph` and `check` runs before the private environment exists, so it
uses the standard library only. Nothing here imports a room.
"""
