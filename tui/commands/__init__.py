"""The headless twin: each command of the command line but the desk itself."""
