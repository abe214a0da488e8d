// Fills a data folder with events of a mix, spread over the last 24 hours, through the store itself (`--direct`): what was sent over
// TCP in a minute lies within that minute, and 20 million take their time. Parsed by the program's own parsers, once a distinct line.

import { linesOf } from './parse.mjs';

const ROOT = new URL('../../dist/', import.meta.url);
const HOURS = 24;
const BATCH = 20_000;
/** A word that only one event in so many has; of fewer, one. */
export const RARE = { word: 'zebrafish', every: 5_000_000 };

/** @param {string | undefined} url of a PostgreSQL database; without it the folder gets SQLite files. Returns messages a second. */
export async function fillDirect(dir, count, mix = 'bench', url = undefined) {
  const load = (file) => import(new URL(file, ROOT).href);
  const [sqlite, postgres, events] = await Promise.all([
    load('src/store/sqlite/open.js'),
    load('src/store/postgres/open.js'),
    eventsOf(mix, load),
  ]);
  const end = Date.now();
  const span = HOURS * 3_600_000;
  const timeOf = (index) => Math.floor(end - span + (span * index) / count);
  let now = timeOf(0);
  const options = { events: { segment: { rows: 5_000_000 }, minFreeBytes: 0 }, clock: { now: () => now } };
  const store = await (url === undefined
    ? sqlite.openSqliteStore({ dataDir: dir, ...options })
    : postgres.openPostgresStore({ url, ...options }));
  const every = Math.min(RARE.every, count);
  let appendMs = 0;
  for (let first = 0; first < count; first += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - first) }, (_, n) => {
      const index = first + n;
      const event = { ...events[Math.floor(Math.random() * events.length)], '@timestamp': timeOf(index) };
      event['event.ingested'] = timeOf(index) + 100;
      if (index % every === every >> 1) {
        event.message += ` ${RARE.word}`;
        event['event.original'] += ` ${RARE.word}`;
      }
      return { event };
    });
    now = timeOf(first + batch.length - 1) + 100;
    const begun = performance.now();
    await store.append({ kind: 'live', events: batch });
    appendMs += performance.now() - begun;
  }
  // Parts that are full are sealed when it is calm: at the second look at the latest.
  await store.sealClosed();
  await store.sealClosed();
  await store.close();
  return count / (appendMs / 1_000);
}

async function eventsOf(mix, load) {
  const [{ Interpreter }, { Sources }, { Dispatcher }, { discoverParsers }] = await Promise.all(
    [
      'src/collector/interpret.js',
      'src/collector/identify/sources.js',
      'src/collector/parse/dispatcher.js',
      'src/plugin/discovery.js',
    ].map(load),
  );
  const { plugins } = await discoverParsers();
  const interpreter = new Interpreter({
    sources: new Sources({ size: 0, has: () => false, slot: () => 0 }, []),
    dispatcher: new Dispatcher(plugins, { errorLimit: 5 }),
    zone: 'UTC',
  });
  const peer = { address: '127.0.0.1', port: 1 };
  return (await linesOf(mix)).map(
    (bytes) => interpreter.interpret({ bytes, receivedAt: Date.now(), transport: 'tcp', peer }).event,
  );
}
