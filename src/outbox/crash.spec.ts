// A process that dies between an alert and its delivery: nothing is lost, and what comes twice has the same id.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import { KILL_POINTS, type KillPoint } from '../../test/helpers/notify-until-killed.js';
import { migrateMetadata } from '../store/metadata/migrate.js';
import { coreMigrations } from '../store/metadata/migrations/index.js';
import { openMetadata } from '../store/metadata/open.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

describe('after kill -9 between a message and its delivery', () => {
  let dataDir: string;
  let server: Server;
  /** `<channel> <id>`, as they came. */
  let received: string[];
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lanwarden-outbox-crash-'));
    const db = await openMetadata(configSchema.parse({ data: { dir: dataDir } }));
    await migrateMetadata(db, [coreMigrations]);
    await db.close();
    received = [];
    server = createServer((request, response) => {
      received.push(`${String(request.headers['channel'])} ${String(request.headers['webhook-id'])}`);
      response.end('thanks');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await new Promise((resolve) => server.close(resolve));
    await rm(dataDir, { recursive: true, force: true });
  });

  it('nothing is lost, and nothing comes with another id', { timeout: 120_000 }, async () => {
    const acknowledged: string[] = [];
    for (const point of KILL_POINTS) {
      const { ids, signal } = await run(point);
      acknowledged.push(...ids);
      expect([point, signal]).toEqual([point, point === 'never' ? null : 'SIGKILL']);
      // Each process really died in the middle of its work.
      if (point !== 'never') expect(new Set(received).size).toBeLessThan(10 * (KILL_POINTS.indexOf(point) + 1));
    }
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
    const expected = acknowledged.flatMap((id) => [`a ${id}`, `b ${id}`]);
    expect(expected.filter((one) => !received.includes(one))).toEqual([]);
    // At most one message was committed in each process without being acknowledged.
    expect(new Set(received).size).toBeLessThanOrEqual(expected.length + 2 * KILL_POINTS.length);
    // What came twice did so because a process died between sending and noting it: at most what was under way.
    expect(received.length - new Set(received).size).toBeLessThanOrEqual(4 * KILL_POINTS.length);
  });

  async function run(point: KillPoint): Promise<{ ids: string[]; signal: NodeJS.Signals | null }> {
    const { port } = server.address() as AddressInfo;
    const child = spawn(
      process.execPath,
      [
        at('../../test/helpers/run-ts.mjs'),
        at('../../test/helpers/notify-until-killed.ts'),
        dataDir,
        `http://127.0.0.1:${port}/`,
        point,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_code, by) => resolve(by)));
    const ids: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) ids.push(line);
    return { ids, signal: await ended };
  }
});
