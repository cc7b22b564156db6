"""Loads a CSV file with psycopg2's copy_expert, as it is; prints the seconds of that alone."""
import json, sys, time
import psycopg2

connection = psycopg2.connect("")
with connection, connection.cursor() as cursor, open(sys.argv[1], "rb") as file:
    start = time.perf_counter()
    cursor.copy_expert(
        "COPY peer.task (title, description, priority, project, due) FROM STDIN WITH (FORMAT csv, HEADER)", file)
    connection.commit()
    seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds}))
