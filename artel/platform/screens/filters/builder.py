from __future__ import annotations


def builder_dialog(opened, error=None, typed=None):
    raise NotImplementedError


def filtered_state(place, state, query):
    raise NotImplementedError
