"""Conditions of a list as people see them: chips in the bar, and the builder behind them."""
