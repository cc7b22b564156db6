"""Reads all tasks through a server-side cursor of psycopg2, row by row; prints the seconds of that alone."""
import json, time
import psycopg2

connection = psycopg2.connect("")
start = time.perf_counter()
with connection, connection.cursor("tasks") as cursor:
    cursor.itersize = 10000
    cursor.execute("SELECT * FROM pgtasks.task ORDER BY id")
    for row in cursor:
        pass
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds}))
