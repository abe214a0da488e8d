// OTLP/HTTP logs, JSON and protobuf, as the Collector, the SDKs and Fluent Bit export them.

import protobuf from 'protobufjs';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Door } from './testing/door.js';

// opentelemetry-proto logs v1, read by another implementation than ours.
const { root } = protobuf.parse(
  `syntax = "proto3";
   message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
     ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; } }
   message ArrayValue { repeated AnyValue values = 1; }
   message KeyValueList { repeated KeyValue values = 1; }
   message KeyValue { string key = 1; AnyValue value = 2; }
   message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
   message Scope { string name = 1; string version = 2; }
   message LogRecord { fixed64 time_unix_nano = 1; fixed64 observed_time_unix_nano = 11; int32 severity_number = 2; string severity_text = 3;
     AnyValue body = 5; repeated KeyValue attributes = 6; uint32 dropped_attributes_count = 7; fixed32 flags = 8;
     bytes trace_id = 9; bytes span_id = 10; string event_name = 12; }
   message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; string schema_url = 3; }
   message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; string schema_url = 3; }
   message Request { repeated ResourceLogs resource_logs = 1; }
   message PartialSuccess { int64 rejected_log_records = 1; string error_message = 2; }
   message Response { PartialSuccess partial_success = 1; }
   message Status { int32 code = 1; string message = 2; }`,
);
const encode = (request: object): Buffer => {
  const type = root.lookupType('Request');
  return Buffer.from(type.encode(type.fromObject(request)).finish());
};

const LOGS = '/v1/logs';
const JSON_TYPE = { 'content-type': 'application/json' };
const PROTOBUF = { 'content-type': 'application/x-protobuf' };
let door: Door;
beforeEach(() => void (door = new Door()));
afterEach(() => door.close());

const attribute = (key: string, stringValue: string): object => ({ key, value: { stringValue } });
const request = (...logRecords: object[]): object => ({
  resourceLogs: [
    {
      resource: { attributes: [attribute('service.name', 'checkout'), attribute('host.name', 'node1')] },
      scopeLogs: [{ scope: { name: 'my.library' }, logRecords }],
    },
  ],
});
const RECORD = {
  timeUnixNano: '1795199446125000001',
  observedTimeUnixNano: '1795199447000000000',
  severityNumber: 13,
  severityText: 'Warning',
  eventName: 'login',
  body: { stringValue: 'user <alice> logged in' },
  attributes: [
    attribute('user.name', 'alice'),
    attribute('source.address', '192.0.2.7'),
    { key: 'http.response.status_code', value: { intValue: '200' } },
    { key: 'flag', value: { boolValue: true } },
    { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: 'b' }] } } },
    { key: 'nested', value: { kvlistValue: { values: [{ key: 'n', value: { doubleValue: 1.5 } }] } } },
  ],
};
const IDS = { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' };
const ENVELOPE = {
  kind: 'otel',
  host: 'node1',
  app: 'checkout',
  severity: 4,
  time: 1795199446125,
  fields: {
    'user.name': 'alice',
    'source.address': '192.0.2.7',
    'http.response.status_code': 200,
    'otel.flag': true,
    'otel.list': ['a', 'b'],
    'nested.n': 1.5,
    'trace.id': IDS.traceId,
    'span.id': IDS.spanId,
    'otel.scope.name': 'my.library',
    'otel.event_name': 'login',
  },
};

it('takes JSON', async () => {
  await door.open();
  const reply = await door.post(LOGS, gzipSync(JSON.stringify(request({ ...RECORD, ...IDS }))), {
    ...JSON_TYPE,
    'content-encoding': 'gzip',
  });
  expect([reply.status, reply.text, reply.headers.get('content-type')]).toEqual([200, '{}', 'application/json']);
  expect(door.texts).toEqual(['user <alice> logged in']);
  expect(door.intake.submitted[0]?.envelope).toMatchObject(ENVELOPE);
});

it('takes protobuf, and answers in it', async () => {
  await door.open();
  const ids = {
    traceId: Buffer.from(IDS.traceId, 'hex').toString('base64'),
    spanId: Buffer.from(IDS.spanId, 'hex').toString('base64'),
  };
  const reply = await door.post(LOGS, encode(request({ ...RECORD, ...ids })), PROTOBUF);
  expect([reply.status, reply.bytes.length, reply.headers.get('content-type')]).toEqual([
    200,
    0,
    'application/x-protobuf',
  ]);
  expect(door.intake.submitted[0]?.envelope).toMatchObject(ENVELOPE);
});

it.each([
  [
    'an object',
    { kvlistValue: { values: [attribute('msg', 'hi'), { key: 'n', value: { intValue: '9007199254740993' } }] } },
    '{"msg":"hi","n":"9007199254740993"}',
  ],
  ['a list', { arrayValue: { values: [{ intValue: 1 }, { boolValue: false }] } }, '[1,false]'],
  ['bytes', { bytesValue: 'AAEC' }, 'AAEC'],
  ['nothing, so the attributes count', undefined, '{"a":"b"}'],
])('reads a body that is %s, in both encodings', async (_what, body, expected) => {
  await door.open();
  const record = { ...(body && { body }), attributes: [attribute('a', 'b')] };
  await door.post(LOGS, JSON.stringify(request(record)), JSON_TYPE);
  await door.post(LOGS, encode(request(record)), PROTOBUF);
  expect(door.texts).toEqual([expected, expected]);
});

it.each([
  [
    [1, 5, 8, 9, 10, 13, 17, 18, 19, 21, 24],
    [7, 7, 7, 6, 5, 4, 3, 2, 1, 0, 0],
  ],
  [
    [0, 25, 'SEVERITY_NUMBER_ERROR'],
    [undefined, undefined, 3],
  ],
])('reads the severities %j', async (numbers, expected) => {
  await door.open();
  const records = numbers.map((severityNumber) => ({ severityNumber, body: { stringValue: 'x' } }));
  await door.post(LOGS, JSON.stringify(request(...records)), JSON_TYPE);
  expect(door.intake.submitted.map(({ envelope }) => envelope?.severity)).toEqual(expected);
});

it('uses the time at which it was seen where there is no other, and the text of a severity without a number', async () => {
  await door.open();
  const record = {
    timeUnixNano: '0',
    observedTimeUnixNano: 1795199447000000000,
    severityText: 'ERROR',
    body: { stringValue: 'x' },
  };
  await door.post(LOGS, JSON.stringify(request(record)), JSON_TYPE);
  expect(door.intake.submitted[0]?.envelope).toMatchObject({ time: 1795199447000, severity: 3 });
});

it('tells in both encodings what it could not take', async () => {
  await door.open();
  const body = request({ body: { stringValue: 'x' } }, {});
  const json = await door.post(LOGS, JSON.stringify(body), JSON_TYPE);
  const partial = {
    rejectedLogRecords: '1',
    errorMessage: expect.stringContaining('logRecords[1] has neither body nor attributes') as string,
  };
  expect([json.status, JSON.parse(json.text)]).toEqual([200, { partialSuccess: partial }]);
  const binary = await door.post(LOGS, encode(body), PROTOBUF);
  expect(root.lookupType('Response').decode(binary.bytes).toJSON()).toEqual({ partialSuccess: partial });
  expect(door.intake.dropped).toBe(2);
});

it.each([
  ['JSON that is broken', '{', JSON_TYPE, 400, 3],
  ['a list', '[]', JSON_TYPE, 400, 3],
  ['a record that is none', JSON.stringify(request('x' as never)), JSON_TYPE, 400, 3],
  ['protobuf that is broken', Buffer.from([0x0a, 0xff]), PROTOBUF, 400, 3],
  ['protobuf that nests without end', nested(200), PROTOBUF, 400, 3],
  ['a key that nobody knows', '{}', { ...JSON_TYPE, authorization: 'Bearer wrong' }, 401, 16],
  ['another type', 'x', { 'content-type': 'text/plain' }, 415, 3],
])('refuses %s', async (_what, body, headers, status, code) => {
  await door.open();
  const reply = await door.post(LOGS, body, headers as Record<string, string>);
  const isBinary = reply.headers.get('content-type') === 'application/x-protobuf';
  const said = (isBinary ? root.lookupType('Status').decode(reply.bytes).toJSON() : JSON.parse(reply.text)) as object;
  expect([reply.status, said]).toMatchObject([status, { code, message: expect.stringMatching(/\S/) as string }]);
});

it('refuses JSON that holds more values than a batch has', async () => {
  await door.open();
  const reply = await door.post(LOGS, `{"x":[${'1,'.repeat(2_000_000)}1]}`, JSON_TYPE);
  expect([reply.status, reply.text]).toEqual([400, expect.stringContaining('more than 2000000 values')]);
});

it.each(['checkout', 'my.library'])(
  'refuses a resource or a scope that would be stored too often (%s)',
  async (word) => {
    await door.open();
    const records = new Array(10_000).fill({ body: { stringValue: 'x' } }) as object[];
    const body = JSON.stringify(request(...records)).replace(word, 'x'.repeat(5_000));
    const reply = await door.post(LOGS, body, JSON_TYPE);
    expect([reply.status, reply.text]).toEqual([400, expect.stringContaining('Resource and scope of resourceLogs[0]')]);
    expect(door.texts).toEqual([]);
  },
);

it('asks to come again later', async () => {
  await door.open();
  door.intake.judge = () => ({ outcome: 'failed', reason: 'disk full' });
  const reply = await door.post(LOGS, JSON.stringify(request(RECORD)), JSON_TYPE);
  expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '2']);
  door.intake.crowded = true;
  expect((await door.post(LOGS, '{}', JSON_TYPE)).status).toBe(429);
});

it('takes an empty request', async () => {
  await door.open();
  expect((await door.post(LOGS, '{"resourceLogs":[]}', JSON_TYPE)).text).toBe('{}');
});

/** A body of arrays in arrays, by hand: protobufjs refuses to write it. */
function nested(levels: number): Buffer {
  const field = (number: number, inner: Buffer): Buffer => {
    const length = inner.length < 128 ? [inner.length] : [(inner.length & 0x7f) | 0x80, inner.length >> 7];
    return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), inner]);
  };
  let value = field(1, Buffer.from('x'));
  for (let level = 0; level < levels; level++) value = field(5, field(1, value));
  return field(1, field(2, field(2, field(5, value))));
}
