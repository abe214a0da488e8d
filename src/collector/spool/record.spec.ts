import { describe, expect, it } from 'vitest';
import { entryAt, look, recordBytes, sequenceAt, writeRecord, type Entry } from './record.js';
import { walk } from './walk.js';

const SECRET = 0x1234_5678;
const entry = (body: string): Entry => ({
  receivedAt: 1_700_000_000_123,
  head: Buffer.from('{"t":"udp"}'),
  body: Buffer.from(body),
});

function fileOf(entries: readonly Entry[], secret = SECRET): Buffer {
  const bytes = Buffer.alloc(entries.reduce((sum, each) => sum + recordBytes(each), 0));
  let at = 0;
  for (const [i, each] of entries.entries()) at = writeRecord(bytes, at, i + 1, secret, each);
  return bytes;
}

function bodiesIn(bytes: Buffer, left = 0): { bodies: string[]; sequences: number[] } & ReturnType<typeof walk> {
  const bodies: string[] = [];
  const sequences: number[] = [];
  const walked = walk(bytes, SECRET, left, (at, end) => {
    bodies.push(entryAt(bytes, at, end).body.toString());
    sequences.push(sequenceAt(bytes, at));
  });
  return { ...walked, bodies, sequences };
}

describe('a spool record', () => {
  it('is read as it was written', () => {
    const bytes = fileOf([entry('<13>hello'), entry(''), entry('a\nb\0c')]);
    expect(bodiesIn(bytes)).toEqual({
      bodies: ['<13>hello', '', 'a\nb\0c'],
      sequences: [1, 2, 3],
      consumed: bytes.length,
      damaged: 0,
      needs: 0,
      goodEnd: bytes.length,
    });
    expect(entryAt(bytes, 0, bytes.length)).toMatchObject({ receivedAt: 1_700_000_000_123 });
  });

  it('is damaged, and costs itself alone, whichever byte of it is', () => {
    const bodies = ['first', 'second', 'third'];
    const whole = fileOf(bodies.map(entry));
    const size = recordBytes(entry('first'));
    for (let at = size; at < size + recordBytes(entry('second')); at += 1) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 1 << (at % 8);
      const { bodies: found, damaged } = bodiesIn(bytes);
      expect(found, `byte ${at}`).toEqual(['first', 'third']);
      expect(damaged, `byte ${at}`).toBe(recordBytes(entry('second')));
    }
  });

  it('is waited for where the rest of it is not read yet, and cut where there is no rest', () => {
    const whole = fileOf([entry('first'), entry('second')]);
    const first = recordBytes(entry('first'));
    for (let length = first + 1; length < whole.length; length += 1) {
      const bytes = whole.subarray(0, length);
      const waiting = bodiesIn(bytes, whole.length - length);
      expect(waiting).toMatchObject({ bodies: ['first'], consumed: first, damaged: 0 });
      expect(waiting.needs).toBeGreaterThan(length - first);
      expect(bodiesIn(bytes)).toMatchObject({ bodies: ['first'], goodEnd: first, damaged: length - first, needs: 0 });
    }
  });

  it('that somebody wrote into a message is not taken for one behind damage', () => {
    const forged = fileOf([entry('forged')], 0);
    const bytes = fileOf([entry('x'), { ...entry(''), body: forged }, entry('last')]);
    bytes[recordBytes(entry('x')) + 9]! ^= 1;
    expect(bodiesIn(bytes).bodies).toEqual(['x', 'last']);
  });

  it('of an impossible length is damage, not a reason to wait', () => {
    const bytes = fileOf([entry('x')]);
    bytes.writeUInt32BE(0xffff_ffff, 24);
    expect(look(bytes, 0, SECRET)).toEqual({ is: 'damaged' });
  });
});
