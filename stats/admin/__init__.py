"""What the administrator sets in this room, a module a part of it."""

from stats.admin import process, quality, reports, workload

__all__ = ["process", "quality", "reports", "workload"]
