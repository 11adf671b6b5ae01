"""Database and files in one encrypted file: made while work goes on, put back and proved elsewhere.

`archive` is the inside of the file (the outside is desk.operations.sealing), `tables` what is counted and
compared, `postgres` the programs of PostgreSQL, `making` one backup from begin to end, `shelf` the folder
where they lie. desk.operations.restoring is the way back.
"""
