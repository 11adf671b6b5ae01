"""Demo data relative to today, only for a database that `./run` itself made.

Each room has a module with `seed(at)`; they run in this order in one transaction.
"""

ROOMS = [
    "people", "clients", "enquiries", "guides", "mail", "promises", "registry", "contracts", "calls",
    "visits", "papers", "scans", "letters", "faults", "second_level", "tickets", "behind_link", "beside",
    "batches", "orders", "cohort", "rows",
]  # fmt: skip
