import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openInput } from './bytes.js';
import { previewFile } from './preview.js';

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-bytes-'));
const file = join(dir, 'upload-7');
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const text = Array.from({ length: 50_000 }, (_, index) => `${index} ${randomBytes(8).toString('hex')}\n`).join('');
const packed = gzipSync(text);

async function read(content: Buffer): Promise<{ length: number; problems: string[] }> {
  writeFileSync(file, content);
  const problems: string[] = [];
  const input = await openInput(file, { onDamage: (_, found) => problems.push(...found) });
  let length = 0;
  for await (const chunk of input.bytes) length += chunk.length;
  return { length, problems };
}

describe('a packed file', () => {
  it('is read up to where it was cut off', async () => {
    const { length, problems } = await read(packed.subarray(0, packed.length - 20));
    expect(length).toBeGreaterThan(text.length - 1_000);
    expect(problems).toEqual(['the file ends within its gzip data']);
  });

  it('is read nearly as a whole where something stands behind it', async () => {
    const { length, problems } = await read(Buffer.concat([packed, Buffer.from('garbage')]));
    expect(length).toBeGreaterThan(text.length - 40_000);
    expect(problems).toEqual(['its gzip data are damaged: incorrect header check']);
  });

  it('of which nothing can be unpacked is damaged', async () => {
    expect(await read(packed.subarray(0, 5))).toEqual({ length: 0, problems: ['the file ends within its gzip data'] });
  });

  it('that the disk does not give to its end is no damaged one', async () => {
    async function* gives(): AsyncGenerator<Buffer> {
      yield packed.subarray(0, 300_000);
      throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
    }
    const { stdin } = process;
    Object.defineProperty(process, 'stdin', { value: Readable.from(gives()), configurable: true });
    try {
      const problems: string[] = [];
      const reading = (async () => {
        const input = await openInput('-', { name: 'a.gz', onDamage: (_, found) => problems.push(...found) });
        for await (const chunk of input.bytes) expect(chunk.length).toBeGreaterThan(0);
      })();
      await expect(reading).rejects.toThrow('Cannot read a.gz: EIO');
      expect(problems).toEqual([]);
    } finally {
      Object.defineProperty(process, 'stdin', { value: stdin, configurable: true });
    }
  });

  it('fails by its name for whoever does not count the damage', async () => {
    writeFileSync(file, packed.subarray(0, 5));
    const input = openInput(file, { name: 'auth.log.gz' });
    await expect(input).rejects.toThrow('Cannot read auth.log.gz: unexpected end of file');
  });
});

const tar = Buffer.alloc(1_024);
tar.write('auth.log');
tar.write('ustar\0', 257, 'latin1');

it.each<[string, Buffer]>([
  [
    'a zip archive. Unpack it first: unzip -p logs writes what is in it to standard output.',
    Buffer.from('PK\x03\x04\x14\0'),
  ],
  ['packed with xz', Buffer.from('fd377a585a000004', 'hex')],
  ['packed with zstd', Buffer.from('28b52ffd04', 'hex')],
  ['packed with bzip2', Buffer.from('BZh91AY&SY')],
  ['a 7-Zip archive', Buffer.from('377abcaf271c0004', 'hex')],
  ['a tar archive', tar],
  ['a tar archive. Unpack it first: tar -xOf logs', gzipSync(tar)],
])('%s is not taken for lines of text', async (expected, content) => {
  writeFileSync(file, content);
  await expect(openInput(file, { name: 'logs' })).rejects.toThrow(`logs is ${expected}`);
  await expect(previewFile(file, 'logs', { dayOrder: 'mdy' })).rejects.toThrow(`logs is ${expected}`);
});
