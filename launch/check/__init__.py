"""Drives both main paths over HTTP as people and other systems would: pages, forms, links, webhooks, mail.

No shortcut into the code: nothing of the rooms is imported, nothing is read from the database.
"""
