"""The services from a terminal: one file per group of commands, loaded when asked for."""
