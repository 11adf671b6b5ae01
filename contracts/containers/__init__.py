"""Signed containers (ASiC-E, BDOC 2.1) and who judges them: our own strict validator, which is pure (no
models, no network), and beside it the state's service SiVa, reached by `siva` alone."""
