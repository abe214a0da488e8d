// The card about sources counts devices, and calls new what the room of sources lists as new.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { odd, hold } from '../../test/fixtures/modules/odd/index.js';
import { collectorHealth, ledgerRow } from '../../test/helpers/collector-health.js';
import { type EventPortal, startEventPortal } from '../../test/helpers/event-portal.js';
import { START_MS } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import dashboard from './index.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let portal: EventPortal;
let admin: TestBrowser;
beforeEach(async () => {
  portal = await startEventPortal({ modules: [dashboard, odd] });
  admin = await portal.setUp();
});
afterEach(() => portal.close());

const card = async (): Promise<string> =>
  (await admin.get('/dashboard/cards/dashboard.sources?range=24h')).text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
const heard = (source: string, lastReceived = START_MS): ReturnType<typeof ledgerRow> =>
  ledgerRow({ source, received: 1, stored: 1, lastReceived });
const stored = (source: string, time = START_MS, ingested = time): object => ({
  'lanwarden.source': source,
  '@timestamp': time,
  'event.ingested': ingested,
});

it('counts an approved device once, and an ignored one not at all', async () => {
  await portal.add(...['192.168.1.5', 'pihole', '192.168.1.6', '192.168.1.7', 'script'].map((name) => stored(name)));
  await hold.book!.add({ name: 'pihole', match: { peer: ['192.168.1.5'] } }, 'test');
  await hold.book!.add({ name: '192.168.1.6', match: { peer: ['192.168.1.6'] }, ignore: true }, 'test');
  portal.collector.push(
    collectorHealth({ ledger: ['192.168.1.5', 'pihole', '192.168.1.6', '192.168.1.7'].map((name) => heard(name)) }),
  );
  expect(await card()).toContain('3 sources send 1 new: 192.168.1.7');
});

it('calls new who was first received in the range, whatever time its messages say', async () => {
  await portal.add(
    stored('10.0.0.1', START_MS - 2 * DAY_MS),
    stored('10.0.0.1'),
    stored('10.0.0.2', START_MS - 2 * DAY_MS, START_MS - HOUR_MS),
    stored('10.0.0.3'),
  );
  const rows = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((name) => heard(name));
  portal.collector.push(collectorHealth({ ledger: [...rows, heard('10.0.0.4', START_MS - 2 * DAY_MS)] }));
  expect(await card()).toContain('2 new: 10.0.0.2 , 10.0.0.3');
});

describe('beyond the thousand sources that the store names', () => {
  const names = Array.from({ length: 1_030 }, (_, i) => `10.1.${i >> 8}.${i & 255}`);

  it('counts those that the collector heard, and says "at least" while it is away', async () => {
    await portal.add(...names.map((name) => stored(name)));
    expect(await card()).toContain('at least 1 000 sources send');
    portal.clock.advance(60_000);
    portal.collector.push(
      collectorHealth({ ledger: [...names.map((name) => heard(name)), heard('10.2.0.1', START_MS - 2 * DAY_MS)] }),
    );
    expect(await card()).toMatch(/(?<!at least )1 030 sources send/);
  });

  it('calls nobody new that may have been heard before, looks some of them up, and says how many it does not know', async () => {
    const past = START_MS - 2 * DAY_MS;
    await portal.add(...names.flatMap((name) => [stored(name, past), stored(name, past)]), stored('10.3.0.1', past));
    portal.collector.push(collectorHealth({ ledger: [heard('10.3.0.1')] }));
    expect(await card()).toContain('No new sender');
    portal.clock.advance(60_000);
    portal.collector.push(collectorHealth({ ledger: Array.from({ length: 25 }, (_, i) => heard(`10.4.0.${i + 1}`)) }));
    const text = await card();
    expect(text).toContain('Whether 5 more senders are new is not known');
    expect(text).not.toContain('25 new');
  });
});

it('says that it does not know while the collector is away', async () => {
  await portal.add(stored('10.0.0.1'));
  const text = await card();
  expect(text).toContain('1 source sends');
  expect(text).toContain('Who is new or silent is unknown: the collector is away.');
  expect(text).not.toContain('No new sender');
});

it('tells when a silent source was heard under its address before it was a source', async () => {
  await hold.book!.add({ name: 'cam', expectEveryMinutes: 5, match: { peer: ['10.0.0.9'] } }, 'test');
  portal.clock.advance(HOUR_MS);
  portal.collector.push(collectorHealth({ startedAt: START_MS - DAY_MS, ledger: [heard('10.0.0.9')] }));
  expect(await card()).toMatch(/cam 2026-11-20 10:00:00 UTC each 5 min/);
});
