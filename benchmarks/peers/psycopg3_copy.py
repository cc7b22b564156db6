"""Loads a CSV file with Python's csv and psycopg 3's copy.write_row; prints the seconds of that alone."""
import csv, json, sys, time
from psycopg_pool import ConnectionPool

with ConnectionPool("", min_size=1, max_size=1) as pool:
    pool.wait()
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        start = time.perf_counter()
        rows = csv.reader(file)
        next(rows)
        with pool.connection() as connection, connection.cursor() as cursor:
            with cursor.copy("COPY peer.task (title, description, priority, project, due) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds}))
