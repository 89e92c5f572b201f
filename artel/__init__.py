"""Artel: a customer-and-order system whose processes are declared, not coded."""

__version__ = "0.1.0"
