// What baselines cost: an event, a user in memory, a night of learning, the autoencoder, a snapshot; and the ingest rate with and without.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { report } from '../helpers/program.mjs';
import { one } from './ingest.mjs';
import { Organisation } from './organisation.mjs';

const ROOT = new URL('../../dist/', import.meta.url);
const DAYS = 4;
/** A busy office: 250,000 events a day are 1,000 users. */
const EVENTS_A_DAY = 60;
/** More, so that the code is warm and the tables are full. */
const EVENTS_A_DAY_COSTS = 240;

setFlagsFromString('--expose_gc');
const gc = runInNewContext('gc');

/** `--count` is the number of messages of the ingest part; 0 leaves it out. */
export async function baselines({ count = 300_000, sizes = [200, 1_000, 10_000] } = {}) {
  const parts = await load();
  await costs(parts);
  for (const users of sizes) await learning(parts, users);
  if (count === 0) return;
  for (const off of [['baselines'], []]) {
    report('baselines', off.length === 0 ? 'on' : 'off', 'in what follows');
    await one({ transport: 'tcp', count, mix: 'bench', env: { LANWARDEN_PLUGINS__OFF: off.join(',') } });
  }
}

async function load() {
  const files = ['modules/baselines/baselines.js', 'modules/baselines/autoencoder/train.js', 'modules/baselines/model/model-file.js']; // prettier-ignore
  const [{ Baselines }, { trainAutoencoder }, { ModelFiles }] = await Promise.all(files.map((file) => import(new URL(file, ROOT).href))); // prettier-ignore
  const { Interpreted } = await import('./organisation.mjs');
  return { Baselines, trainAutoencoder, ModelFiles, interpreter: await Interpreted.open(ROOT) };
}

const make = ({ Baselines }) =>
  new Baselines({ zone: 'UTC', budget: 2, identity: { aliases: {}, shared: [], owners: {}, ignored: [] } });

/** µs of CPU an event, with models that know the organisation. */
async function costs(parts) {
  for (const mix of ['all', 'dns']) {
    const baselines = make(parts);
    const organisation = new Organisation(200);
    let [us, events] = [0, 0];
    for (let day = 0; day <= DAYS; day += 1) {
      const today = parts.interpreter.eventsOf(organisation.day(day, EVENTS_A_DAY_COSTS, mix));
      const took = cpu(() => {
        for (const event of today) baselines.take(event);
      });
      while (baselines.engine.closedDays.length > 0) baselines.engine.closeDay();
      // The first days make the tables and warm the code.
      if (day >= 2) [us, events] = [us + took, events + today.length];
    }
    report('scored', us / events, 'µs an event', { mix, users: 200, events });
  }
}

async function learning(parts, users) {
  const organisation = new Organisation(users);
  const before = heap();
  let baselines = make(parts);
  let events = 0;
  const nights = [];
  for (let day = 0; day <= DAYS; day += 1) {
    // In pieces: a day of 10,000 users is not to be in memory at once.
    for (const lines of organisation.pieces(day, EVENTS_A_DAY)) {
      for (const event of parts.interpreter.eventsOf(lines)) {
        baselines.take(event);
        events += 1;
      }
    }
    nights.push(cpu(() => {
      while (baselines.engine.closedDays.length > 0) baselines.engine.closeDay();
    })); // prettier-ignore
  }
  const { sizes } = baselines.engine;
  report('memory', (heap() - before) / users / 1_000, 'kB a user', { users, sizes, days: DAYS + 1, events });
  report('a day learned', nights.at(-1) / 1_000, 'ms', { users, events: users * EVENTS_A_DAY });
  await autoencoder(parts, baselines, users);
  await snapshot(parts, baselines, users);
  baselines = undefined;
}

async function autoencoder({ trainAutoencoder }, baselines, users) {
  const rows = baselines.engine.autoencoderRows();
  if (rows === undefined) return;
  const started = performance.now();
  const weights = await trainAutoencoder(rows, { seed: 1 });
  const seconds = (performance.now() - started) / 1_000;
  const { backend, epochs } = weights.info;
  report('autoencoder trained', seconds, 's', {
    users,
    backend,
    epochs,
    rows: rows.values.length / rows.features.length,
  });
  const again = performance.now();
  await trainAutoencoder(rows, { seed: 1, previous: weights });
  report('autoencoder trained on', (performance.now() - again) / 1_000, 's', { users });
}

async function snapshot(parts, baselines, users) {
  const { mkdtempSync, rmSync, statSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-bench-'));
  try {
    const files = new parts.ModelFiles(dir);
    let started = performance.now();
    const file = await files.write('bench', { through: baselines.engine.through ?? 0, about: {} }, baselines.save());
    report('model written', performance.now() - started, 'ms', { users, bytes: statSync(join(dir, file)).size });
    started = performance.now();
    const again = make(parts);
    await files.read(file, (record) => again.restore(record));
    again.restored();
    report('model read', performance.now() - started, 'ms', { users });
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** µs of CPU. */
function cpu(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function heap() {
  gc();
  gc();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}
