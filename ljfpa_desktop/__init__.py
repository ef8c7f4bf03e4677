"""ljfpa_desktop: the desk of a township family planning association office."""

__version__ = "0.1.0"
