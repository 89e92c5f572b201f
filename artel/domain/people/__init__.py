"""Accounts and contacts, and how to reach them."""
