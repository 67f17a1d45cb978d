"""A loopback server that plays the vendors, for demos, tests and trying the program out.

It shares no code with the adapters, so a mistake in one shows against the other.
"""
