"""What cannot be so, or hardly: rules over the whole register, found at once, mended or explained."""

from ljfpa_desktop.services.plausibility.worklist import (
    BY_CODE,
    RULES,
    Finding,
    ask_again,
    excuse,
    findings,
    last_in,
    remember,
)

__all__ = ["BY_CODE", "RULES", "Finding", "ask_again", "excuse", "findings", "last_in", "remember"]
