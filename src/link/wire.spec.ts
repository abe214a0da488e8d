import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMessages, socketPath } from './wire.js';

async function pair(): Promise<{ client: Socket; server: Socket; close(): void }> {
  const path = join(mkdtempSync(join(tmpdir(), 'lanwarden-wire-')), 's');
  const listener = createServer().listen(path);
  await once(listener, 'listening');
  const client = connect(path);
  const [server] = (await once(listener, 'connection')) as [Socket];
  return { client, server, close: () => (client.destroy(), server.destroy(), void listener.close()) };
}

describe('the link’s wire', () => {
  it('takes messages apart however they were cut, also inside a character', async () => {
    const { client, server, close } = await pair();
    const got: unknown[] = [];
    readMessages(server, (message) => got.push(message));
    const bytes = Buffer.from('{"t":"ä"}\n{"t":2}\n');
    for (const byte of bytes) {
      client.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    client.end();
    await once(server, 'end');
    expect(got).toEqual([{ t: 'ä' }, { t: 2 }]);
    close();
  });

  it.each(['null\n', '7\n', 'not JSON\n'])('ends a connection that says %j, and nothing else', async (text) => {
    const { client, server, close } = await pair();
    readMessages(server, () => expect.unreachable());
    server.on('error', () => undefined);
    const closed = new Promise((resolve) => server.on('close', resolve));
    client.write(text);
    await closed;
    close();
  });

  it('keeps its socket in a folder of its own when data.dir is too long a path, and trusts no other', () => {
    const long = join(tmpdir(), `lanwarden-${'x'.repeat(120)}`);
    const folder = dirname(socketPath(long));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    chmodSync(folder, 0o777);
    expect(() => socketPath(long)).toThrow('Choose a shorter data.dir');
    rmSync(folder, { recursive: true });
  });
});
