"""Alembic migrations of the article store, shipped as package data."""
