"""Lists that leave the office as a file: one declared list of columns for each kind."""

from .kinds import KINDS, Kind
from .writing import as_plain, export

__all__ = ["KINDS", "Kind", "as_plain", "export"]
