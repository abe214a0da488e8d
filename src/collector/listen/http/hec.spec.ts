// Splunk's HTTP Event Collector, with bodies as its clients write them.

import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Door } from './testing/door.js';

let door: Door;
beforeEach(() => void (door = new Door()));
afterEach(() => door.close());

const EVENT = '/services/collector/event';
const SUCCESS = { text: 'Success', code: 0 };

describe('POST /services/collector/event', () => {
  it.each([
    ['one', '{"event":"a"}', ['a']],
    [
      'several without anything between them (Docker, Splunk’s own libraries)',
      '{"event":"a"}{"event":"b}{"}',
      ['a', 'b}{'],
    ],
    ['several with line feeds (Fluent Bit)', '{"event":"a"}\n\n{"event":"b"}\r\n', ['a', 'b']],
    ['an array', '[{"event":"a"}, {"event":"b"}]', ['a', 'b']],
    [
      'an object, as it was written',
      '{"time":1,"event": {"n": 1.0, "big":12345678901234567890},"host":"h"}',
      ['{"n": 1.0, "big":12345678901234567890}'],
    ],
    ['an object behind a text that looks like it', '{"source":"{\\"event\\":1}","event":{"a":1}}', ['{"a":1}']],
    ['a number', '{"event":17}', ['17']],
  ])('takes %s', async (_what, body, expected) => {
    await door.open();
    const reply = await door.post(EVENT, body);
    expect([reply.status, JSON.parse(reply.text)]).toEqual([200, SUCCESS]);
    expect(door.texts).toEqual(expected);
  });

  it.each(['/services/collector', EVENT, '/services/collector/event/1.0'])('is there as %s', async (path) => {
    await door.open();
    expect((await door.post(`${path}?channel=FE0ECFAD-13D5-401B-847D-77833BD77131`, gzipSync('{"event":"a"}'), { 'content-encoding': 'gzip' })).status).toBe(200); // prettier-ignore
    expect(door.texts).toEqual(['a']);
  });

  it.each([
    ['1795199446.125', 1795199446125],
    ['1795199446', 1795199446000],
    ['"1795199446.125"', 1795199446125],
    ['1795199446125', 1795199446125],
    ['"now"', undefined],
    ['null', undefined],
  ])('reads the time %s', async (time, expected) => {
    await door.open();
    await door.post(EVENT, `{"time":${time},"event":"a"}`);
    expect(door.intake.submitted[0]?.envelope?.time).toBe(expected);
  });

  it('keeps what is said about an event', async () => {
    await door.open();
    const said = { host: 'web1', source: 'shop', sourcetype: 'app:log', index: 'main' };
    await door.post(
      EVENT,
      JSON.stringify({ ...said, event: 'a', fields: { user: 'alice', src_ip: '999.1.1.1', region: 'eu' } }),
    );
    expect(door.intake.submitted[0]?.envelope).toMatchObject({
      kind: 'hec',
      host: 'web1',
      app: 'shop',
      fields: { 'user.name': 'alice', 'hec.src_ip': '999.1.1.1', 'hec.region': 'eu', 'hec.sourcetype': 'app:log' },
    });
  });

  it.each(['/var/log/auth.log', 'tcp:514', 'stdout', 'http:token'])(
    'does not take the source %s for a program',
    async (source) => {
      await door.open();
      await door.post(EVENT, JSON.stringify({ source, event: 'a' }));
      expect(door.intake.submitted[0]?.envelope).toMatchObject({ app: undefined, fields: { 'hec.source': source } });
    },
  );

  it.each([
    ['nothing', ' ', { text: 'No data', code: 5 }],
    ['no event', '{"event":"a"}{"host":"x"}', { text: 'Event field is required', code: 12, 'invalid-event-number': 1 }],
    ['a blank event', '{"event":""}', { text: 'Event field cannot be blank', code: 13, 'invalid-event-number': 0 }],
    ['broken JSON', '{"event":"a"}{"event":', { text: 'Invalid data format', code: 6, 'invalid-event-number': 1 }],
    ['text', 'hello', { text: 'Invalid data format', code: 6, 'invalid-event-number': 0 }],
    ['fields that are none', '{"event":"a","fields":[1]}', { text: 'Error in handling indexed fields', code: 15 }],
    ['too many values', `{"event":[${'1,'.repeat(30_000)}1]}`.repeat(70), { code: 6, 'invalid-event-number': 66 }],
    ['a tower', `{"event":${'['.repeat(100)}${']'.repeat(100)}}`, { code: 6 }],
  ])('answers 400 to %s, and stores nothing', async (_what, body, expected) => {
    await door.open();
    const reply = await door.post(EVENT, body);
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.text)).toMatchObject(expected);
    expect(door.texts).toEqual([]);
  });

  it('cuts what is too long, and says so', async () => {
    await door.open({ maxMessageBytes: 1024 });
    expect(
      (await door.post(EVENT, `{"event":"${'x'.repeat(2000)}"}{"event":{"a":"${'y'.repeat(2000)}"}}`)).status,
    ).toBe(200);
    expect(door.intake.submitted.map(({ bytes, truncated, json }) => [bytes.length, truncated, json])).toEqual([
      [1024, true, undefined],
      [1024, true, undefined],
    ]);
  });

  it.each([
    ['failed', 503, 9],
    ['limited', 503, 9],
    ['stored', 200, 0],
    ['filtered', 200, 0],
  ] as const)('answers %s with %i and the code %i', async (outcome, status, code) => {
    await door.open();
    door.intake.judge = () => ({ outcome, reason: 'because' });
    const reply = await door.post(EVENT, '{"event":"a"}');
    expect([reply.status, (JSON.parse(reply.text) as { code: number }).code]).toEqual([status, code]);
    if (status === 503) expect(reply.headers.get('retry-after')).toBe('2');
  });

  it('is busy while the collector is behind', async () => {
    await door.open();
    door.intake.crowded = true;
    const reply = await door.post(EVENT, '{"event":"a"}');
    expect([reply.status, JSON.parse(reply.text)]).toMatchObject([503, { text: 'Server is busy', code: 9 }]);
    expect((await door.send('GET', '/services/collector/health')).status).toBe(503);
  });
});

describe('a key', () => {
  it.each<[Record<string, string>, number, number]>([
    [{}, 401, 2],
    [{ authorization: 'Splunk' }, 401, 3],
    [{ authorization: 'Splunk wrong' }, 403, 4],
    [{ authorization: 'Splunk lw-key' }, 200, 0],
    [{ authorization: `Basic ${Buffer.from('x:lw-key').toString('base64')}` }, 200, 0],
    [{ authorization: `Basic ${Buffer.from('x:wrong').toString('base64')}` }, 403, 4],
  ])('given as %o is answered with %i and the code %i', async (headers, status, code) => {
    await door.open({}, { requireKey: true });
    const reply = await door.post(EVENT, '{"event":"a"}', headers);
    expect([reply.status, (JSON.parse(reply.text) as { code: number }).code]).toEqual([status, code]);
    expect(door.intake.submitted.map(({ source }) => source)).toEqual(status === 200 ? ['web-shop'] : []);
  });
});

describe('the rest', () => {
  it('takes lines, and what the query says about all of them', async () => {
    await door.open();
    const reply = await door.post('/services/collector/raw/1.0?host=web1&source=nginx&time=1795199446', 'one\ntwo\n');
    expect([reply.status, JSON.parse(reply.text)]).toEqual([200, SUCCESS]);
    expect(door.texts).toEqual(['one', 'two']);
    expect(door.intake.submitted[1]?.envelope).toMatchObject({ host: 'web1', app: 'nginx', time: 1795199446000 });
    expect(JSON.parse((await door.post('/services/collector/raw', '\n')).text)).toMatchObject({ code: 5 });
  });

  it('is healthy, and has no acknowledgements', async () => {
    await door.open({}, { requireKey: true });
    const health = await door.send('GET', '/services/collector/health/1.0');
    expect([health.status, JSON.parse(health.text)]).toEqual([200, { text: 'HEC is healthy', code: 17 }]);
    expect((await door.send('OPTIONS', '/services/collector/event/1.0')).status).toBe(200); // Docker, before it starts
    const ack = await door.post('/services/collector/ack', '{"acks":[0]}', { authorization: 'Splunk lw-key' });
    expect([ack.status, JSON.parse(ack.text)]).toMatchObject([400, { text: 'ACK is disabled', code: 14 }]);
  });
});
