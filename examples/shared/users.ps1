# The table that the examples work on, and its first four rows. Dot-source it once a session is open.
Invoke-PgTaskQuery @'
    CREATE TABLE IF NOT EXISTS users (
        id serial PRIMARY KEY,
        name text NOT NULL,
        email text UNIQUE NOT NULL,
        age integer
    )
'@
[pscustomobject]@{ name = 'Alice Chen'; email = 'alice@example.com'; age = 28 },
[pscustomobject]@{ name = 'Bob Park'; email = 'bob@example.com'; age = 34 },
[pscustomobject]@{ name = 'Carol Smith'; email = 'carol@example.com'; age = 22 },
[pscustomobject]@{ name = 'Dave Wilson'; email = 'dave@example.com'; age = 45 } |
    Invoke-PgTaskQuery 'INSERT INTO users (name, email, age) VALUES (@name, @email, @age)'
