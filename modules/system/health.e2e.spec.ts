// The health page through real HTTP, with a collector that says what a real one says.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pressure } from '#src/collector/write/pressure.js';
import { collectorHealth, ledgerRow, listener } from '../../test/helpers/collector-health.js';
import { startPortal, START_MS, type TestPortal } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import { broken } from '../../test/fixtures/modules/sample/index.js';
import system from './index.js';

let portal: TestPortal;
let admin: TestBrowser;
beforeEach(async () => {
  portal = await startPortal({ modules: [system, broken] });
  admin = await portal.setUp();
});
afterEach(() => portal.close());

const overview = async (): Promise<string> => (await admin.get('/system/overview')).text;
const seen = [ledgerRow({ source: 'web1', received: 10, stored: 10, lastReceived: START_MS })];

describe('the state line', () => {
  it('says that all is well but for a plugin that could not be loaded', async () => {
    portal.collector.push(collectorHealth({ ledger: seen }));
    const text = await overview();
    expect(text).toContain('Something needs attention');
    expect([...text.matchAll(/<li class="lw-sys-finding-(\w+)/g)].map(([, severity]) => severity)).toEqual(['warning']);
    expect(text).toContain('The plugin broken was left out: could not be loaded: no such file');
  });

  it('says since when the collector is away, reads the store itself, and counts restarts', async () => {
    portal.collector.push(collectorHealth({ ledger: seen }));
    portal.clock.advance(60_000);
    portal.collector.push(undefined);
    portal.clock.advance(60_000);
    const away = await overview();
    expect(away).toContain('The collector is away');
    expect(away).toMatch(/Away since<\/dt><dd><time datetime="2026-11-20T10:01:00/);
    expect(away).toContain('0 <small>events');
    portal.collector.push(collectorHealth({ ledger: seen, startedAt: START_MS + 61_000 }));
    expect(await overview()).toMatch(/Restarts<\/dt><dd [^>]*>1</);
  });

  it.each([
    [
      'a failed listener',
      { listeners: [listener({ state: 'failed', lastError: 'TCP port 5514 is in use' })] },
      'problem',
      'The listener tcp on [::]:5514 failed: TCP port 5514 is in use',
    ],
    [
      'a small receive buffer',
      { listeners: [listener({ name: 'udp', transport: 'udp', warnings: ['Raise net.core.rmem_max.'] })] },
      'note',
      'sysctl -w net.core.rmem_max=8388608',
    ],
    [
      'a small receive buffer that was overrun',
      { listeners: [listener({ name: 'udp', transport: 'udp', dropped: 1, warnings: ['Raise net.core.rmem_max.'] })] },
      'warning',
      'sysctl -w net.core.rmem_max=8388608',
    ],
    [
      'a small receive buffer, and messages that came in part',
      {
        listeners: [
          listener({ name: 'gelf-udp', transport: 'udp', dropped: 1, unreadable: 1, warnings: ['net.core.rmem_max'] }),
        ],
      },
      'note',
      'sysctl -w net.core.rmem_max=8388608',
    ],
    [
      'a pull source whose file cannot be read',
      { pulls: [{ source: 'Pi-hole', path: '/ftl.db', rows: 0, problem: '/ftl.db: another program has locked it.' }] },
      'warning',
      'The source Pi-hole cannot be read: /ftl.db: another program has locked it.',
    ],
    [
      'a store in trouble',
      { store: { ...collectorHealth().store, trouble: 'database or disk is full' } },
      'problem',
      'The store takes nothing: database or disk is full',
    ],
    [
      'too little free disk',
      { store: { ...collectorHealth().store, freeDiskBytes: 400_000_000 } },
      'problem',
      'Only 400 MB of disk are free',
    ],
    [
      'a segment that cannot be read',
      {
        store: {
          ...collectorHealth().store,
          problems: [{ segment: '20261120-default-live-0', message: '/x.sqlite is damaged. Move the file away.' }],
        },
      },
      'problem',
      '/x.sqlite is damaged. Move the file away.',
    ],
    [
      'free disk that gets short',
      { store: { ...collectorHealth().store, freeDiskBytes: 600_000_000 } },
      'warning',
      'The disk gets full: 600 MB are free',
    ],
    [
      'a ledger that does not balance',
      { ledger: [ledgerRow({ source: 'web1', received: 10, stored: 9 })] },
      'problem',
      'The ledger does not balance',
    ],
    [
      'a parser that failed',
      {
        parsers: [
          { id: 'cisco', title: 'Cisco', state: 'failed', claimed: 1, errors: 5, lastError: '<b>boom</b>\u202e' },
        ],
      },
      'warning',
      'The parser cisco was switched off: &lt;b&gt;boom&lt;/b&gt;‹U+202E›',
    ],
    [
      'a plugin that was left out',
      { pluginProblems: [{ id: 'mine', path: '/p', problem: 'expected a `title`' }] },
      'warning',
      'The plugin mine was left out: expected a `title`',
    ],
    [
      'a plugin that runs and lacks something',
      { pluginProblems: [{ id: 'mine', path: '', problem: 'There is no file.' }] },
      'warning',
      'The plugin mine says: There is no file.',
    ],
    ['another version', { version: '0.0.1' }, 'warning', 'The collector runs version 0.0.1'],
    ['a collector that stops', { state: 'draining' }, 'warning', 'The collector is stopping'],
    ['no message at all', { ledger: [] }, 'note', 'No message has arrived yet.'],
  ] as const)('names %s and the next step', async (_, different, severity, words) => {
    portal.collector.push(collectorHealth({ ledger: seen, ...different }));
    const text = await overview();
    const finding = [...text.matchAll(/<li class="lw-sys-finding-(\w+)">([\s\S]*?)<\/li>/g)].find(([, , words_]) =>
      words_!.includes(words),
    );
    expect(finding?.[1]).toBe(severity);
  });

  it('tells what was lost in the last minutes, and draws the rate', async () => {
    let lost = 0;
    const next = (): Promise<string> => {
      lost += 1_500;
      portal.clock.advance(2_000);
      portal.collector.push(
        collectorHealth({ ledger: [ledgerRow({ source: 'web1', received: 10 + lost, stored: 10, lost })] }),
      );
      return overview();
    };
    // The portal looks each 2 s; it must have looked three times for a line.
    await expect.poll(next, { interval: 500 }).toMatch(/lw-sys-spark-line" d="M/);
    expect(await overview()).toMatch(
      /In the last minutes \d+\u202f\d00 messages were lost from memory when the collector ended, or given up/,
    );
  });
});

it('says why messages were dropped on arrival, and each command once', async () => {
  const warnings = ['Raise net.core.rmem_max.'];
  const udp = listener({ name: 'udp', transport: 'udp', warnings });
  const gelf = listener({ name: 'gelf-udp', transport: 'udp', dropped: 5, unreadable: 5, warnings });
  portal.collector.push(collectorHealth({ ledger: seen }));
  let dropped = 0;
  const next = (listeners: readonly ReturnType<typeof listener>[]) => async (): Promise<string> => {
    dropped += 5;
    portal.clock.advance(2_000);
    const ledger = [...seen, ledgerRow({ source: '(unidentified)', dropped })];
    portal.collector.push(collectorHealth({ ledger, listeners: [...listeners] }));
    return overview();
  };
  const inPart = /were dropped on arrival\.[\s\S]*What came damaged or in part was no message: gelf-udp \(below\)/;
  await expect.poll(next([udp, gelf]), { interval: 500 }).toMatch(inPart);
  const text = await overview();
  expect(text).not.toContain('A larger receive buffer helps');
  expect(text.match(/sysctl -w/g)).toHaveLength(1);
  const overrun = listener({ name: 'udp', transport: 'udp', dropped: 5, warnings });
  expect(await next([overrun])()).toContain('A larger receive buffer helps against bursts over UDP');
});

it('warns of what there was no room for, and notes what somebody wants turned away', async () => {
  portal.collector.push(collectorHealth({ ledger: seen }));
  let [refused, turnedAway] = [0, 0];
  const next = async (): Promise<string> => {
    portal.clock.advance(2_000);
    const ledger = [...seen, ledgerRow({ source: '192.0.2.9', received: refused, refused })];
    portal.collector.push(collectorHealth({ ledger, turnedAway }));
    return overview();
  };
  const stranger = (): Promise<string> => ((refused += 5), (turnedAway += 5), next());
  await expect
    .poll(stranger, { interval: 500 })
    .toMatch(/lw-sys-finding-note">[^]*?were turned away\.[^]*?"\/sources"/);
  expect(await overview()).not.toContain('there was no room');
  const full = (): Promise<string> => ((refused += 5), next());
  await expect.poll(full, { interval: 500 }).toMatch(/lw-sys-finding-warning">[^]*?refused because there was no room/);
});

it('says calmly what was lost long ago, and stays well', async () => {
  const ledger = [
    ledgerRow({ source: 'web1', received: 11, stored: 10, lost: 1, dropped: 1_500, lastReceived: START_MS }),
  ];
  portal.collector.push(collectorHealth({ ledger }));
  const text = await overview();
  expect(text).toContain('1 message was lost and 1\u202f500 messages were dropped on arrival so far.');
  expect(text).toContain('<a href="/system/ledger?sort=lost&amp;dir=desc">See the ledger</a>');
  const { status } = JSON.parse((await admin.get('/api/v1/health')).text) as { status: string };
  // The plugin that is left out in these tests is the only thing that needs attention.
  expect(status).toBe('attention');
  expect(text).toMatch(
    /lw-sys-finding-note">\s*<strong><span class="visually-hidden">note: <\/span>1 message was lost/,
  );
});

it('calls what HTTP turned away requests', async () => {
  const http = listener({ name: 'http', transport: 'http', refused: 3 });
  portal.collector.push(collectorHealth({ ledger: seen, listeners: [http, listener({ refused: 1 })] }));
  const text = await overview();
  expect(text).toMatch(/title="Requests refused"[^>]*>3 <small>requests</);
  expect(text).toMatch(/title="Connections refused"[^>]*>1 <small>connection</);
});

it('shows listeners with their counters and prints no name of a sender raw', async () => {
  const hostile = '"><script>alert(1)</script>';
  portal.collector.push(
    collectorHealth({
      ledger: [ledgerRow({ source: hostile, received: 1, stored: 1, lastReceived: START_MS })],
      listeners: [
        listener({ address: '127.0.0.1', frames: 12_345, bytes: 9_000_000, dropped: 3, lastError: '<i>x</i>' }),
      ],
    }),
  );
  const { text } = await admin.get('/system');
  expect(text).toContain('127.0.0.1:5514');
  expect(text).toContain('12\u202f345');
  expect(text).toMatch(/lw-sys-alarm">3</);
  expect(text).toContain('Last error: &lt;i&gt;x&lt;/i&gt;');
  expect(text).not.toContain('<script>alert');
  expect(text).toContain(`/events?q=source%3A`);
});

it('refreshes by htmx unless it is told to hold', async () => {
  expect((await admin.get('/system')).text).toContain('hx-trigger="every 2s"');
  expect((await admin.get('/system?refresh=off')).text).not.toContain('hx-trigger="every');
});

it('opens to every role, to nobody without login', async () => {
  await admin.open('/users');
  await admin.submit('/users', { name: 'vera', password: 'correct horse battery', role: 'viewer' });
  const vera = portal.browser();
  await vera.logIn('vera', 'correct horse battery');
  for (const path of [
    '/system',
    '/system/overview',
    '/system/ledger',
    '/system/plugins',
    '/api/v1/ledger',
    '/metrics',
  ]) {
    portal.collector.push(collectorHealth());
    expect([path, (await vera.get(path)).status]).toEqual([path, 200]);
    expect([path, [303, 401].includes((await portal.browser().get(path)).status)]).toEqual([path, true]);
  }
});

it('shows what waits for the store, in memory and on disk, and since when', async () => {
  const pressure = new Pressure();
  pressure.committed(4_000, 20);
  portal.collector.push(
    collectorHealth({
      ledger: [...seen, ledgerRow({ source: '(unidentified)', received: 1_200, queued: 1_200 })],
      store: { ...collectorHealth().store, trouble: 'database is locked' },
      pressure: pressure.health({ queueBytes: 5_000_000, queueLimitBytes: 134_217_728, queueEvents: 4_000 }),
      spool: {
        state: 'spooling',
        since: START_MS - 60_000,
        reason: 'database is locked',
        messages: 1_200,
        bytes: 2_000_000,
        limitBytes: 1e9,
        whenFull: 'refuse',
        drainedPerSecond: 0,
        lost: 0,
        damagedBytes: 0,
      },
    }),
  );
  const text = await overview();
  expect(text).toMatch(/1\u202f200 <small>messages/);
  for (const [label, figure] of [
    ['Spool', 'the store is away'],
    ['In it', '1\u202f200, 2.0 MB'],
    ['In memory', '5.0 MB'],
    ['A commit takes', '20 ms'],
    ['and holds', '4\u202f000'],
  ])
    expect(text).toMatch(new RegExp(`<dt>${label}</dt><dd[^>]*>${figure}</dd>`));
  expect(text).toContain('The store takes nothing for 1 min: database is locked');
  const { spool } = JSON.parse((await admin.get('/api/v1/health')).text) as { spool: Record<string, unknown> };
  expect(spool).toMatchObject({ state: 'spooling', since: '2026-11-20T09:59:00.000Z', messages: 1_200 });
});

it('shows how full a receive buffer is, whose messages were over their limit, and where drops are unknown', async () => {
  const limitedPeers = [{ address: '192.0.2.9', messages: 70 }];
  const udp = listener({
    name: 'udp',
    transport: 'udp',
    dropped: 9,
    unreadable: 2,
    kernelDropped: 7,
    limited: 80,
    limitedPeers,
    receiveBufferBytes: 16_777_216,
    receiveQueueBytes: 8_388_608,
  });
  const gelf = listener({ name: 'gelf-udp', transport: 'udp' });
  portal.collector.push(collectorHealth({ ledger: seen, listeners: [udp, gelf] }));
  const text = await overview();
  expect(text).toContain('<small>50 % full</small>');
  expect(text).toContain('<small>7 by the kernel</small>');
  expect(text).toContain('Over the limit of their sender: 80, most from 192.0.2.9 (70)');
  expect(text).toContain('Listener gelf-udp: what the kernel drops of it is unknown on this system.');
  expect(text).not.toContain('Listener udp: what the kernel drops');
});
