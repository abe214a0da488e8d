// Loki's push: JSON as Fluent Bit writes it, snappy protobuf as Promtail, Alloy and Vector do.

import protobuf from 'protobufjs';
import { compress } from 'snappyjs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Door } from './testing/door.js';

// The protocol's own definition (grafana/loki, pkg/push/push.proto), read by another implementation than ours.
const PushRequest = protobuf
  .parse(
    `syntax = "proto3";
     message Timestamp { int64 seconds = 1; int32 nanos = 2; }
     message LabelPair { string name = 1; string value = 2; }
     message Entry { Timestamp timestamp = 1; string line = 2; repeated LabelPair structuredMetadata = 3; repeated LabelPair parsed = 4; }
     message Stream { string labels = 1; repeated Entry entries = 2; uint64 hash = 3; }
     message PushRequest { repeated Stream streams = 1; string format = 2; }`,
    { keepCase: true },
  )
  .root.lookupType('PushRequest');

const PUSH = '/loki/api/v1/push';
const PROTOBUF = { 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { 'content-type': 'application/json' };
let door: Door;
beforeEach(() => void (door = new Door()));
afterEach(() => door.close());

const encoded = (streams: object[]): Buffer => compress(Buffer.from(PushRequest.encode({ streams }).finish()));
const json = (values: unknown, stream: unknown = { job: 'x' }): string =>
  JSON.stringify({ streams: [{ stream, values }] });

describe('JSON', () => {
  it('becomes lines with their labels', async () => {
    await door.open();
    const body = {
      streams: [
        { stream: { job: 'varlogs', host: 'web1', filename: '/var/log/auth.log' }, values: [['1795199446125000000', 'one'], ['1795199447000000000', 'two', { trace_id: 't1', app: 'shop' }]] },
        { stream: { unit: 'ssh.service', instance: 'web2:9100', level: 'warn' }, values: [['1795199448000000000', 'three']] },
      ],
    }; // prettier-ignore
    const reply = await door.post(PUSH, JSON.stringify(body), { ...JSON_TYPE, 'x-scope-orgid': 'tenant1' });
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect(door.texts).toEqual(['one', 'two', 'three']);
    expect(door.intake.submitted.map(({ envelope }) => envelope)).toMatchObject([
      { host: 'web1', app: undefined, time: 1795199446125, fields: { 'loki.filename': '/var/log/auth.log', 'loki.job': 'varlogs' } },
      { host: 'web1', app: 'shop', time: 1795199447000, fields: { 'loki.trace_id': 't1' } },
      { host: 'web2', app: 'sshd', severity: 4, time: 1795199448000 },
    ]); // prettier-ignore
  });

  it.each([
    ['no streams', '{}', '`streams`'],
    ['a time that is none', json([['soon', 'x']]), 'streams[0].values[0][0]'],
    [
      'a line that is none',
      json([
        ['1', 'x'],
        ['1795199446125000000', 5],
      ]),
      'streams[0].values[1][1]',
    ],
    ['labels that are none', json([], 'x'), 'streams[0].stream'],
    ['broken JSON', '{"streams":[', 'it ends too early'],
  ])('with %s is answered 400, and the field named', async (_what, body, detail) => {
    await door.open();
    const reply = await door.post(PUSH, body, JSON_TYPE);
    expect([reply.status, reply.text]).toEqual([400, expect.stringContaining(detail)]);
    expect(door.texts).toEqual([]);
  });

  it('with labels that would be stored too often is answered 413', async () => {
    await door.open();
    const values = new Array(10_000).fill(['1795199446125000000', 'x']);
    expect((await door.post(PUSH, json(values, { a: 'x'.repeat(1_000) }), JSON_TYPE)).status).toBe(204);
    const reply = await door.post(PUSH, json(values, { a: 'x'.repeat(4_000) }), JSON_TYPE);
    expect([reply.status, reply.text]).toEqual([413, expect.stringContaining('streams[0].stream')]);
  });

  it('may be gzip or snappy', async () => {
    await door.open();
    const body = Buffer.from(json([['1795199446125000000', 'x']]));
    expect((await door.post(PUSH, gzipSync(body), { ...JSON_TYPE, 'content-encoding': 'gzip' })).status).toBe(204);
    expect((await door.post(PUSH, compress(body), { ...JSON_TYPE, 'content-encoding': 'snappy' })).status).toBe(204);
    expect(door.texts).toEqual(['x', 'x']);
  });
});

describe('protobuf', () => {
  it('is what Promtail sends', async () => {
    await door.open();
    const entry = {
      timestamp: { seconds: 1795199446, nanos: 125_999_999 },
      line: 'hällo',
      structuredMetadata: [{ name: 'pod', value: 'p1' }],
    };
    const streams = [
      { labels: '{app="we\\"b\\n", host="web1", namespace="default",}', entries: [entry, { line: '' }], hash: 1 },
    ];
    expect((await door.post(PUSH, encoded(streams), PROTOBUF)).status).toBe(204);
    expect(door.texts).toEqual(['hällo', '']);
    expect(door.intake.submitted[0]?.envelope).toMatchObject({
      host: 'web1',
      app: 'we"b',
      time: 1795199446125,
      fields: { 'loki.pod': 'p1', 'loki.namespace': 'default' },
    });
    expect(door.intake.submitted[1]?.envelope?.time).toBeUndefined();
  });

  it('that says it is too long is refused before it takes memory', async () => {
    await door.open({}, { maxBodyBytes: 1_000 });
    expect((await door.post(PUSH, Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 1]), PROTOBUF)).status).toBe(413);
    expect((await door.post(PUSH, compress(Buffer.alloc(900)), PROTOBUF)).status).toBe(400);
  });

  it.each([
    ['no snappy', Buffer.from('hello')],
    ['nothing', Buffer.alloc(0)],
    ['labels that are none', encoded([{ labels: 'job', entries: [] }])],
    ['labels that are no end', encoded([{ labels: `{a="${'x'.repeat(1_100_000)}"}`, entries: [] }])],
    ['no protobuf', compress(Buffer.from([0x0a, 0x7f, 0x01]))],
  ])('with %s is answered 400', async (_what, body) => {
    await door.open();
    expect((await door.post(PUSH, body, PROTOBUF)).status).toBe(400);
  });

  it('is answered 429 and 503 when it should come again', async () => {
    await door.open();
    const body = encoded([{ labels: '{}', entries: [{ line: 'x' }] }]);
    door.intake.judge = () => ({ outcome: 'limited', reason: 'over' });
    expect((await door.post(PUSH, body, PROTOBUF)).status).toBe(429);
    door.intake.judge = () => ({ outcome: 'failed', reason: 'disk full' });
    expect((await door.post(PUSH, body, PROTOBUF)).status).toBe(503);
    door.intake.crowded = true;
    expect((await door.post(PUSH, body, PROTOBUF)).status).toBe(429);
  });
});

it('asks for a type that it knows', async () => {
  await door.open();
  expect((await door.post(PUSH, '<x/>', { 'content-type': 'text/xml' })).status).toBe(415);
});
