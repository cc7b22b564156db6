"""Reads all tasks with psycopg 3 as dictionaries; prints the seconds of that alone."""
import json, time
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

with ConnectionPool("", min_size=1, max_size=1) as pool:
    pool.wait()
    start = time.perf_counter()
    with pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute("SELECT * FROM pgtasks.task ORDER BY id")
        rows = cursor.fetchall()
    seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds}))
