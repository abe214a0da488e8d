import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeChunk, CHUNK_BYTES } from './chunk.js';
import { readEvtx } from './records.js';
import { makeEvtx, text, u32, u64, type MadeRecord, type MadeValue } from './testing/make-evtx.js';

const TIME = Date.UTC(2026, 10, 20, 10, 0, 1, 250);
const base: MadeRecord = { id: 1, code: 4625, computer: 'pc1.example.org', time: TIME };

async function read(
  file: Buffer,
  piece = file.length,
): Promise<{ events: string[]; damaged: number; problems: string[] }> {
  const events: string[] = [];
  const problems: string[] = [];
  let damaged = 0;
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < file.length; at += piece) yield file.subarray(at, at + piece);
  }
  for await (const records of readEvtx(pieces(), (count, found) => ((damaged += count), problems.push(...found))))
    events.push(...records.map(({ bytes }) => bytes.toString()));
  return { events, damaged, problems };
}

describe('an event log', () => {
  it('becomes one <Event> a record, on one line, from several chunks, in whatever pieces it comes', async () => {
    const file = makeEvtx([base, { ...base, id: 2, value: text('a<b>&"\r\n\tx') }], [{ ...base, id: 3 }]);
    const { events, damaged } = await read(file, 1_000);
    expect(damaged).toBe(0);
    expect(events).toHaveLength(3);
    expect(events[1]).toBe(
      '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Made-Provider"/>' +
        '<EventID>4625</EventID><TimeCreated SystemTime="2026-11-20T10:00:01.2500000Z"/><EventRecordID>2</EventRecordID>' +
        '<Channel>Made</Channel><Computer>pc1.example.org</Computer></System><EventData>' +
        '<Data Name="Value">a&lt;b&gt;&amp;&quot;&#13;&#10;&#9;x</Data></EventData></Event>',
    );
  });

  it.each<[string, MadeValue, string]>([
    ['an ANSI text', { type: 0x02, bytes: Buffer.from('caf\xe9\0', 'latin1') }, 'café'],
    ['a signed byte', { type: 0x03, bytes: Buffer.from([0xff]) }, '-1'],
    ['a boolean', { type: 0x0d, bytes: u32(1) }, 'true'],
    ['bytes', { type: 0x0e, bytes: Buffer.from([0x01, 0xab]) }, '01AB'],
    [
      'a GUID',
      { type: 0x0f, bytes: Buffer.from('00112233445566778899aabbccddeeff', 'hex') },
      '{33221100-5544-7766-8899-AABBCCDDEEFF}',
    ],
    ['a handle of 8 bytes', { type: 0x10, bytes: u64(0x16d8n) }, '0x16d8'],
    ['a time', { type: 0x11, bytes: u64(116_444_736_000_000_001n) }, '1970-01-01T00:00:00.0000001Z'],
    ['a SID', { type: 0x13, bytes: Buffer.from('010200000000000520000000' + '20020000', 'hex') }, 'S-1-5-32-544'],
    ['a number in hexadecimal', { type: 0x15, bytes: u64(0x8010000000000000n) }, '0x8010000000000000'],
    ['numbers', { type: 0x88, bytes: Buffer.concat([u32(1), u32(2)]) }, '1, 2'],
    ['a value that is too short for its type', { type: 0x13, bytes: Buffer.from([1, 2]) }, '0102'],
    ['a type that nobody knows', { type: 0x3f, bytes: Buffer.from([7]) }, '07'],
  ])('writes %s as Windows does', async (_what, value, expected) => {
    const { events } = await read(makeEvtx([{ ...base, value }]));
    expect(events[0]).toContain(`<Data Name="Value">${expected}</Data>`);
  });

  it('repeats an element without a name for each text of a list, and leaves out what is NULL', async () => {
    const { events } = await read(
      makeEvtx([
        { ...base, list: ['first', '', 'third'] },
        { ...base, id: 2 },
      ]),
    );
    expect(events[0]).toContain('<EventData><Data>first</Data><Data></Data><Data>third</Data></EventData>');
    expect(events[1]).toContain('<EventData></EventData></Event>');
  });

  it('reads a fragment within a record, whose elements have no dependency id', async () => {
    const { events, problems } = await read(makeEvtx([{ ...base, userData: 'deep' }]));
    expect(problems).toEqual([]);
    expect(events[0]).toContain('<UserData><Wrapper><Inner>deep</Inner></Wrapper></UserData>');
  });
});

describe('a damaged event log', () => {
  const three = [1, 2, 3].map((id) => ({ ...base, id, value: text(`value ${id}`) }));
  const recordAt = (file: Buffer, id: number): number => {
    let at = 4_096 + 512;
    for (let i = 1; i < id; i += 1) at += file.readUInt32LE(at + 4);
    return at;
  };

  it('loses the damaged record and no other', async () => {
    const file = makeEvtx(three);
    file[recordAt(file, 2) + 24 + 4] = 0x7f; // a token that does not exist
    const { events, damaged, problems } = await read(file);
    expect(events.map((event) => /value \d/.exec(event)?.[0])).toEqual(['value 1', 'value 3']);
    expect([damaged, problems[0]]).toEqual([1, expect.stringMatching(/^record 2: unknown token 0x3f/)]);
  });

  it('finds the next record behind one whose size is wrong', async () => {
    const file = makeEvtx(three);
    file.writeUInt32LE(60_000, recordAt(file, 2) + 4);
    const { events, damaged } = await read(file);
    expect(events.map((event) => /value \d/.exec(event)?.[0])).toEqual(['value 1', 'value 3']);
    expect(damaged).toBe(1);
  });

  it('goes on after a chunk without its mark, and passes over one that was never used', async () => {
    const file = makeEvtx(three, three, three);
    file.write('garbage!', 4_096, 'latin1');
    file.fill(0, 4_096 + CHUNK_BYTES, 4_096 + 2 * CHUNK_BYTES);
    const { events, damaged, problems } = await read(file);
    expect([events.length, damaged, problems]).toEqual([3, 1, ['a chunk without its mark']]);
  });

  it('keeps what a file holds that ends within a chunk', async () => {
    const file = makeEvtx(three, three);
    const { events, damaged } = await read(file.subarray(0, 4_096 + CHUNK_BYTES + recordAt(file, 3) - 4_096 + 10));
    expect([events.length, damaged >= 1]).toEqual([5, true]);
  });

  it('reads on behind the end that an outdated header says, and not into what the chunk held before', async () => {
    const file = makeEvtx(three);
    file.writeUInt32LE(recordAt(file, 3) - 4_096, 4_096 + 48);
    expect((await read(file)).events).toHaveLength(3);
    file.writeBigUInt64LE(77n, recordAt(file, 3) + 8);
    expect((await read(file)).events).toHaveLength(2);
  });

  it.each([
    [512, 0],
    [0, 1],
    [70_000, 1],
  ])('reads the records of a chunk whose header says that they end at %i', async (end, expected) => {
    const file = makeEvtx(three.map((record) => ({ ...record, id: record.id + 5_000 })));
    file.writeUInt32LE(end, 4_096 + 48);
    const { events, damaged } = await read(file);
    expect([events.length, damaged]).toEqual([3, expected]);
  });

  it('keeps a value that fills half a record', async () => {
    const [event] = (await read(makeEvtx([{ ...base, value: text('x'.repeat(30_000)) }]))).events;
    expect(event).toContain(`>${'x'.repeat(30_000)}</Data>`);
  });

  it('counts a record as damaged whose templates multiply', async () => {
    const { events, damaged, problems } = await read(nestedTemplates(12, 10));
    expect([events, damaged, problems]).toEqual([[], 1, [expect.stringMatching(/^record 1: templates that multiply/)]]);
  });

  it('counts records as damaged that share one long value', async () => {
    const hole = [0x0d, 0, 0, 0x0e, 0];
    const value = [...u32(1), 0x48, 0x71, 0x0e, 0]; // 29,000 bytes, the records behind it
    const { events, damaged } = await read(handMade([hole], 600, value));
    expect(events.length + damaged).toBe(600);
    expect(damaged).toBeGreaterThan(0);
    expect(events.join('').length).toBeLessThan(16 * 1_048_576);
  });

  it('answers, and soon, whatever the bytes are', () => {
    const chunk = makeEvtx(three).subarray(4_096);
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) % below;
    for (let i = 0; i < 1_500; i += 1) {
      const bytes = Buffer.from(chunk);
      for (let k = 0; k < 6; k += 1) bytes[512 + random(2_500)] = random(256);
      const decoded = decodeChunk(bytes);
      expect(decoded!.events.length).toBeLessThanOrEqual(3);
    }
  });
});

/** Each template but the first is so many instances of the one before it. */
function nestedTemplates(levels: number, instances: number): Buffer {
  const bodies: number[][] = [[]];
  for (let level = 1; level < levels; level += 1)
    bodies.push(Array.from({ length: instances }, () => [...instanceOf(templateAt(level - 1)), ...u32(0)]).flat());
  return handMade(bodies, 1, u32(0));
}

const instanceOf = (template: number): number[] => [0x0c, 1, ...u32(1), ...u32(template)];
const templateAt = (level: number): number => 40_000 + 200 * level;

/** A chunk of records that are instances of the last template. */
function handMade(templates: readonly (readonly number[])[], records: number, values: Iterable<number>): Buffer {
  const file = Buffer.alloc(4_096 + CHUNK_BYTES);
  file.write('ElfFile\0', 'latin1');
  const chunk = file.subarray(4_096);
  chunk.write('ElfChnk\0', 'latin1');
  for (const [level, body] of templates.entries()) {
    chunk.writeUInt32LE(body.length, templateAt(level) + 20);
    chunk.set(body, templateAt(level) + 24);
  }
  const content = [0x0f, 1, 1, 0, ...instanceOf(templateAt(templates.length - 1)), ...values];
  const size = 24 + content.length + 4;
  for (let id = 1, at = 512; id <= records; id += 1, at += size) {
    chunk.set([0x2a, 0x2a, 0, 0, ...u32(size), ...u64(BigInt(id))], at);
    chunk.set(content, at + 24);
    chunk.writeUInt32LE(size, at + size - 4);
    chunk.writeUInt32LE(at + size, 48);
  }
  return file;
}

const DATA = fileURLToPath(new URL('../../../../shared/data/evtx', import.meta.url));

describe.skipIf(!existsSync(DATA))('real event logs (shared data)', () => {
  const files = existsSync(DATA) ? readdirSync(DATA).filter((name) => name.endsWith('.evtx')) : [];

  it.each(files)('%s: every record that the chunks announce', async (name) => {
    const file = readFileSync(join(DATA, name));
    let announced = 0;
    for (let at = 4_096; at < file.length; at += CHUNK_BYTES)
      announced += Number(file.readBigUInt64LE(at + 32) - file.readBigUInt64LE(at + 24)) + 1;
    const { events, damaged } = await read(file);
    expect([events.length, damaged]).toEqual([announced, 0]);
    for (const event of events)
      expect(event).toMatch(/^<Event xmlns=[^>]*><System>.*<EventID.*<TimeCreated SystemTime="20\d\d-.*<Channel>.+<\/Channel><Computer>.+<\/Computer>.*<\/Event>$/); // prettier-ignore
  });
});
