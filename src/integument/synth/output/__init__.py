"""Putting a pack on disk: its identity (``meta``), its pictures (``folder``, ``shards``), their
records (``journal``, ``index``), and what tells a stranger about it (``card``, ``manifest``).
"""
