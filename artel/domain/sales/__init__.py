"""Leads and deals: from a need to a won deal."""
