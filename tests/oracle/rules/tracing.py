"""MFX1706: functional dropout. What is promised is about training, and exports are made in eval mode: there is nothing to compare."""
from .table import Rule


RULES = [Rule("MFX1706", [])]
