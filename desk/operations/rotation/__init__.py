"""Changing ENCRYPTION_KEYS while everybody works: whatever was encrypted by an older key is by the first one.

The new key is named first, beside the old ones, and every process is started again; then `rotate_keys` goes
through the stored files (`files`) and the sealed columns (`columns`), and says which keys may go (`course`).
"""
