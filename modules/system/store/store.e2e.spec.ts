// Retention through real HTTP: what would be deleted is named and asked for before it is put in force.

import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sourceSchema } from '#config/schema.js';
import { openAccounts } from '#src/accounts/open.js';
import { Duties } from '#src/cluster/duties.js';
import type { SegmentInfo } from '#src/store/event-store.js';
import { openMetadata } from '#src/store/metadata/open.js';
import { startPortal, START_MS, type TestPortal } from '../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';
import system from '../index.js';

const DAY_MS = 86_400_000;
const log = pino({ level: 'silent' });
const segment = (daysAgo: number): SegmentInfo => {
  const day = new Date(START_MS - daysAgo * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
  const time = { minTime: START_MS - daysAgo * DAY_MS, maxTime: START_MS - daysAgo * DAY_MS };
  const size = { rows: 1_000, bytes: 1e9 };
  return {
    id: `${day}-default-live-0`,
    day,
    retention: 'default',
    kind: 'live',
    sealed: daysAgo > 0,
    ...size,
    ...time,
  };
};

let portal: TestPortal;
let admin: TestBrowser;
beforeEach(async () => {
  const segments = [0, 1, 2, 10, 20, 30].map(segment);
  portal = await startPortal({ modules: [system], store: { segments: async () => segments } });
  admin = await portal.setUp();
  await admin.get('/system/store');
});
afterEach(() => portal.close());

const retain = (fields: Record<string, string>) => admin.submit('/system/store/retention', fields);
const kept = () => portal.liveConfig.config.events.retention;

it('keeps longer without a question, and shows the bars of the days', async () => {
  const answer = await retain({ 'events.retention.days': '400', 'events.retention.bytes': '50 GB' });
  expect(answer.location).toBe('/system/store');
  expect(kept()).toEqual({ days: 400, bytes: 50e9, classes: {} });
  const { text } = await admin.get('/system/store');
  expect(text).toContain('It is in force.');
  expect(text).toContain('<title>2026-11-19: 1.0 GB, 1\u202f000 events</title>');
});

it('names what a shorter time deletes, changes nothing before the answer, and does after it', async () => {
  const asked = await retain({ 'events.retention.days': '15' });
  expect(asked.status).toBe(200);
  expect(asked.text).toMatch(/2\u202f000 events \(2\.0 GB\)<\/strong> of 2026-10-21 to 2026-10-31/);
  expect(asked.text).toContain('Save, and delete 2\u202f000 events');
  expect(kept().days).toBe(90);
  expect(asked.text).toContain('<input type="hidden" name="events.retention.days" value="15">');
  await retain({ 'events.retention.days': '15', confirm: 'yes' });
  expect(kept().days).toBe(15);
  const { audit, close } = await openAccounts(portal.config);
  const [entry, before] = await audit.latest(2);
  await close();
  expect(entry).toMatchObject({ action: 'system.retention-changed', target: 'events.retention' });
  expect(before).not.toMatchObject({ action: 'system.retention-changed' });
});

it('names what a limit of bytes deletes', async () => {
  expect((await retain({ 'events.retention.bytes': '3.5 GB' })).text).toContain('3\u202f000 events (3.0 GB)');
  expect(kept().bytes).toBe(0);
});

it('names sources that use a class that goes', async () => {
  const rows = (name: string, days: string) =>
    retain({ 'events.retention.classes/0/name': name, 'events.retention.classes/0/days': days });
  await rows('short', '7');
  expect(kept().classes).toEqual({ short: { days: 7 } });
  await keepSource('<b>nas</b>', 'short');
  const asked = await rows('', '');
  expect(asked.text).toContain(
    'The class that goes is used by &lt;b&gt;nas&lt;/b&gt;: their events are then kept for 90',
  );
  expect(kept().classes).toEqual({ short: { days: 7 } });
});

it.each([
  [{ 'events.retention.days': '0' }, 'at least 1'],
  [{ 'events.retention.bytes': 'much' }, 'found &#34;much&#34;'],
  [{ 'events.retention.classes/0/name': 'default', 'events.retention.classes/0/days': '7' }, 'takes its days from'],
])('says what is wrong with %j', async (fields, words) => {
  const { status, text } = await retain(fields);
  expect([status, text.includes(words)]).toEqual([422, true]);
  expect(kept()).toEqual({ days: 90, bytes: 0, classes: {} });
});

/** As the page of sources keeps one. */
async function keepSource(name: string, retention: string): Promise<void> {
  const db = await openMetadata(portal.config);
  await db.query(
    'INSERT INTO sources (name, config, position, version, created_at, updated_at, updated_by) VALUES ($1, $2, 0, 1, 1, 1, $1)',
    { bind: [name, JSON.stringify(sourceSchema.parse({ name, retention }))] },
  );
  await db.close();
}

it('shows what stays free and the zone as they are until the restart that a change waits for', async () => {
  await portal.liveConfig.change({ 'events.minFreeBytes': 77e9, 'time.zone': 'Asia/Tokyo' }, 'admin');
  const { text } = await admin.get('/system/store');
  expect(text).toContain('events.minFreeBytes');
  expect(text).not.toContain('77.0 GB');
  expect((await admin.get('/system/about')).text).not.toContain('Asia/Tokyo');
});

it('says what the portal with the duties keeps, where this one is set otherwise', async () => {
  const theirs = { days: 365, bytes: 0, classes: { audit: { days: 1_000 } } };
  const store = { segments: async () => [0, 1].map(segment), retention: async () => theirs };
  const said = (text: string) => [text.includes('kept for 365 days, those of class audit for 1\u202f000'), text.includes('So says the portal')]; // prettier-ignore
  for (const [duties, config, expected] of [
    [new Duties(log), {}, [true, true]],
    [new Duties(log), { events: { retention: theirs } }, [true, false]],
    [Duties.ours(log), {}, [false, false]],
  ] as const) {
    const one = await startPortal({ modules: [system], store, duties, config });
    const { text } = await (await one.setUp()).get('/system/store');
    expect(said(text)).toEqual(expected);
    await one.close();
  }
});
