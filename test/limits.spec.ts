// What one person may ask for at once: exports and slow parts of pages, over real HTTP, while others are served.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '#src/faults.js';
import type { EventReader } from '#src/store/event-store.js';
import audit from '../modules/audit/index.js';
import { eventually } from './helpers/eventually.js';
import { type EventPortal, logEvent, startEventPortal } from './helpers/event-portal.js';
import { PASSWORD, START_MS } from './helpers/portal.js';
import type { TestBrowser } from './helpers/test-browser.js';

/** With its text more than the sockets in between hold. */
const COUNT = 12_000;
const EXPORT = '/api/v1/events/export?from=all';

let portal: EventPortal;
let admin: TestBrowser;
let vera: TestBrowser;
/** Charts of searches that name `slow` wait until it is open. */
let gate = closedGate();
let counted = 0;
let breaks = false;

beforeAll(async () => {
  portal = await startEventPortal({ modules: [audit], wrap: slowed });
  admin = await portal.setUp();
  await admin.open('/users');
  await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
  vera = portal.browser();
  await vera.logIn('vera', PASSWORD);
  const events = Array.from({ length: COUNT }, (_, index) => ({
    event: logEvent({ message: `line ${index}`, 'test.padding': 'x'.repeat(800) }, START_MS - COUNT + index),
  }));
  await portal.store.append({ kind: 'live', events });
}, 60_000);
afterAll(() => portal.close());

function slowed(reader: EventReader): Partial<EventReader> {
  return {
    histogram: async (request) => {
      if (JSON.stringify(request.query).includes('slow')) {
        counted += 1;
        await gate.opened;
      }
      return reader.histogram(request);
    },
    scan: async function* (request) {
      yield* reader.scan(request);
      if (breaks) throw new Fault('STORE_READ', 'The disk is gone.');
    },
  };
}

function closedGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

interface Begun {
  readonly status: number;
  readonly text: () => Promise<string>;
  /** Goes away without reading on. */
  readonly leave: () => void;
}

/** Reads no more than the head. */
async function begin(browser: TestBrowser, path: string): Promise<Begun> {
  const leaving = new AbortController();
  const headers = { cookie: `lanwarden_session=${browser.cookies.get('lanwarden_session')}`, 'hx-request': 'true' };
  const answer = await fetch(`${portal.url}${path}`, { headers, signal: leaving.signal });
  return { status: answer.status, text: () => answer.text(), leave: () => leaving.abort() };
}

/** As soon as there is room again. */
const untilBegun = (path: string): Promise<Begun> =>
  eventually(async () => {
    const begun = await begin(admin, path);
    expect(begun.status).toBe(200);
    return begun;
  });

describe('exports', () => {
  it('run three at once for one person, of events and of the audit log together', async () => {
    const running = await Promise.all([begin(admin, EXPORT), begin(admin, EXPORT), begin(admin, EXPORT)]);
    expect(running.map(({ status }) => status)).toEqual([200, 200, 200]);
    const fourth = await admin.get(EXPORT);
    expect([fourth.status, fourth.headers.get('retry-after')]).toEqual([429, '5']);
    expect(JSON.parse(fourth.text)).toMatchObject({ detail: expect.stringContaining('three exports') as string });
    expect((await admin.get('/api/v1/audit/export')).status).toBe(429);

    running[0]!.leave();
    const another = await untilBegun(EXPORT);
    expect((await admin.get(EXPORT)).status).toBe(429);
    expect((await another.text()).split('\n')).toHaveLength(COUNT + 1);
    for (const { leave } of running) leave();
    for (let times = 0; times < 5; times += 1) await (await untilBegun('/api/v1/audit/export')).text();
  });

  it('give their place back when they fail, before or after the first byte', async () => {
    breaks = true;
    for (let times = 0; times < 4; times += 1) {
      const begun = await untilBegun(EXPORT);
      await expect(begun.text()).rejects.toThrow('terminated');
    }
    breaks = false;
    for (let times = 0; times < 4; times += 1) expect((await admin.get(`${EXPORT}&q=a:%22`)).status).toBe(400);
    await (await untilBegun(EXPORT)).text();
  });
});

describe('slow parts of pages', () => {
  it('run two at once for one person, others wait, and too many are told so in their place', async () => {
    [gate, counted] = [closedGate(), 0];
    const asked = Array.from({ length: 30 }, (_, n) => begin(vera, `/events/chart?q=slow&from=-${n + 1}h`));
    const [refused] = await Promise.all([
      eventually(async () => {
        const answers = await Promise.all(asked.map((each) => Promise.race([each, undefined])));
        const early = answers.filter((each) => each !== undefined);
        expect(early).toHaveLength(8);
        return early;
      }),
      eventually(() => expect(counted).toBe(2)),
    ]);
    expect(refused.map(({ status }) => status)).toEqual(Array(8).fill(429));
    expect(await refused[0]!.text()).toMatch(/^\s*<p class="lw-muted" role="status">.*Wait a moment/s);
    // Meanwhile everybody else, and her own pages, are served.
    expect((await admin.get('/events/chart?q=line')).status).toBe(200);
    expect((await vera.get('/events?q=line')).status).toBe(200);
    expect(counted).toBe(2);
    gate.open();
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(22);
    expect(counted).toBe(22);
  });

  it('and searches: three at once for one person, while others search', async () => {
    [gate, counted] = [closedGate(), 0];
    const asked = Array.from({ length: 25 }, (_, n) => begin(vera, `/events?wait=1&q=slow&from=-${n + 1}h`));
    await eventually(() => expect(counted).toBe(3));
    const early = await eventually(async () => {
      const answers = await Promise.all(asked.map((each) => Promise.race([each, undefined])));
      expect(answers.filter((each) => each !== undefined)).toHaveLength(2);
      return answers.find((each) => each !== undefined)!;
    });
    expect([early.status, (await early.text()).includes('Many searches of yours')]).toEqual([429, true]);
    expect((await admin.get('/events?q=line')).status).toBe(200);
    expect((await admin.get('/api/v1/events?q=line')).status).toBe(200);
    expect((await vera.get('/api/v1/events?q=line', { accept: 'application/json' })).status).toBe(429);
    // From the page of events itself: in its place would be nothing else any more.
    const boosted = await vera.get('/events?q=line', { 'hx-request': 'true', 'hx-boosted': 'true' });
    expect([boosted.status, boosted.headers.get('hx-retarget')]).toEqual([429, '#notices']);
    gate.open();
    expect((await Promise.all(asked)).filter(({ status }) => status === 200)).toHaveLength(23);
  });

  it('are not begun for who has gone', async () => {
    [gate, counted] = [closedGate(), 0];
    const leaving = new AbortController();
    const headers = { cookie: `lanwarden_session=${vera.cookies.get('lanwarden_session')}` };
    const asked = Array.from({ length: 12 }, (_, n) =>
      fetch(`${portal.url}/events/chart?q=slow&from=-${n + 1}d`, { headers, signal: leaving.signal }),
    );
    await eventually(() => expect(counted).toBe(2));
    leaving.abort();
    await Promise.allSettled(asked);
    // The server has seen that they went when it answers what was asked after it.
    for (let n = 0; n < 3; n += 1) expect((await vera.get('/healthz')).status).toBe(200);
    gate.open();
    expect((await vera.get('/events/chart?q=line')).status).toBe(200);
    expect(counted).toBe(2);
    expect(portal.logged.filter((line) => line.includes('"level":50') && !line.includes('disk is gone'))).toEqual([]);
  });
});
