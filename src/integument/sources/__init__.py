"""Pictures that are no files of their own: members of tar archives, rows of Parquet tables, and
what lies behind addresses such as ``s3://bucket/folder``.

Listing one gives entries (``entry``). The source of an entry says what it is called and reads its
bytes when it is asked to, so that nothing is unpacked and nothing is read before its turn.
"""
