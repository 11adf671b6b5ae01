"""How people come in: who they are for the login services, second factors, sessions, keys of machines."""
