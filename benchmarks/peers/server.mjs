// The benchmark's server, as libpq's variables name it.
const { PGHOST, PGPORT, PGUSER, PGDATABASE } = process.env;
export const connectionString =
  `postgresql://${encodeURIComponent(PGUSER)}@/${PGDATABASE}?host=${encodeURIComponent(PGHOST)}&port=${PGPORT}`;
export const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
export const secondsSince = start => Number(process.hrtime.bigint() - start) / 1e9;
export const print = seconds => console.log(JSON.stringify({ seconds }));
