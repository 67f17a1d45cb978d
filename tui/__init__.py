"""The program: its command line, its app, and the engine below them."""
