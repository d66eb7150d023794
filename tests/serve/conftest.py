"""One application for all tests that change nothing in it."""

from __future__ import annotations

import pytest

from serving import client_of, encoded


@pytest.fixture(scope="session")
def client(toy_model):
    """A client of the service with default settings."""
    with client_of(toy_model) as client:
        yield client


@pytest.fixture
def photo(person) -> bytes:
    """A PNG file with one person."""
    return encoded(person)
