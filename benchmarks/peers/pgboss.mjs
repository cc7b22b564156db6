// pg-boss runs N empty jobs; prints the seconds of that alone.
// node pgboss.mjs fetch|work N [concurrency]
import { PgBoss } from "pg-boss";
import pg from "pg";
import { connectionString, print, secondsSince, sleep } from "./server.mjs";

const [mode, count, localConcurrency = "1"] = process.argv.slice(2);
const N = Number(count);
const queue = "noop";
const batchSize = 500;
const pool = new pg.Pool({ connectionString, max: 2 });
const boss = new PgBoss({ connectionString });
boss.on("error", error => { throw error; });
await boss.start();
if (!(await boss.getQueue(queue))) await boss.createQueue(queue);
await boss.deleteAllJobs(queue);
for (let i = 0; i < N; i += 5000) {
  await boss.insert(queue, Array.from({ length: Math.min(5000, N - i) }, (_, j) => ({ data: { id: i + j } })));
}
await pool.query("vacuum analyze");
await pool.query("checkpoint");

const getOpen = async () => (await pool.query(
  "select count(*)::int as n from pgboss.job where name = $1 and state in ('created', 'active')", [queue])).rows[0].n;
const before = process.hrtime.bigint();
if (mode === "fetch") {
  for (let jobs; (jobs = await boss.fetch(queue, { batchSize })).length > 0;) {
    await boss.complete(queue, jobs.map(job => job.id));
  }
} else {
  let done = 0;
  let finish;
  const finished = new Promise(resolve => { finish = resolve; });
  await boss.work(
    queue,
    { batchSize, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5, localConcurrency: Number(localConcurrency) },
    async jobs => { done += jobs.length; if (done >= N) finish(); });
  await finished;
  while (await getOpen() > 0) await sleep(1);
}
print(secondsSince(before));
if (await getOpen() > 0) throw new Error("jobs are left");
await boss.stop({ graceful: true, close: true });
await pool.end();
process.exit(0);
