"""Demo data relative to today, only for a database that `./run` itself made.

Each room has a module with `seed(at)`; they run in this order in one transaction.
"""

ROOMS = [
    "people", "clients", "enquiries", "guides", "mail", "promises", "registry", "contracts", "calls",
    "visits", "papers", "scans", "letters", "faults", "second_level", "tickets", "behind_link", "beside",
    "batches", "orders", "cohort", "rows", "process", "staffing", "learning", "quality", "reports",
    "contacts", "data_requests", "looks", "machines",
]  # fmt: skip
# What tells of the past, and so is made after it where there is one (`demo --history`).
OF_THE_PAST = ("reports",)
