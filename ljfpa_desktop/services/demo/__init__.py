"""A demo office: made-up, plausible work of this year and the last, through the real services."""

from .building import EARLIEST, LOGIN, PASSWORD, DemoFacts, Neighbours, build, found

__all__ = ["EARLIEST", "LOGIN", "PASSWORD", "DemoFacts", "Neighbours", "build", "found"]
