import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import type { Frame, Outcome, Receipt } from '#src/collector/frame.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { RecordingIntake } from './testing/recording-intake.js';
import { RelpListener, RELP_TIMINGS, type RelpTimings } from './relp.js';
import { RelpClient } from './testing/relp-client.js';
import { makeCertificate } from './tls/certificate.js';

const RECORDED = [
  '1 open 86 relp_version=0',
  'relp_software=librelp,1.11.0,http://librelp.adiscon.com',
  'commands=syslog',
  '2 syslog 47 <13>2026-11-21T02:54:41.315459+00:00 vm t msg 1',
  '3 syslog 47 <13>2026-11-21T02:54:41.725411+00:00 vm t msg 2',
  '4 close 0',
  '',
].join('\n');

const opened: RelpClient[] = [];
let intake: RecordingIntake;
let listener: RelpListener;
let dir: string;

beforeEach(async () => {
  intake = new RecordingIntake();
  dir = await mkdtemp(join(tmpdir(), 'lanwarden-relp-'));
});
afterEach(async () => {
  for (const { socket } of opened.splice(0)) socket.destroy();
  await listener.stop();
  await rm(dir, { recursive: true });
});

async function start(
  { relp = {}, tcp = {}, ...more }: { relp?: object; tcp?: object; peers?: object; maxMessageBytes?: number } = {},
  timings: Partial<RelpTimings> = {},
): Promise<void> {
  const { listen } = configSchema.parse({
    listen: { tcp, ...more, relp: { enabled: true, host: '127.0.0.1', port: 0, ...relp } },
  });
  listener = new RelpListener(listen, dir, intake, undefined, { ...RELP_TIMINGS, refusalPauseMs: 10, ...timings });
  await listener.start();
}

/** @param localAddress who sends */
async function client(localAddress = '127.0.0.1'): Promise<RelpClient> {
  const { port } = listener.health();
  const made = await RelpClient.open(port, () => connect({ port, host: '127.0.0.1', localAddress }));
  opened.push(made);
  return made;
}

async function stranger(bytes: string | Buffer): Promise<RelpClient> {
  const made = await RelpClient.connect(listener.health().port);
  opened.push(made);
  made.socket.write(bytes);
  return made;
}

const texts = (): string[] => intake.submitted.map(({ bytes }) => bytes.toString());
const said = (relp: RelpClient): string[] =>
  relp.answers.map(({ txnr, command, data }) => `${txnr} ${command} ${data}`.trim());

/** Receipts that are given when the test says so. */
function heldReceipts(): { give: (outcomes: readonly (Outcome | Receipt)[]) => void; calls: () => number } {
  const waiting: { frames: readonly Frame[]; resolve: (receipts: readonly Receipt[]) => void }[] = [];
  intake.submit = (frames) => {
    intake.submitted.push(...frames);
    return new Promise((resolve) => waiting.push({ frames, resolve }));
  };
  return {
    calls: () => waiting.length,
    give: (outcomes) => {
      const { frames, resolve } = waiting.shift()!;
      resolve(frames.map((_, i) => receipt(outcomes[i % outcomes.length]!)));
    },
  };
}

const receipt = (outcome: Outcome | Receipt): Receipt => (typeof outcome === 'string' ? { outcome } : outcome);

describe('a session', () => {
  it('is opened with what is spoken here, takes messages, and is closed', async () => {
    const startedAt = Date.now();
    await start();
    const relp = await client();
    relp.command('syslog', '<13>one');
    relp.command('syslog', '<13>two\nlines');
    relp.command('close');
    await relp.closed();
    expect(said(relp)).toEqual([
      '1 rsp 200 OK\nrelp_version=0\nrelp_software=lanwarden\ncommands=syslog',
      '2 rsp 200 OK',
      '3 rsp 200 OK',
      '4 rsp 200 OK',
      '0 serverclose',
    ]);
    expect(texts()).toEqual(['<13>one', '<13>two\nlines']);
    expect(intake.submitted[0]).toMatchObject({ transport: 'relp', peer: { address: '127.0.0.1' }, truncated: false });
    expect(intake.submitted[0]!.receivedAt).toBeGreaterThanOrEqual(startedAt);
    await eventually(() => expect(listener.health()).toMatchObject({ connections: 0, frames: 2 }));
    expect(listener.health().lastError).toBeUndefined();
  });

  it.each([
    ['relp_version=1\ncommands=syslog', 'relp_version=1'],
    ['commands=syslog', 'relp_version=0'],
    ['relp_software=x\r\nrelp_version=0,1\r\n', 'relp_version=0'],
  ])('speaks the version that a client asks for: %j', async (offers, expected) => {
    await start();
    const relp = await stranger(RelpClient.frame(1, 'open', offers));
    expect((await relp.answered(1))[0]?.data).toContain(expected);
  });

  it('takes messages that come byte by byte, and several at once', async () => {
    await start();
    const relp = await client();
    for (const byte of RelpClient.frame(2, 'syslog', '<13>slowly')) {
      relp.socket.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    relp.socket.write(Buffer.concat([3, 4, 5].map((txnr) => RelpClient.frame(txnr, 'syslog', `<13>${txnr}`))));
    await relp.answered(5);
    expect(texts()).toEqual(['<13>slowly', '<13>3', '<13>4', '<13>5']);
  });

  it('takes a message without text, and ignores hints', async () => {
    await start();
    const relp = await client();
    relp.socket.write('0 whatever 3 abc\n0 syslog 3 abc\n2 syslog 0\n3 syslog 0 \n');
    await relp.answered(3);
    expect(said(relp).slice(1)).toEqual(['2 rsp 200 OK', '3 rsp 200 OK']);
    expect(texts()).toEqual(['', '']);
  });

  it('takes what librelp 1.11.0 sends, as it was recorded of rsyslog 8.2302, in chunks of any size', async () => {
    await start();
    for (let size = 1; size <= RECORDED.length; size += 7) {
      intake.submitted.length = 0;
      const relp = await stranger('');
      for (let at = 0; at < RECORDED.length; at += size) {
        relp.socket.write(RECORDED.slice(at, at + size));
        await new Promise(setImmediate);
      }
      await relp.closed();
      expect(said(relp).slice(1)).toEqual(['2 rsp 200 OK', '3 rsp 200 OK', '4 rsp 200 OK', '0 serverclose']);
      expect(texts()).toEqual([
        '<13>2026-11-21T02:54:41.315459+00:00 vm t msg 1',
        '<13>2026-11-21T02:54:41.725411+00:00 vm t msg 2',
      ]);
    }
  });

  it('cuts messages over the cap, tells so in the frame, and goes on', async () => {
    await start({ maxMessageBytes: 1_024 });
    const relp = await client();
    relp.command('syslog', `<13>${'x'.repeat(300_000)}`);
    relp.command('syslog', '<13>next');
    await relp.answered(3);
    expect(intake.submitted.map(({ bytes, truncated }) => [bytes.length, truncated])).toEqual([
      [1_024, true],
      [8, false],
    ]);
  });
});

describe('an answer', () => {
  it('comes after the message is stored, and not before', async () => {
    await start();
    const receipts = heldReceipts();
    const relp = await client();
    relp.command('syslog', '<13>x');
    await eventually(() => expect(receipts.calls()).toBe(1));
    expect(relp.answers).toHaveLength(1);
    receipts.give(['stored']);
    await relp.answered(2);
    expect(said(relp)[1]).toBe('2 rsp 200 OK');
  });

  it('keeps the order of the messages when a later one is stored first', async () => {
    await start();
    const resolves: (() => void)[] = [];
    intake.submit = (frames) =>
      new Promise((resolve) => resolves.push(() => resolve(frames.map(() => receipt('stored')))));
    const relp = await client();
    relp.command('syslog', 'first');
    await eventually(() => expect(resolves).toHaveLength(1));
    relp.command('syslog', 'second');
    await eventually(() => expect(resolves).toHaveLength(2));
    resolves[1]!();
    resolves[0]!();
    await relp.answered(3);
    expect(relp.answers.map(({ txnr }) => txnr)).toEqual([1, 2, 3]);
  });

  it.each<[Receipt]>([
    [{ outcome: 'duplicate' }],
    [{ outcome: 'queued' }],
    [{ outcome: 'filtered', reason: 'a drop rule' }],
    [{ outcome: 'limited', reason: 'over the rate limit' }],
    [{ outcome: 'refused', forbidden: true, reason: 'not on the allow list' }],
  ])('is 200 for what is decided for good: %j', async (decided) => {
    await start();
    intake.judge = () => decided;
    const relp = await client();
    relp.command('syslog', '<13>x');
    await relp.answered(2);
    expect(said(relp)[1]).toBe('2 rsp 200 OK');
  });

  it('is 500 with the reason, in one line of ASCII, for what can never be stored; the session goes on', async () => {
    await start();
    intake.judge = ({ bytes }) =>
      bytes.includes('bad')
        ? { outcome: 'failed', lasting: true, reason: `plugin\nsays “no” ${'x'.repeat(200)}` }
        : 'stored';
    const relp = await client();
    relp.command('syslog', 'bad');
    relp.command('syslog', 'good');
    await relp.answered(3);
    expect(said(relp)[1]).toMatch(/^2 rsp 500 plugin\?says \?no\? x{60,80}$/);
    expect(said(relp)[2]).toBe('3 rsp 200 OK');
  });

  it.each<[Receipt]>([
    [{ outcome: 'refused', reason: 'the queue is full' }],
    [{ outcome: 'failed', reason: 'disk full' }],
  ])(
    'is not given to what could be stored later; the others get theirs and the connection is closed: %j',
    async (unstored) => {
      await start();
      intake.judge = ({ bytes }) => (bytes.includes('no room') ? unstored : 'stored');
      const relp = await client();
      relp.socket.write(Buffer.concat(['a', 'no room', 'b'].map((text, i) => RelpClient.frame(2 + i, 'syslog', text))));
      await relp.closed();
      expect(said(relp).slice(1)).toEqual(['2 rsp 200 OK', '4 rsp 200 OK', '0 serverclose']);
      expect(listener.health().lastError).toContain(unstored.reason);
    },
  );

  it('is not given to a message of which one event could be stored later', async () => {
    await start();
    intake.judge = () => ({
      outcome: 'limited',
      events: [{ outcome: 'limited' }, { outcome: 'refused', reason: 'full' }],
    });
    const relp = await client();
    relp.command('syslog', '[{"a":1},{"b":2}]');
    await relp.closed();
    expect(said(relp).slice(1)).toEqual(['0 serverclose']);
  });

  it('still comes when the client has ended its side', async () => {
    await start();
    const receipts = heldReceipts();
    const relp = await client();
    relp.command('syslog', 'last');
    relp.socket.end();
    await eventually(() => expect(receipts.calls()).toBe(1));
    receipts.give(['stored']);
    await relp.closed();
    expect(said(relp)).toContain('2 rsp 200 OK');
  });
});

describe('memory', () => {
  it('of a connection is bounded: above the window nothing is read until answers go out', async () => {
    await start({}, { maxUnanswered: 10 });
    const receipts = heldReceipts();
    const relp = await client();
    const lines = Array.from({ length: 5_000 }, (_, i) =>
      RelpClient.frame(i + 2, 'syslog', `<13>${'x'.repeat(1_000)}`),
    );
    for (const line of lines) relp.socket.write(line);
    await eventually(() => expect(receipts.calls()).toBe(1));
    // What one read brings is taken as a whole; the next read waits.
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect(receipts.calls()).toBe(1);
    expect(intake.submitted.length).toBeLessThan(200);
    const pump = setInterval(() => receipts.calls() > 0 && receipts.give(['stored']), 1);
    await relp.answered(5_001);
    clearInterval(pump);
    expect(intake.submitted).toHaveLength(5_000);
  });

  it('of the collector is bounded: nobody is read while it is behind', async () => {
    await start();
    const [one, other] = [await client(), await client()];
    intake.pressed = intake.full = true;
    one.command('syslog', 'a');
    await one.answered(2);
    other.command('syslog', 'b');
    one.command('syslog', 'c');
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect(texts()).toEqual(['a']);
    intake.pressed = false;
    intake.drain();
    await Promise.all([one.answered(3), other.answered(2)]);
    expect(texts().sort()).toEqual(['a', 'b', 'c']);
  });

  it('for half-read messages is bounded: the session of the largest is ended, what was sent is answered', async () => {
    await start({ maxMessageBytes: 1_048_576, tcp: { maxHeldBytes: 1_048_576 } });
    const [small, large, other] = [await client(), await client(), await client()];
    small.socket.write(`2 syslog 2000 ${'s'.repeat(1_000)}`);
    large.command('syslog', '<13>whole');
    large.socket.write(`3 syslog 700000 ${'l'.repeat(600_000)}`);
    await eventually(() => expect(listener.health().bytes).toBeGreaterThan(601_000));
    other.socket.write(`2 syslog 500000 ${'o'.repeat(499_999)}`);
    await eventually(() => expect(large.isClosed).toBe(true));
    expect(said(large).slice(1)).toEqual(['2 rsp 200 OK', '0 serverclose']);
    expect(listener.health().lastError).toMatch(
      /^Closed 127\.0\.0\.1: half-read messages take \d+ bytes \(maxHeldBytes\)$/,
    );
    small.socket.write(`${'s'.repeat(1_000)}\n`);
    other.socket.write('o\n');
    await Promise.all([small.answered(2), other.answered(2)]);
    expect(intake.submitted.map(({ bytes }) => bytes.length).sort()).toEqual([2000, 500_000, 9]);
  });

  it('for half-read messages is free again when their connections are gone', async () => {
    await start({ maxMessageBytes: 1_048_576, tcp: { maxHeldBytes: 1_048_576 } });
    for (let at = 1; at <= 4; at += 1) {
      const relp = await client();
      const before = listener.health().bytes;
      relp.socket.write(`2 syslog 500000 ${'x'.repeat(400_000)}`);
      await eventually(() => expect(listener.health().bytes).toBeGreaterThan(before + 400_000));
      relp.socket.destroy();
      await eventually(() => expect(listener.health().connections).toBe(0));
    }
    expect(listener.health().lastError).toBeUndefined();
  });

  it('is taken for bytes that came, not for bytes that were announced', async () => {
    await start({ maxMessageBytes: 1_048_576 });
    const before = process.memoryUsage().arrayBuffers;
    const relp = await client();
    const crowd = await Promise.all(Array.from({ length: 100 }, () => client()));
    for (const one of crowd) one.socket.write('2 syslog 999999999 x');
    relp.command('syslog', 'y');
    await relp.answered(2);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30_000_000);
  });
});

describe('a client that does not keep to the protocol', () => {
  it.each([
    ['speaks syslog', '<13>Nov 20 10:00:00 host app: hello\n', 'a transaction number'],
    ['speaks TLS', Buffer.of(0x16, 3, 1, 2, 0, 1), 'a transaction number'],
    ['counts too far', '1234567890 open 0\n', 'a transaction number'],
    ['commands too much', `1 ${'a'.repeat(33)} 0\n`, 'a command'],
    ['commands nothing', '1  0\n', 'a command'],
    ['announces too much', '1 open 1234567890 x', 'a space in front of the data'],
    ['announces nothing', '1 open \n', 'the length'],
    ['does not end a frame', '1 open 2 abX', 'a line feed'],
    ['sends before it opens', '1 syslog 5 <13>x\n', 'syslog before open'],
    ['offers nothing that is spoken', RelpClient.frame(1, 'open', 'relp_version=7'), 'version'],
    ['offers too much', RelpClient.frame(1, 'open', 'x'.repeat(5_000)), 'version'],
  ])('is closed, with the reason in health: it %s', async (_what, bytes, reason) => {
    await start();
    const relp = await stranger(bytes);
    await relp.closed();
    expect(said(relp)).toEqual(['0 serverclose']);
    expect(listener.health().lastError).toContain(reason);
    expect(intake.submitted).toEqual([]);
  });

  it('gets answers to what it sent before the mistake', async () => {
    await start();
    const relp = await client();
    relp.socket.write('2 syslog 1 a\n3 syslog 1 b\noops');
    await relp.closed();
    expect(said(relp).slice(1)).toEqual(['2 rsp 200 OK', '3 rsp 200 OK', '0 serverclose']);
  });

  it.each([
    ['does not open a session', ''],
    ['begins one and does not go on', '1 open 50 re'],
    ['keeps saying hints', '0 hint 0\n0 hint 0\n0 hi'],
  ])('is closed after the time of a frame: it %s', async (_what, bytes) => {
    await start({ tcp: { frameTimeoutMs: 60 } });
    const relp = await stranger(bytes);
    await relp.closed();
    expect(listener.health().lastError).toContain('frameTimeoutMs');
  });

  it('is closed when it begins a message and does not finish it; nothing of it is taken', async () => {
    await start({ tcp: { frameTimeoutMs: 60 } });
    const relp = await client();
    relp.socket.write('2 syslog 1 a\n3 syslog 100 half');
    await relp.closed();
    expect(texts()).toEqual(['a']);
    expect(listener.health().lastError).toContain('frameTimeoutMs');
  });

  it('is closed when it is silent for long', async () => {
    await start({ tcp: { idleTimeoutMs: 60 } });
    const relp = await client();
    await relp.closed();
    expect(said(relp).at(-1)).toBe('0 serverclose');
    expect(listener.health().lastError).toContain('idleTimeoutMs');
  });

  it('is not closed while it waits for our answer', async () => {
    await start({ tcp: { idleTimeoutMs: 60, frameTimeoutMs: 60 } });
    const receipts = heldReceipts();
    const relp = await client();
    relp.command('syslog', 'x');
    await eventually(() => expect(receipts.calls()).toBe(1));
    const idle = await client();
    await idle.closed();
    expect(relp.isClosed).toBe(false);
    receipts.give(['stored']);
    expect(await relp.answered(2)).toHaveLength(2);
  });
});

describe('connections', () => {
  it('over the cap of an address are closed and counted; no message is lost by it', async () => {
    await start({ tcp: { maxConnectionsPerPeer: 2 } });
    await Promise.all([client(), client()]);
    const third = await stranger('');
    await third.closed();
    expect(listener.health()).toMatchObject({ connections: 2, refused: 1, dropped: 0 });
  });

  it('from addresses outside the allow list are closed', async () => {
    await start({ relp: { allow: ['192.0.2.0/24'] } });
    const relp = await stranger('');
    await relp.closed();
    expect(listener.health()).toMatchObject({ refused: 1, lastError: expect.stringContaining('allow list') as string });
  });

  it('are told goodbye at the stop, after everything in flight is answered', async () => {
    await start();
    const receipts = heldReceipts();
    const relp = await client();
    relp.command('syslog', 'x');
    await eventually(() => expect(receipts.calls()).toBe(1));
    const stopped = listener.stop();
    await new Promise(setImmediate);
    receipts.give(['stored']);
    await Promise.all([stopped, relp.closed()]);
    expect(said(relp).slice(1)).toEqual(['2 rsp 200 OK', '0 serverclose']);
    expect(listener.health()).toMatchObject({ state: 'off', connections: 0 });
    await listener.stop();
  });

  it('do not keep the listener from stopping when no answer comes', async () => {
    await start({}, { stopGraceMs: 50 });
    const receipts = heldReceipts();
    const relp = await client();
    relp.command('syslog', 'x');
    await eventually(() => expect(receipts.calls()).toBe(1));
    await listener.stop();
    await relp.closed();
    expect(relp.answers).toHaveLength(1);
  });

  it('cannot be had on a port that is taken, which is said with the key to change', async () => {
    await start();
    const { port } = listener.health();
    const { listen } = configSchema.parse({ listen: { relp: { enabled: true, host: '127.0.0.1', port } } });
    const second = new RelpListener(listen, dir, intake);
    await expect(second.start()).rejects.toMatchObject({ code: 'PORT_TAKEN', details: { key: 'listen.relp.port' } });
    expect(second.health().state).toBe('failed');
  });
});

describe('an address that sends more than its rate', () => {
  const rated = { peers: { ratePerSecond: 50, burst: 10 } };
  const thirty = (): Buffer =>
    Buffer.concat(Array.from({ length: 30 }, (_, n) => RelpClient.frame(n + 2, 'syslog', `<13>${n}`)));

  it('is answered what was read, and not read on meanwhile: on none of its connections', async () => {
    await start({ peers: { ratePerSecond: 1, burst: 1 } });
    const relp = await client();
    relp.socket.write(thirty());
    await relp.answered(31); // owes half a minute
    const other = await client(); // its session is opened at once
    other.command('syslog', '<13>more');
    for (const address of ['127.0.0.2', '127.0.0.3']) {
      const somebodyElse = await client(address);
      somebodyElse.command('syslog', '<13>else');
      await somebodyElse.answered(2);
    }
    expect(texts().slice(30)).toEqual(['<13>else', '<13>else']);
    expect(other.answers).toHaveLength(1);
  });

  it('is read on when it is within its rate: on all of its connections', async () => {
    await start(rated);
    const relp = await client();
    relp.socket.write(thirty());
    await relp.answered(31);
    const other = await client();
    other.command('syslog', '<13>more');
    await other.answered(2);
    relp.command('syslog', '<13>more');
    await relp.answered(32);
    expect(intake.submitted).toHaveLength(32);
    expect(listener.health()).toMatchObject({ dropped: 0, refused: 0 });
  });

  it('is not closed for its silence meanwhile', async () => {
    await start({ ...rated, tcp: { idleTimeoutMs: 1_000, frameTimeoutMs: 100 } });
    const relp = await client();
    relp.socket.write(Buffer.concat([thirty(), Buffer.from('40 syslog 5 <1')]));
    await relp.answered(31);
    const next = await client();
    relp.socket.write('3>x\n');
    await relp.answered(32);
    expect([relp.isClosed, next.isClosed, intake.submitted.length]).toEqual([false, false, 31]);
  });

  it('is not held back where it is a relay that is exempt', async () => {
    await start({ peers: { ratePerSecond: 1, burst: 1, exempt: ['127.0.0.1'] } });
    const relp = await client();
    relp.socket.write(thirty());
    await relp.answered(31);
    expect((await client()).answers).toHaveLength(1);
  });
});

describe('a balancer in front of RELP', () => {
  const balanced = { relp: { proxyProtocol: { from: ['127.0.0.0/8'] } } };
  const header = (address: string): string => `PROXY TCP4 ${address} 192.0.2.1 50000 2514\r\n`;
  const open = RelpClient.frame(1, 'open', 'relp_version=0\ncommands=syslog');
  const one = RelpClient.frame(2, 'syslog', '<13>one');

  it('says for whom it speaks, in one piece with the session or before it', async () => {
    await start(balanced);
    const whole = await stranger(Buffer.concat([Buffer.from(header('203.0.113.7')), open, one]));
    await whole.answered(2);
    const apart = await stranger(header('203.0.113.8'));
    await new Promise(setImmediate);
    apart.socket.write(Buffer.concat([open, one]));
    await apart.answered(2);
    expect(intake.submitted.map(({ peer }) => `${peer.address} ${peer.port}`)).toEqual([
      '203.0.113.7 50000',
      '203.0.113.8 50000',
    ]);
    expect(said(apart)[1]).toBe('2 rsp 200 OK');
  });

  it('must say so, and is refused for whom it speaks where that is not on the allow list', async () => {
    await start({ relp: { ...balanced.relp, allow: ['203.0.113.0/24', '127.0.0.1'] } });
    await (await stranger(open)).closed();
    await (await stranger(`${header('198.51.100.1')}`)).closed();
    expect(intake.submitted).toEqual([]);
    await eventually(() =>
      // its messages are with their sender still: none is counted as dropped
      expect(listener.health()).toMatchObject({ refused: 2, dropped: 0, connections: 0 }),
    );
    expect(intake.dropped).toBe(0);
  });

  it('is trusted only where it is named: from others the header is no RELP', async () => {
    await start();
    const relp = await stranger(`${header('203.0.113.7')}`);
    await relp.closed();
    expect(intake.submitted).toEqual([]);
  });
});

describe('RELP over TLS', () => {
  const NOW = Date.now();
  const valid = { from: NOW - 86_400_000, until: NOW + 86_400_000 };
  const authority = makeCertificate({ commonName: 'Test CA', authority: true, ...valid });
  const issuer = { commonName: 'Test CA', key: authority.key };
  const server = makeCertificate({ commonName: 'logs.example', names: ['localhost', '127.0.0.1'], issuer, ...valid });
  const web = makeCertificate({ commonName: 'web-1', issuer, ...valid });

  async function startTls(relp: object = {}): Promise<void> {
    const file = (name: string): string => join(dir, name);
    await writeFile(file('ca.pem'), authority.certificatePem);
    await writeFile(file('cert.pem'), server.certificatePem);
    await writeFile(file('key.pem'), server.keyPem);
    await start({ relp: { tls: true, cert: file('cert.pem'), key: file('key.pem'), ca: file('ca.pem'), ...relp } });
  }

  async function tlsClient(options: ConnectionOptions = {}): Promise<RelpClient> {
    const { port } = listener.health();
    const dial = { port, host: '127.0.0.1', ca: authority.certificatePem, ...options };
    const made = await RelpClient.open(port, () => connectTls(dial));
    opened.push(made);
    return made;
  }

  it('takes messages, and closes like a plain one', async () => {
    await startTls();
    const relp = await tlsClient();
    relp.command('syslog', '<13>secret');
    relp.command('close');
    await relp.closed();
    expect(said(relp).slice(1)).toEqual(['2 rsp 200 OK', '3 rsp 200 OK', '0 serverclose']);
    expect(texts()).toEqual(['<13>secret']);
  });

  it('names the sender by its certificate', async () => {
    await startTls({ clientCertificates: 'required' });
    const relp = await tlsClient({ cert: web.certificatePem, key: web.keyPem });
    relp.command('syslog', '<13>x');
    await relp.answered(2);
    expect(intake.submitted[0]?.tlsIdentity).toBe('web-1');
  });

  it('knows the sender that a balancer speaks for in front of it', async () => {
    await startTls({ proxyProtocol: { from: ['127.0.0.0/8'] } });
    const raw = connect(listener.health().port, '127.0.0.1');
    raw.write('PROXY TCP4 203.0.113.7 192.0.2.1 50000 2514\r\n');
    const relp = await tlsClient({ socket: raw });
    relp.command('syslog', '<13>x');
    await relp.answered(2);
    expect(intake.submitted[0]?.peer).toEqual({ address: '203.0.113.7', port: 50_000 });
  });

  it('is not for clients without TLS, nor without a certificate where one is required', async () => {
    await startTls({ clientCertificates: 'required' });
    const plain = await stranger(RelpClient.frame(1, 'open', 'relp_version=0'));
    await plain.closed();
    const nobody = await tlsClient();
    await nobody.closed();
    expect(nobody.answers).toEqual([]);
    await eventually(() => expect(listener.health()).toMatchObject({ refused: 2, connections: 0 }));
  });

  it('names its own settings when the certificate is missing', async () => {
    await expect(start({ relp: { tls: true } })).rejects.toMatchObject({
      code: 'TLS_MATERIAL',
      message: expect.stringContaining('listen.relp.cert') as string,
    });
    expect(listener.health().state).toBe('failed');
  });
});
