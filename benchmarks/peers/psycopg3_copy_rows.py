"""Loads rows that are in memory already with psycopg 3's copy.write_row; prints the seconds of that alone."""
import csv, json, sys, time
from psycopg_pool import ConnectionPool

with open(sys.argv[1], newline="", encoding="utf-8") as file:
    reader = csv.reader(file)
    next(reader)
    rows = [tuple(row) for row in reader]

with ConnectionPool("", min_size=1, max_size=1) as pool:
    pool.wait()
    start = time.perf_counter()
    with pool.connection() as connection, connection.cursor() as cursor:
        with cursor.copy("COPY peer.task (title, description, priority, project, due) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds}))
