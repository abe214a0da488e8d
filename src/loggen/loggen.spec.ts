import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../test/helpers/eventually.js';
import { generate } from './generate.js';
import type { Mix } from './message.js';
import { bench } from './mixes/bench.js';
import { house } from './mixes/house.js';
import { windows } from './mixes/windows.js';
import { LinePool, type Framing, type SyslogFormat } from './pool.js';
import { replay } from './replay.js';
import { recordedTime, retimed } from './retime.js';
import { Stamps } from './stamps.js';

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function tcpSink(): Promise<{ port: number; text: () => string; connections: () => number }> {
  let text = '';
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.setEncoding('latin1').on('data', (data: string) => (text += data));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return { port: (server.address() as AddressInfo).port, text: () => text, connections: () => connections };
}

async function udpSink(): Promise<{ port: number; datagrams: string[] }> {
  const datagrams: string[] = [];
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4_194_304 });
  socket.on('message', (data) => datagrams.push(data.toString('latin1')));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  closers.push(() => socket.close());
  return { port: socket.address().port, datagrams };
}

/** Answers a turn later. `breakAfter`: so many lines, once, the connection is cut before they are answered. */
async function relpSink({ breakAfter = Infinity } = {}): Promise<{
  port: number;
  numbers: () => number[];
  mostUnanswered: () => number;
}> {
  const numbers: number[] = [];
  let most = 0;
  const server = createServer((socket) => {
    let unread = '';
    const unanswered: string[] = [];
    const answer = (): void => void socket.write(unanswered.splice(0).join(''));
    socket.on('error', () => {});
    socket.setEncoding('latin1').on('data', (text: string) => {
      unread += text;
      for (let frame = /^(\d+) (\w+) (\d+)/.exec(unread); frame !== null; frame = /^(\d+) (\w+) (\d+)/.exec(unread)) {
        const from = frame[0].length + (frame[3] === '0' ? 0 : 1);
        const end = from + Number(frame[3]);
        if (unread.length <= end) break;
        const number = / n=(\d+)$/.exec(unread.slice(from, end))?.[1];
        if (frame[2] === 'syslog') numbers.push(Number(number));
        unanswered.push(`${frame[1]} rsp 6 200 OK\n`);
        if (frame[2] === 'close') unanswered.push('0 serverclose 0\n');
        unread = unread.slice(end + 1);
      }
      most = Math.max(most, unanswered.length);
      if (numbers.length >= breakAfter) {
        breakAfter = Infinity;
        socket.destroy();
      } else setImmediate(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  return { port: (server.address() as AddressInfo).port, numbers: () => numbers, mostUnanswered: () => most };
}

function pool(
  mix: Mix,
  over: { framing?: Framing; format?: SyslogFormat; seed?: number; number?: boolean } = {},
): LinePool {
  return new LinePool({ mix, format: '3164', framing: 'lf', seed: 1, number: false, ...over });
}

function lines(
  count: number,
  mix: Mix,
  over: Parameters<typeof pool>[1] = {},
  at = Date.parse('2026-11-02T11:15:05.123Z'),
): string[] {
  const source = pool(mix, { framing: 'none', ...over });
  const stamps = new Stamps();
  stamps.update(at);
  const target = Buffer.alloc(source.maxLineBytes);
  return Array.from({ length: count }, () => target.toString('utf8', 0, source.write(target, 0, stamps)));
}

describe('the lines', () => {
  it.each([
    ['bench', bench],
    ['house', house],
    ['windows', windows],
  ])('of %s are the same for the same seed and others for another', (_name, mix) => {
    expect(lines(500, mix, { seed: 7 })).toEqual(lines(500, mix, { seed: 7 }));
    expect(lines(500, mix, { seed: 7 })).not.toEqual(lines(500, mix, { seed: 8 }));
  });

  it('of bench are 165 bytes on average, 40 % accepted, 40 % failed, 20 % invalid user, of 200 users and 500 addresses', () => {
    const made = lines(20_000, bench);
    const share = (pattern: RegExp): number => made.filter((line) => pattern.test(line)).length / made.length;
    expect(made.reduce((sum, line) => sum + line.length, 0) / made.length).toBeGreaterThan(162);
    expect(made.reduce((sum, line) => sum + line.length, 0) / made.length).toBeLessThan(168);
    expect(share(/: Accepted /)).toBeCloseTo(0.4, 1);
    expect(share(/: Failed (?!.*invalid user)/)).toBeCloseTo(0.4, 1);
    expect(share(/invalid user/)).toBeCloseTo(0.2, 1);
    expect(new Set(made.flatMap((line) => /Accepted publickey for (\S+)/.exec(line)?.[1] ?? [])).size).toBe(200);
    expect(new Set(made.map((line) => / from (\S+) /.exec(line)?.[1])).size).toBe(500);
  });

  it('carry the time of sending in the form of their header, and within Windows events', () => {
    for (const line of lines(200, bench))
      expect(line).toMatch(/^<38>Nov {2}2 11:15:05 web-\d\d\S+ sshd\[\d+\]: (Accepted|Failed) /);
    for (const line of lines(200, bench, { format: '5424' }))
      expect(line).toMatch(/^<38>1 2026-11-02T11:15:05\.123Z web-\S+ sshd \d+ - - \S/);
    for (const line of lines(200, windows)) {
      const event = JSON.parse(line.slice(line.indexOf('{'))) as Record<string, unknown>;
      expect(event['EventTime']).toBe('2026-11-02 11:15:05');
    }
    expect(lines(3_000, house).join('\n')).not.toMatch(/@@@|DATE OF/);
  });

  it('of windows are about 1.5 kB', () => {
    const made = lines(2_000, windows);
    const mean = made.reduce((sum, line) => sum + line.length, 0) / made.length;
    expect(mean).toBeGreaterThan(1_200);
    expect(mean).toBeLessThan(1_800);
  });
});

describe('generate', () => {
  it('sends every numbered line over TCP, framed by octet counts, without a gap', async () => {
    const sink = await tcpSink();
    const target = { transport: 'tcp', host: '127.0.0.1', port: sink.port } as const;
    const summary = await generate({
      target,
      pool: pool(bench, { framing: 'octet', number: true }),
      connections: 1,
      count: 25_000,
    });
    await eventually(() => expect(sink.text()).toHaveLength(summary.bytes));

    const numbers: number[] = [];
    for (let rest = sink.text(), at = 0; at < rest.length;) {
      const blank = rest.indexOf(' ', at);
      const end = blank + 1 + Number(rest.slice(at, blank));
      numbers.push(Number(/ n=(\d+)$/.exec(rest.slice(blank + 1, end))?.[1]));
      at = end;
    }
    expect(summary.sent).toBe(25_000);
    expect(numbers).toEqual(Array.from({ length: 25_000 }, (_, i) => i + 1));
  });

  it('shares the lines among connections', async () => {
    const sink = await tcpSink();
    const target = { transport: 'tcp', host: '127.0.0.1', port: sink.port } as const;
    const { sent } = await generate({ target, pool: pool(house, { number: true }), connections: 4, count: 1_000 });
    await eventually(() => expect(sink.text().match(/ n=\d+\n/g)).toHaveLength(1_000));
    expect(sent).toBe(1_000);
    expect(sink.connections()).toBe(4);
  });

  it('sends one datagram a line over UDP, at a rate', async () => {
    const sink = await udpSink();
    const target = { transport: 'udp', host: '127.0.0.1', port: sink.port } as const;
    const summary = await generate({
      target,
      pool: pool(bench, { framing: 'none', number: true }),
      connections: 1,
      count: 500,
      rate: 5_000,
    });
    await eventually(() => expect(sink.datagrams).toHaveLength(500));
    expect(new Set(sink.datagrams.map((text) => / n=(\d+)$/.exec(text)?.[1])).size).toBe(500);
    expect(summary.seconds).toBeGreaterThanOrEqual(0.09);
  });

  it('stops when it is told to', async () => {
    const sink = await tcpSink();
    const controller = new AbortController();
    const target = { transport: 'tcp', host: '127.0.0.1', port: sink.port } as const;
    const running = generate({ target, pool: pool(bench), connections: 1, rate: 1_000, signal: controller.signal });
    await eventually(() => expect(sink.text()).not.toBe(''));
    controller.abort();
    const summary = await running;
    await eventually(() => expect(sink.text()).toHaveLength(summary.bytes));
  });

  it('sends over RELP no more than the window without an answer, and ends when all lines are answered', async () => {
    const sink = await relpSink();
    const target = { transport: 'relp', host: '127.0.0.1', port: sink.port, window: 32 } as const;
    const summary = await generate({
      target,
      pool: pool(bench, { framing: 'none', number: true }),
      connections: 2,
      count: 2_000,
    });
    expect(summary).toMatchObject({ sent: 2_000 });
    expect(summary.resent).toBeUndefined();
    expect(new Set(sink.numbers())).toEqual(new Set(Array.from({ length: 2_000 }, (_, i) => i + 1)));
    expect(sink.mostUnanswered()).toBeLessThanOrEqual(32);
  });

  it('sends over RELP again what was not answered when a connection breaks, and counts it', async () => {
    const sink = await relpSink({ breakAfter: 500 });
    const target = { transport: 'relp', host: '127.0.0.1', port: sink.port, window: 100 } as const;
    const summary = await generate({
      target,
      pool: pool(bench, { framing: 'none', number: true }),
      connections: 1,
      count: 1_000,
    });
    expect(new Set(sink.numbers()).size).toBe(1_000);
    expect(summary.resent).toBeGreaterThan(0);
    expect(summary.resent).toBeLessThanOrEqual(100);
  });

  it('says when what answers is no RELP', async () => {
    const server = createServer((socket) => socket.end('220 mail.example.org ESMTP\r\n'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const target = { transport: 'relp', host: '127.0.0.1', port } as const;
    await expect(
      generate({ target, pool: pool(bench, { framing: 'none' }), connections: 1, count: 1 }),
    ).rejects.toThrow('does not answer RELP');
  });

  it('ends all connections when one of them breaks', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket.on('error', () => {}));
      if (sockets.length === 2) socket.destroy();
      else socket.resume();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const target = { transport: 'tcp', host: '127.0.0.1', port } as const;
    await expect(generate({ target, pool: pool(bench), connections: 3 })).rejects.toThrow(`127.0.0.1:${port}`);
    await eventually(() => expect(sockets.map(({ closed }) => closed)).toEqual([true, true, true]));
  });

  it.each(['tls', 'relp'] as const)(
    'gives a port up that does not answer as %s, and ends at the signal before',
    async (transport) => {
      const sink = await tcpSink();
      const target = { transport, host: '127.0.0.1', port: sink.port };
      const send = (signal?: AbortSignal) =>
        generate({ target, pool: pool(bench), connections: 2, count: 1, ...(signal && { signal }) });
      const controller = new AbortController();
      const stopped = expect(send(controller.signal)).rejects.toThrow(`127.0.0.1:${sink.port} had not answered yet`);
      await eventually(() => expect(sink.connections()).toBe(2));
      controller.abort();
      await stopped;

      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      closers.push(() => vi.useRealTimers());
      const late = expect(send()).rejects.toThrow(`127.0.0.1:${sink.port} does not answer (${transport}) within 5 s`);
      let isOver = false;
      void late.then(() => (isOver = true));
      await eventually(() => {
        vi.advanceTimersByTime(1_000);
        expect(isOver).toBe(true);
      });
    },
  );

  it('says when nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const target = { transport: 'tcp', host: '127.0.0.1', port } as const;
    await expect(generate({ target, pool: pool(bench), connections: 2, count: 1 })).rejects.toThrow(
      `Cannot connect to 127.0.0.1:${port} (tcp)`,
    );
  });
});

describe('replay', () => {
  it('ends all connections when one of them breaks', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => void sockets.push(socket.on('error', () => {}).resume()));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const file = join(mkdtempSync(join(tmpdir(), 'lanwarden-loggen-')), 'long.log');
    writeFileSync(file, 'a line\n'.repeat(100_000));
    const target = { transport: 'tcp', host: '127.0.0.1', port } as const;
    const running = expect(
      replay({ target, file, framing: 'lf', connections: 3, retime: false, rate: 1_000 }),
    ).rejects.toThrow(`127.0.0.1:${port}`);
    await eventually(() => expect(sockets).toHaveLength(3));
    sockets[0]!.resetAndDestroy();
    await running;
    await eventually(() => expect(sockets.every(({ closed }) => closed)).toBe(true));
  });

  it('sends the lines of a file with a priority, retimed', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'lanwarden-replay-')), 'auth.log');
    writeFileSync(
      file,
      'Jan  1 00:00:00 nas sshd[1]: one\r\n\n<34>1 2020-01-01T00:00:01Z nas su 2 - - two\nno time at all',
    );
    const sink = await tcpSink();
    const target = { transport: 'tcp', host: '127.0.0.1', port: sink.port } as const;
    const summary = await replay({ target, file, framing: 'lf', connections: 1, retime: true, speed: 1_000 });
    await eventually(() => expect(sink.text()).toHaveLength(summary.bytes));
    const [first, second, third] = sink.text().split('\n');
    expect(first).toMatch(/^<13>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d nas sshd\[1\]: one$/);
    expect(second).toMatch(/^<34>1 20\d\d-\d\d-\d\dT\S+Z nas su 2 - - two$/);
    expect(second).not.toContain('2020-01-01');
    expect(third).toBe('<13>no time at all');
  });

  it.each([
    ['<13>Nov 20 10:00:01 h a: x', '2026-11-20T10:00:01Z'],
    ['Nov  2 10:00:01 h a: x', '2026-11-02T10:00:01Z'],
    ['<13>1 2020-02-03T04:05:06.789+01:00 h a - - - x', '2020-02-03T03:05:06.789Z'],
    ['2020-02-03 04:05:06,5 x', '2020-02-03T04:05:06.5Z'],
    ['2020-02-03 04:05:06 x', '2020-02-03T04:05:06Z'],
    ['Foo 20 10:00:01 x', undefined],
    ['<13>hello', undefined],
  ])('reads the time of %j', (line, expected) => {
    expect(recordedTime(line, 2026)?.at).toBe(expected === undefined ? undefined : Date.parse(expected));
  });

  it('puts a time where the old one was', () => {
    const line = '<13>Nov 20 10:00:01 h a: x';
    expect(retimed(line, recordedTime(line, 2026), Date.parse('2026-12-01T01:02:03Z'))).toBe(
      '<13>Dec  1 01:02:03 h a: x',
    );
  });
});
