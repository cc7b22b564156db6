"""Stores the rows of a CSV with psycopg 3's executemany, ids back; prints the seconds of that alone."""
import csv, json, sys, time
from psycopg_pool import ConnectionPool

with open(sys.argv[1], newline="", encoding="utf-8") as file:
    rows = [tuple(row.values()) for row in csv.DictReader(file)]
with ConnectionPool("", min_size=1, max_size=1) as pool:
    pool.wait()
    start = time.perf_counter()
    ids = []
    with pool.connection() as connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO pgtasks.task (title, description, priority, project, due)"
            " VALUES (%s, %s, %s::pgtasks.task_priority, %s, %s::timestamptz) RETURNING id",
            rows,
            returning=True,
        )
        while True:
            ids.append(cursor.fetchone()[0])
            if not cursor.nextset():
                break
    seconds = time.perf_counter() - start
assert len(ids) == len(rows)
print(json.dumps({"seconds": seconds}))
