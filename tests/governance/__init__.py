"""Governance: findings assessed, entries compared, settings changed."""
