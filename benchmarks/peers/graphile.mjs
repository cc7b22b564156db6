// graphile-worker runs N empty jobs, or is told of one after the other; prints the seconds of that alone.
// node graphile.mjs default|docs|fastest|latency N
import { Logger, makeWorkerUtils, run } from "graphile-worker";
import pg from "pg";
import { connectionString, print, secondsSince, sleep } from "./server.mjs";

const [mode, count] = process.argv.slice(2);
const N = Number(count);
const logger = new Logger(() => () => {});
// What its documentation calls a starting point, and what its own performance test uses.
const docs = { concurrentJobs: 10, localQueue: { size: 11 }, completeJobBatchDelay: 250, failJobBatchDelay: 250 };
const fastest = {
  concurrentJobs: 24, maxPoolSize: 25, localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0,
};
const options = { docs, fastest }[mode] ?? {};
const pool = new pg.Pool({ connectionString, max: 2 });
const utils = await makeWorkerUtils({ connectionString, logger });
await utils.migrate();
await pool.query("truncate graphile_worker._private_jobs cascade");

const start = noop =>
  run({ preset: { worker: { connectionString, logger, ...options } }, logger, noHandleSignals: true, taskList: { noop } });

if (mode === "latency") {
  let begun;
  const runner = await start(async () => begun(process.hrtime.bigint()));
  await sleep(1000);
  const times = [];
  for (let i = -20; i < N; i++) {
    await sleep(2);
    const beginning = new Promise(resolve => { begun = resolve; });
    const before = process.hrtime.bigint();
    const adding = utils.addJob("noop", { id: i });
    const time = Number(await beginning - before) / 1e9;
    await adding;
    if (i >= 0) times.push(time);
  }
  await runner.stop();
  times.sort((a, b) => a - b);
  print(times[Math.floor(N / 2)]);
} else {
  await pool.query(`
    select 1 from graphile_worker.add_jobs(array(
      select json_populate_record(null::graphile_worker.job_spec,
        json_build_object('identifier', 'noop', 'payload', json_build_object('id', i)))
      from generate_series(1, $1::int) i))`, [N]);
  await pool.query("vacuum analyze graphile_worker._private_jobs");
  await pool.query("checkpoint");
  let done = 0;
  let finish;
  const finished = new Promise(resolve => { finish = resolve; });
  const before = process.hrtime.bigint();
  const runner = await start(async () => { if (++done === N) finish(); });
  await finished;
  // The last one has still to return; stopping then completes what is still to be completed.
  await sleep(10);
  await runner.stop();
  print(secondsSince(before));
  const left = (await pool.query("select count(*)::int as n from graphile_worker._private_jobs")).rows[0].n;
  if (left !== 0) throw new Error(`${left} jobs are left`);
}
await utils.release();
await pool.end();
