"""Signing for the agency in the browser: who may sign what, what a sitting shows, what the worker adds."""
