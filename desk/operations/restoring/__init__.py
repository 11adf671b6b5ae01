"""The way back from a backup: put into a fresh database and folder, proved there, and only then put in place.

`place` makes and swaps databases and folders, `putting_back` reads the backup into them, `proving` compares
what arrived with what was written, `trial` tries a copy of it with the desk itself (`inside` runs there).
"""
