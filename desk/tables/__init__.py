"""Tables that people keep, read and written: CSV and XLSX, all of it bounded. The floor of every room."""
