"""What reads hostile files: run alone, in a process with limits and without secrets (counter/bounded.py).

Nothing of the desk or of Django is imported here, so that the process starts in a tenth of a second and has
nothing worth stealing; hence the relative imports.
"""
