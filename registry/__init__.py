"""The Business Register: who may represent whom, answered with evidence."""
