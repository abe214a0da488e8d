// Sends what no sender should: random bytes, mutated and truncated syslog, lies about lengths, over UDP, TCP, TLS and HTTP at once.
// The same seed sends the same. It only sends; whether the program lives, is balanced and stays small is for who calls it to see.
//
//   node test/faults/garbage.mjs --host 127.0.0.1 --udp 5514 --tcp 5514 --tls 6514 --http 8088 --seed 1 --seconds 600
//
// Ports that are left out are not sent to. Prints one JSON line with what was sent.

import { createSocket } from 'node:dgram';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const SAMPLES = [
  '<38>Nov 20 10:00:01 web1 sshd[123]: Failed password for invalid user admin from 203.0.113.7 port 4242 ssh2',
  '<34>1 2026-11-20T10:00:01.003Z gw su - ID47 [exampleSDID@32473 iut="3" eventSource="App"] \u{feff}su root failed',
  '<134>Nov 20 10:00:01 dnsmasq[77]: query[A] example.org from 192.0.2.9',
  '{"timestamp":"2026-11-20T10:00:01Z","host":"db1","message":"login failed","user":"alice","event_id":4625}',
  '<13>CEF:0|Vendor|Product|1.0|100|name|5|src=192.0.2.1 dst=198.51.100.2 spt=1232 msg=a\\=b\\|c',
  '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><EventID>4625</EventID></System></Event>',
  '{"version":"1.1","host":"example.org","short_message":"short","_user":"bob"}',
];
const HTTP_PATHS = [
  '/ingest',
  '/ingest/raw',
  '/services/collector/event',
  '/loki/api/v1/push',
  '/v1/logs',
  '/gelf',
  '/',
];
/** Bytes at which parsers and framings turn. */
const SHARP = Buffer.from('\0\r\n <>[]{}"\\=|:;,\'%\x1b\x7f\x80\xc0\xe2\xff0123456789-', 'latin1');
const MAX_DATAGRAM_BYTES = 65_000;
const CONNECTIONS = 20;
/** Between two things that one worker sends; the point is what is sent, not how much. */
const PAUSE_MS = 2;

/**
 * @param {{ host?: string, udp?: number, tcp?: number, tls?: number, http?: number, seed?: number, seconds: number }} target
 * @returns {Promise<Record<string, number>>} what was sent, by transport; `errors`: connections that the other end closed
 */
export async function sendGarbage({ host = '127.0.0.1', seed = 1, seconds, ...ports }) {
  const until = performance.now() + seconds * 1_000;
  const sent = { udp: 0, tcp: 0, tls: 0, http: 0, errors: 0 };
  const isOver = () => performance.now() >= until;
  const workers = [];
  const work = (transport, count, worker) => {
    if (ports[transport] === undefined) return;
    for (let i = 0; i < count; i++) workers.push(worker(new Garbage(seed * 1_000 + workers.length)));
  };
  const stream = (transport, open) => async (garbage) => {
    while (!isOver()) await sendStream(garbage, open, sent, transport, isOver);
  };
  work('udp', 2, (garbage) => sendDatagrams(garbage, host, ports.udp, sent, isOver));
  work(
    'tcp',
    CONNECTIONS,
    stream('tcp', () => connectTcp(ports.tcp, host)),
  );
  work(
    'tls',
    5,
    stream('tls', () => connectTls({ port: ports.tls, host, rejectUnauthorized: false })),
  );
  // Bytes that are no handshake, too.
  work(
    'tls',
    2,
    stream('tls', () => connectTcp(ports.tls, host)),
  );
  work('http', 4, (garbage) => sendRequests(garbage, host, ports.http, sent, isOver));
  // And bytes that are no request.
  work(
    'http',
    2,
    stream('http', () => connectTcp(ports.http, host)),
  );
  await Promise.all(workers);
  return sent;
}

/** A source of bad bytes that is the same for the same seed. */
class Garbage {
  constructor(seed) {
    this.state = seed >>> 0 || 1;
  }

  /** 0 <= n < below; xorshift32 (Marsaglia 2003). */
  below(below) {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x >>> 0;
    return this.state % below;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  bytes(length) {
    const bytes = Buffer.allocUnsafe(length);
    for (let i = 0; i < length; i++) bytes[i] = this.below(4) === 0 ? SHARP[this.below(SHARP.length)] : this.below(256);
    return bytes;
  }

  /** One message: noise, or a sample that was cut, repeated, spliced with another, or changed in a few bytes. */
  message() {
    const sample = Buffer.from(this.pick(SAMPLES));
    switch (this.below(8)) {
      case 0:
        return this.bytes(this.below(300));
      case 1:
        return sample.subarray(0, this.below(sample.length));
      case 2:
        return sample.subarray(this.below(sample.length));
      case 3:
        return Buffer.concat(Array.from({ length: 1 + this.below(400) }, () => sample));
      case 4:
        return Buffer.concat([sample.subarray(0, this.below(sample.length)), Buffer.from(this.pick(SAMPLES))]);
      case 5:
        return Buffer.alloc(this.below(200_000), SHARP[this.below(SHARP.length)]);
      case 6:
        return Buffer.from(
          `<${this.below(1_000)}>${'['.repeat(this.below(5_000))}${'{"a":'.repeat(this.below(2_000))}`,
        );
      default:
        for (let n = this.below(8); n >= 0; n--) sample[this.below(sample.length)] = this.bytes(1)[0];
        return sample;
    }
  }

  /** A message with an end, without one, with a count that is right, wrong, or absurd. */
  framed() {
    const message = this.message();
    const counts = [
      message.length,
      message.length + this.below(50),
      this.below(message.length + 1),
      9_999_999,
      '00012',
      -1,
    ];
    switch (this.below(4)) {
      case 0:
        return Buffer.concat([Buffer.from(`${this.pick(counts)} `), message]);
      case 1:
        return Buffer.concat([message, Buffer.from(this.pick(['\n', '\0', '\r\n', '\r', '\n\n\0']))]);
      case 2:
        return Buffer.concat([Buffer.from('<Event>\n'), message, Buffer.from('\n')]);
      default:
        return message;
    }
  }
}

async function sendDatagrams(garbage, host, port, sent, isOver) {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('error', () => {});
  while (!isOver()) {
    const datagram = garbage.message().subarray(0, MAX_DATAGRAM_BYTES);
    await new Promise((resolve) => socket.send(datagram, port, host, resolve));
    sent.udp++;
    await sleep(PAUSE_MS);
  }
  socket.close();
}

/** One connection, until it is closed by either side: in pieces of any size, ended, or torn down. */
async function sendStream(garbage, open, sent, transport, isOver) {
  const socket = open();
  let isOpen = true;
  socket.on('error', () => sent.errors++);
  socket.on('close', () => (isOpen = false));
  socket.resume();
  for (let left = garbage.below(60); left >= 0 && isOpen && !isOver(); left--) {
    const bytes = garbage.framed();
    const cut = garbage.below(3) === 0 ? garbage.below(bytes.length + 1) : bytes.length;
    socket.write(bytes.subarray(0, cut));
    await sleep(PAUSE_MS);
    if (cut < bytes.length) socket.write(bytes.subarray(cut));
    sent[transport]++;
  }
  if (garbage.below(3) === 0) socket.destroy();
  else socket.end();
  for (let waited = 0; isOpen && waited < 50; waited++) await sleep(10);
  socket.destroy();
}

async function sendRequests(garbage, host, port, sent, isOver) {
  const types = [
    'application/json',
    'application/x-ndjson',
    'text/plain',
    'application/x-protobuf',
    'x/y; charset=\xff',
    '',
  ];
  while (!isOver()) {
    const body = Buffer.concat(
      Array.from({ length: 1 + garbage.below(5) }, () => Buffer.concat([garbage.message(), Buffer.from('\n')])),
    );
    const headers = { 'content-type': garbage.pick(types) };
    if (garbage.below(5) === 0) headers['content-encoding'] = garbage.pick(['gzip', 'snappy', 'deflate', 'br']);
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}${garbage.pick(HTTP_PATHS)}`;
    try {
      const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) });
      await answer.arrayBuffer();
    } catch {
      sent.errors++;
    }
    sent.http++;
    await sleep(PAUSE_MS);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const number = { type: 'string' };
  const { values } = parseArgs({
    options: {
      host: { type: 'string' },
      udp: number,
      tcp: number,
      tls: number,
      http: number,
      seed: number,
      seconds: number,
    },
  });
  const numbers = Object.entries(values).filter(([key]) => key !== 'host');
  const target = { seconds: 600, ...Object.fromEntries(numbers.map(([key, text]) => [key, Number(text)])) };
  console.log(JSON.stringify(await sendGarbage({ ...target, ...(values.host && { host: values.host }) })));
}
