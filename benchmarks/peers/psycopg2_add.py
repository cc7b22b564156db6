"""Stores the rows of a CSV with psycopg2's execute_values, ids back; prints the seconds of that alone."""
import csv, json, sys, time
import psycopg2
from psycopg2.extras import execute_values

with open(sys.argv[1], newline="", encoding="utf-8") as file:
    rows = [tuple(row.values()) for row in csv.DictReader(file)]
connection = psycopg2.connect("")
with connection, connection.cursor() as cursor:
    start = time.perf_counter()
    ids = execute_values(
        cursor,
        "INSERT INTO pgtasks.task (title, description, priority, project, due) VALUES %s RETURNING id",
        rows,
        template="(%s, %s, %s::pgtasks.task_priority, %s, %s::timestamptz)",
        page_size=1000,
        fetch=True,
    )
    connection.commit()
    seconds = time.perf_counter() - start
assert len(ids) == len(rows)
print(json.dumps({"seconds": seconds}))
