import { once } from 'node:events';
import { connect } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { HTTP_TIMINGS, HttpListener, type HttpTimings } from './http.js';
import { RecordingIntake } from './testing/recording-intake.js';

const KEYS: Record<string, string> = { 'lw-key': 'web-shop' };
let intake: RecordingIntake;
let listener: HttpListener;

beforeEach(() => void (intake = new RecordingIntake()));
afterEach(() => listener.stop());

async function listen(
  http: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
  timings: Partial<HttpTimings> = {},
): Promise<void> {
  const config = configSchema.parse({ listen: { http: { host: '127.0.0.1', port: 0, ...http }, ...more } });
  const lookUp = (key: string): { source: string } | undefined =>
    Object.hasOwn(KEYS, key) ? { source: KEYS[key] as string } : undefined;
  listener = new HttpListener(config.listen, intake, lookUp, undefined, {
    ...HTTP_TIMINGS,
    stopGraceMs: 200,
    ...timings,
  });
  await listener.start();
}

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

async function post(
  path: string,
  body: string | Buffer<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return answer(await fetch(`http://127.0.0.1:${listener.health().port}${path}`, { method: 'POST', body, headers }));
}

async function answer(response: Response): Promise<Answer> {
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
}

const texts = (): string[] => intake.submitted.map((frame) => frame.bytes.toString('utf8'));
const NDJSON = { 'content-type': 'application/x-ndjson' };
const containing = (text: string): string => expect.stringContaining(text) as string;

describe('POST /ingest', () => {
  it.each([
    ['one object', '{"message":"a"}', {}, ['{"message":"a"}']],
    ['one object over several lines', '{\n "a": {},\n "b": 2\n}\n', {}, ['{\n "a": {},\n "b": 2\n}']],
    [
      'an array, each with its exact text',
      ' [ {"n": 1.0, "s":"]}\\\\"} ,{"big":12345678901234567890},{}]',
      {},
      ['{"n": 1.0, "s":"]}\\\\"}', '{"big":12345678901234567890}', '{}'],
    ],
    ['NDJSON by its type', '{"a":1}\r\n\n{"a": 2}', NDJSON, ['{"a":1}', '{"a": 2}']],
    ['NDJSON by its looks', '{"a":1}\n{"a":2}\n', { 'content-type': 'application/json' }, ['{"a":1}', '{"a":2}']],
    ['an object behind a byte order mark', '\ufeff{"a":1}', {}, ['{"a":1}']],
  ])('takes %s', async (_what, body, headers, expected) => {
    await listen();
    const { status, body: reply } = await post('/ingest', body, headers as Record<string, string>);
    expect([status, reply]).toEqual([200, { accepted: expected.length, duplicates: 0, rejected: [] }]);
    expect(texts()).toEqual(expected);
    expect(intake.submitted.map(({ json }) => json)).toEqual(expected.map((text) => JSON.parse(text) as unknown));
    expect(intake.submitted[0]).toMatchObject({ transport: 'http', peer: { address: '127.0.0.1' } });
  });

  it.each([
    ['broken JSON', '{"a":1,\n "b":x}', 'unexpected "x" at line 2, column 6 (position 13)'],
    ['JSON that ends too early', '{"a":[1,2', 'it ends too early, at position 9'],
    ['an empty body', ' ', 'empty'],
    ['a tower of brackets', '['.repeat(1_000_000), 'nests deeper than 64 (position 65)'],
    ['an empty array', '[]', 'empty'],
    ['a number', '17', 'must be a JSON object, and is a number'],
    ['only strings', '["a","b"]', 'All 2 messages were turned away. Element 0: must be a JSON object, and is a string'],
    ['too many elements', `[${'{},'.repeat(50_000)}{}]`, 'more than 50000 elements'],
    [
      'too many values in one element',
      `[{"a":[${'{},'.repeat(1_000_000)}{}]},{"message":"x"}]`,
      'more than 2000000 values',
    ],
    ['text that is no JSON', '<13>hello', 'unexpected "<" at line 1, column 1'],
  ])('answers 400 to %s, and says where', async (_what, body, detail) => {
    await listen();
    const reply = await post('/ingest', body);
    expect(reply).toMatchObject({
      status: 400,
      body: { type: 'about:blank', title: 'Bad Request', status: 400, detail: containing(detail) },
    });
    expect(reply.headers.get('content-type')).toBe('application/problem+json');
    expect(intake.submitted).toEqual([]);
  });

  it('takes what is good and names what is not', async () => {
    await listen({}, { maxMessageBytes: 1024 });
    const deep = `{"a":${'['.repeat(100)}${']'.repeat(100)}}`;
    const lines = ['{"a":1}', '{"a":', `{"a":"${'x'.repeat(1_020)}"}`, '[]', deep, '{"a":2}'];
    const { status, body } = await post('/ingest', lines.join('\n'), NDJSON);
    expect(status).toBe(200);
    expect(body).toEqual({
      accepted: 2,
      duplicates: 0,
      rejected: [
        { index: 1, reason: 'line 2: it ends too early, at position 5' },
        { index: 2, reason: '1028 bytes long, the longest message taken is 1024 (listen.maxMessageBytes)' },
        { index: 3, reason: 'must be a JSON object, and is an array' },
        { index: 4, reason: 'line 5: it nests deeper than 64 (position 68)' },
      ],
    });
    expect(texts()).toEqual(['{"a":1}', '{"a":2}']);
    expect(intake.dropped).toBe(4);
    expect(listener.health()).toMatchObject({ frames: 2, dropped: 4 });
  });

  it('takes lines as long as all of them hold no more values than a request may; commas in texts are none', async () => {
    await listen();
    const [words, values] = [`{"message":"${','.repeat(60_000)}"}`, `{"a":[${'1,'.repeat(30_000)}1]}`];
    const lines = [...new Array<string>(40).fill(words), ...new Array<string>(70).fill(values)];
    const { status, body } = await post('/ingest', lines.join('\n'), NDJSON);
    expect([status, body]).toMatchObject([200, { accepted: 40 + 66 }]);
    expect(body).toMatchObject({ rejected: [106, 107, 108, 109].map((index) => ({ index })) });
    expect(body).toMatchObject({ rejected: { 0: { reason: containing('line 107: the request holds more than 2000000') } } }); // prettier-ignore
  });

  it('tells what became of each after commit', async () => {
    await listen();
    const outcomes = ['stored', 'duplicate', 'filtered', 'limited'] as const;
    intake.judge = ({ json }) => ({ outcome: outcomes[Number(json?.n)] ?? 'failed', reason: 'over its rate' });
    const { status, body } = await post('/ingest', '[{"n":0},{"n":1},{"n":2},{"n":3}]');
    expect([status, body]).toEqual([
      200,
      { accepted: 1, duplicates: 1, filtered: 1, rejected: [{ index: 3, reason: 'over its rate' }] },
    ]);
  });

  it('answers 202 when some of it waits on disk for the store', async () => {
    await listen();
    intake.judge = ({ json }) => (json?.n === 1 ? 'stored' : 'queued');
    const { status, body } = await post('/ingest', '[{"n":1},{"n":2},{"n":3}]');
    expect([status, body]).toEqual([202, { accepted: 1, duplicates: 0, queued: 2, rejected: [] }]);
  });

  it.each([
    ['failed', 503, 'disk full'],
    ['refused', 503, 'disk full'],
    ['limited', 429, 'disk full'],
  ] as const)('answers %s with %i and Retry-After', async (outcome, status, reason) => {
    await listen();
    intake.judge = () => ({ outcome, reason });
    const reply = await post('/ingest', '{"a":1}');
    expect(reply).toMatchObject({ status, body: { detail: containing(reason), rejected: [{ index: 0, reason }] } });
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it.each([
    ['/ingest', '[{"n":1},{"n":2},{"n":3}]'],
    ['/services/collector/event', '{"event":{"n":1}}{"event":{"n":2}}{"event":{"n":3}}'],
  ])('names the reason of those that could not be stored, not of others (%s)', async (path, body) => {
    await listen();
    intake.judge = ({ json }) =>
      json?.n === 2
        ? { outcome: 'failed', reason: 'disk full' }
        : { outcome: 'failed', lasting: true, reason: 'a plugin' };
    const reply = await post(path, body, { authorization: 'Splunk lw-key' });
    expect([reply.status, reply.body['detail']]).toEqual([503, containing('could not be stored: disk full.')]);
  });

  it('asks nobody to send again what will never be stored', async () => {
    await listen();
    intake.judge = ({ json }) =>
      json?.n === 1 ? { outcome: 'failed', lasting: true, reason: 'a plugin failed' } : 'stored';
    const rejected = [{ index: 1, reason: 'a plugin failed' }];
    expect(await post('/ingest', '[{"n":0},{"n":1}]')).toMatchObject({ status: 200, body: { accepted: 1, rejected } });
    expect((await post('/ingest', '{"n":1}')).status).toBe(400);
  });

  it('answers 429 before it reads anything while the collector is behind', async () => {
    await listen();
    intake.crowded = true;
    const reply = await post('/ingest', '{"a":1}');
    expect(reply.status).toBe(429);
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(intake.submitted).toEqual([]);
  });

  it('answers 503 with the reason before it reads anything while the store is away', async () => {
    await listen();
    intake.away = 'disk full';
    intake.pressed = intake.full = true;
    expect(await post('/ingest', '{"a":1}')).toMatchObject({ status: 503, body: { detail: containing('disk full') } });
    expect(intake.submitted).toEqual([]);
    const health = `http://127.0.0.1:${listener.health().port}/services/collector/health`;
    expect((await fetch(health)).status).toBe(503);
  });
});

describe('a request while senders over TCP are held back', () => {
  const hold = async (http: object = {}, timings: Partial<HttpTimings> = {}): Promise<void> => {
    await listen({ ...http }, {}, timings);
    intake.pressed = intake.full = true;
  };

  it('waits for its turn with them, and its body is asked for only then', async () => {
    await hold({}, { heldMs: 60_000 });
    const { socket, reply } = open(
      'POST /ingest HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 7\r\n\r\n',
    );
    const another = post('/ingest', '{"a":1}');
    expect((await answer(await fetch(`http://127.0.0.1:${listener.health().port}/services/collector/health`))).status).toBe(200); // prettier-ignore
    await eventually(() => expect(listener.health().connections).toBe(3));
    expect([intake.submitted, socket.bytesRead]).toEqual([[], 0]);
    intake.pressed = false;
    intake.drain();
    expect((await another).status).toBe(200);
    expect(await reply('\r\n\r\n')).toMatch(/^HTTP\/1.1 100 /);
    socket.destroy();
  });

  it('is taken when that goes on', async () => {
    await hold({}, { heldMs: 20 });
    expect((await post('/ingest', '{"a":1}')).status).toBe(200);
  });

  it('is told to come back where too much waits already; as much as it may bring is what it takes', async () => {
    await hold({ maxBodyBytes: 1_024 }, { heldMs: 60_000 });
    const [long, short] = [`{"a":"${'x'.repeat(1_000)}"}`, '{"a":1}'];
    const request = (body: string): string =>
      `POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const { socket, reply } = open([long, long, short, short, long].map(request).join(''));
    await eventually(() => expect(listener.health()).toMatchObject({ refused: 1, lastError: containing('HTTP 429') }));
    expect(intake.submitted).toEqual([]);
    intake.pressed = false;
    intake.drain();
    expect((await reply('"status":429')).match(/HTTP\/1.1 \d+/g)?.map((line) => line.slice(-3))).toEqual(['200', '200', '200', '200', '429']); // prettier-ignore
    socket.destroy();
  });

  it('is told so as well where one connection brings more and more of them', async () => {
    await hold({}, { heldMs: 60_000 });
    const { socket } = open('POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1'.repeat(1_003));
    await eventually(() => expect(listener.health()).toMatchObject({ refused: 3, lastError: containing('HTTP 429') }));
    socket.destroy();
  });

  describe('for long', () => {
    let waits: Promise<void>;
    beforeEach(async () => {
      await hold({}, { heldMs: 60_000, stopGraceMs: 5_000 });
      const drained = intake.whenDrained();
      waits = new Promise((resolve) => {
        intake.whenDrained = () => (resolve(), drained);
      });
    });

    it.each(['{"a":1}', '{"a"'])('is over when its client goes away, having sent %s', async (sent) => {
      const { socket } = open(`POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\n${sent}`);
      await waits;
      socket.destroy();
      await eventually(() => expect(listener.health().lastError).toContain('HTTP 400: The connection was closed'));
      expect(intake.submitted).toEqual([]);
    });

    it('is told to come back where there is less room than before by then', async () => {
      const replied = post('/ingest', '{"a":1}');
      await waits;
      intake.crowded = true;
      intake.drain();
      expect((await replied).status).toBe(429);
      expect(intake.submitted).toEqual([]);
    });

    it('does not keep the listener from its stop, and is told to come back', async () => {
      const replied = post('/ingest', '{"a":1}');
      await waits;
      const stopped = listener.stop();
      expect(await replied).toMatchObject({ status: 503, body: { detail: containing('about to stop') } });
      await stopped;
      expect(intake.submitted).toEqual([]);
    });
  });
});

describe('an address that sends more than its rate', () => {
  const twenty = Array.from({ length: 20 }, (_, n) => `{"n":${n}}`).join('\n');

  it('is told when to come back, and what it was told is stored is', async () => {
    await listen({}, { peers: { ratePerSecond: 2, burst: 10 } });
    expect(await post('/ingest', twenty, NDJSON)).toMatchObject({ status: 200, body: { accepted: 20 } });
    const reply = await post('/ingest', '{"n":20}');
    expect(reply).toMatchObject({ status: 429, body: { detail: containing('listen.peers.ratePerSecond') } });
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThanOrEqual(4);
    expect(Number(reply.headers.get('retry-after'))).toBeLessThanOrEqual(5);
    expect(intake.submitted).toHaveLength(20);
    expect(listener.health().refused).toBe(1);
  });

  it('is told so in the words of its own door', async () => {
    await listen({}, { peers: { ratePerSecond: 1, burst: 1 } });
    await post('/ingest', twenty, NDJSON);
    const reply = await post('/services/collector/event', '{"event":"x"}', { authorization: 'Splunk lw-key' });
    expect([reply.status, reply.body['code']]).toEqual([503, 9]);
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(10);
  });

  it('is not held to it where it is a relay that is exempt', async () => {
    await listen({}, { peers: { ratePerSecond: 1, burst: 1, exempt: ['127.0.0.0/8'] } });
    await post('/ingest', twenty, NDJSON);
    expect((await post('/ingest', twenty, NDJSON)).status).toBe(200);
  });
});

describe('POST /ingest/raw', () => {
  it('takes each line as a message', async () => {
    await listen();
    expect(await post('/ingest/raw', '<13>one\r\n\n  \n<14>two', { 'content-type': 'text/plain' })).toMatchObject({
      status: 200,
      body: { accepted: 2 },
    });
    expect(texts()).toEqual(['<13>one', '<14>two']);
    expect(intake.submitted[0]?.json).toBeUndefined();
  });
});

describe('keys', () => {
  it.each<Record<string, string>>([
    { authorization: 'Bearer lw-key' },
    { authorization: 'Splunk lw-key' },
    { 'x-api-key': 'lw-key' },
  ])('name the source, given as %o', async (headers) => {
    await listen({ requireKey: true });
    expect((await post('/ingest', '{"a":1}', headers)).status).toBe(200);
    expect(intake.submitted[0]?.source).toBe('web-shop');
  });

  it.each<[boolean, Record<string, string>]>([
    [true, {}],
    [false, { 'x-api-key': 'wrong' }],
    [false, { authorization: 'Basic dXNlcjpwYXNz' }],
  ])('are asked for (requireKey %s) with 401 for %o', async (requireKey, headers) => {
    await listen({ requireKey });
    const reply = await post('/ingest', '{"a":1}', headers);
    expect([reply.status, reply.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(intake.submitted).toEqual([]);
  });

  it('are needed by web pages, which a browser sends with their origin', async () => {
    await listen();
    expect((await post('/ingest', '{"a":1}', { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post('/ingest', '{"a":1}', { origin: 'https://shop.example', 'x-api-key': 'lw-key' })).status).toBe(
      200,
    );
  });
});

describe('bodies', () => {
  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])('may be compressed with %s', async (encoding, compress) => {
    await listen();
    const reply = await post('/ingest', compress('{"a":1}'), { 'content-encoding': encoding });
    expect([reply.status, texts()]).toEqual([200, ['{"a":1}']]);
  });

  it('that are gzip bombs are cut at the cap, and the listener goes on', async () => {
    await listen({ maxBodyBytes: 1_000_000 });
    const bomb = gzipSync(Buffer.alloc(200_000_000, 0x20), { level: 1 });
    const before = process.memoryUsage.rss();
    const replies = await Promise.all(
      [1, 2, 3].map(() => post('/ingest', bomb.subarray(0, 900_000), { 'content-encoding': 'gzip' })),
    );
    // Two at once is what one sender may have in memory; a third is told to come back.
    expect(replies.map(({ status }) => status).sort()).toEqual([413, 413, 503]);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
    expect((await post('/ingest', '{"a":1}')).status).toBe(200);
  });

  it.each([
    [413, 'x'.repeat(2_000), {}],
    [415, '{}', { 'content-encoding': 'br' }],
    [415, '{}', { 'content-encoding': 'gzip, gzip' }],
    [415, '{}', { 'content-type': 'application/json; charset=utf-16' }],
    [400, 'not gzip', { 'content-encoding': 'gzip' }],
    [400, gzipSync('{"a":1}').subarray(0, 12), { 'content-encoding': 'gzip' }],
  ])('are refused with %i', async (status, body, headers) => {
    await listen({ maxBodyBytes: 1_000 });
    expect((await post('/ingest', body, headers as Record<string, string>)).status).toBe(status);
  });

  it('that are too large without saying so are cut at the cap', async () => {
    await listen({ maxBodyBytes: 100_000 });
    const { socket, reply } = open('POST /ingest HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = `8000\r\n${'x'.repeat(0x8000)}\r\n`;
    for (let sent = 0; sent < 10; sent++) socket.write(chunk);
    expect(await reply('\r\n\r\n')).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
  });

  it('that never end after they were refused are answered, and their connection is closed', async () => {
    await listen({ maxBodyBytes: 100_000 });
    const bomb = gzipSync(Buffer.alloc(1_000_000));
    const { socket, reply } = open(
      `POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length + 1}\r\n\r\n`,
    );
    const closed = once(socket, 'close');
    socket.write(bomb);
    expect(await reply('}')).toMatch(/^HTTP\/1.1 413 .*^connection: close\r$/ims);
    await closed;
    await eventually(() => expect(listener.health().connections).toBe(0));
  });

  it('that were refused are read to their end, for senders that listen only then; what came whole leaves the connection open', async () => {
    await listen({ maxBodyBytes: 100_000 });
    const { socket, reply } = open('POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n');
    const closed = once(socket, 'close');
    await new Promise((resolve) => socket.write(Buffer.alloc(8_000_000, 0x20), resolve));
    expect(await reply('}')).toMatch(/^HTTP\/1.1 413 .*^connection: close\r$/ims);
    expect(await closed).toEqual([false]);
    const whole = open('POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n{');
    expect(await whole.reply('}')).toMatch(/^HTTP\/1.1 400 .*^connection: keep-alive\r$/ims);
    whole.socket.destroy();
  });

  it('that dribble are answered 408 and the connection is closed', async () => {
    await listen({}, {}, { bodyTimeoutMs: 100 });
    const { socket, reply } = open('POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"a"');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    expect(await reply('}')).toMatch(/^HTTP\/1.1 408 .*not complete after 100 ms/s);
    await closed;
    await eventually(() => expect(listener.health().connections).toBe(0));
  });

  it('that go on after their time are not waited for', async () => {
    await listen({}, {}, { bodyTimeoutMs: 100 });
    const { socket } = open('POST /ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n');
    const dribble = setInterval(() => socket.write('x'), 20);
    await once(socket, 'close');
    clearInterval(dribble);
    expect(listener.health()).toMatchObject({ refused: 1, lastError: containing('HTTP 408') });
  });

  it('are asked for only when they are wanted (Expect: 100-continue)', async () => {
    await listen({ requireKey: true });
    const refused = open('POST /ingest HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 7\r\n\r\n');
    expect(await refused.reply('}')).toMatch(/^HTTP\/1.1 401 /);
    refused.socket.destroy();
    const wanted = open(
      'POST /ingest HTTP/1.1\r\nHost: x\r\nX-API-Key: lw-key\r\nExpect: 100-continue\r\nContent-Length: 7\r\n\r\n',
    );
    expect(await wanted.reply('\r\n\r\n')).toMatch(/^HTTP\/1.1 100 /);
    wanted.socket.write('{"a":1}');
    expect(await wanted.reply('"accepted":1')).toContain('HTTP/1.1 200 ');
    wanted.socket.destroy();
  });
});

describe('the rest', () => {
  it('answers GET and HEAD /healthz without a key', async () => {
    await listen({ requireKey: true });
    const url = `http://127.0.0.1:${listener.health().port}/healthz`;
    expect(await answer(await fetch(url))).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  });

  it('answers 404 and 405 as JSON, and says what there is', async () => {
    await listen();
    expect(await post('/nothing', 'x')).toMatchObject({ status: 404, body: { detail: containing('POST /ingest') } });
    const wrongMethod = await answer(await fetch(`http://127.0.0.1:${listener.health().port}/ingest?x=1`));
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('tells a syslog sender that this is the wrong port', async () => {
    await listen();
    expect(await open('<13>hello\n\n').reply('}')).toMatch(/^HTTP\/1.1 400 .*Syslog goes to another port/s);
    expect(listener.health().refused).toBe(1);
  });

  it('closes connections whose headers do not end', async () => {
    await listen({}, {}, { headersTimeoutMs: 100 });
    const { socket, reply } = open('POST /ingest HTTP/1.1\r\nHost: ');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    expect(await reply('}')).toMatch(/^HTTP\/1.1 408 /);
    await closed;
  });

  it('waits no longer for a client that keeps its side open then', async () => {
    await listen({}, {}, { headersTimeoutMs: 100 });
    const { socket, reply } = open('POST /ingest HTTP/1.1\r\nHost: ', { allowHalfOpen: true });
    expect(await reply('}')).toMatch(/^HTTP\/1.1 408 /);
    await eventually(() => expect(listener.health().connections).toBe(0));
    socket.destroy();
  });

  it('finishes what it is answering before it stops', async () => {
    await listen({}, {}, { stopGraceMs: 5_000 });
    let commit = (): void => {};
    intake.submit = (frames) =>
      new Promise((resolve) => (commit = () => resolve(frames.map(() => ({ outcome: 'stored' })))));
    const replied = post('/ingest', '{"a":1}');
    await eventually(() => expect(listener.health().frames).toBe(1));
    const stopped = listener.stop();
    commit();
    expect((await replied).body).toMatchObject({ accepted: 1 });
    await stopped;
    expect(listener.health().state).toBe('off');
  });

  it('names the key to change when its port is taken', async () => {
    await listen();
    const { port } = listener.health();
    const second = new HttpListener(
      configSchema.parse({ listen: { http: { host: '127.0.0.1', port } } }).listen,
      intake,
      () => undefined,
    );
    await expect(second.start()).rejects.toMatchObject({ code: 'PORT_TAKEN', message: containing('listen.http.port') });
  });
});

/** A bare socket, for what a well-behaved client cannot send. `reply` resolves when the answer so far contains `part`. */
function open(
  text: string,
  options: { readonly allowHalfOpen?: boolean } = {},
): { socket: ReturnType<typeof connect>; reply: (part: string) => Promise<string> } {
  const socket = connect({ host: '127.0.0.1', port: listener.health().port, ...options });
  socket.write(text);
  let received = '';
  socket.on('data', (chunk) => (received += chunk.toString()));
  socket.on('error', () => {});
  const reply = async (part: string): Promise<string> => {
    while (!received.includes(part)) await once(socket, 'data');
    return received;
  };
  return { socket, reply };
}
