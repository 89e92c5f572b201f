"""Artel: a customer-and-order system whose processes are declared, not coded."""
