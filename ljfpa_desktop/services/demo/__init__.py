"""A demo office: made-up, plausible work of this year and the last, through the real services."""

from .building import LOGIN, PASSWORD, DemoFacts, build

__all__ = ["LOGIN", "PASSWORD", "DemoFacts", "build"]
