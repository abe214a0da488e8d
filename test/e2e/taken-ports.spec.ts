// Starting where a port is taken: one line that names it and the key to change, no stack, nothing left behind.

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectors } from '../helpers/processes.mjs';
import { START_MS, starter } from '../helpers/starter.js';

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-start-'));
const taken = createServer();
let serve: Awaited<ReturnType<typeof starter>>;

beforeAll(async () => {
  await new Promise<void>((resolve) => taken.listen(0, () => resolve()));
  serve = await starter(dir);
});

afterAll(() => {
  taken.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('serve', { timeout: 2.5 * START_MS }, () => {
  it('names a listener’s port that is in use, and the key to change', () => {
    const port = String((taken.address() as AddressInfo).port);
    const { code, text } = serve({ LANWARDEN_LISTEN__TCP__PORT: port });
    expect(code).toBe(1);
    expect(text).toContain(`TCP port ${port} is in use`);
    expect(text).toContain('listen.tcp.port');
    expect(text).not.toMatch(/^\s+at /m);
  });

  it('names the portal’s port that is in use, and leaves no collector behind', () => {
    const port = String((taken.address() as AddressInfo).port);
    const data = join(dir, 'portal-port');
    const first = serve({ LANWARDEN_PORTAL__PORT: port }, data);
    expect(first.code).toBe(1);
    expect(first.text).toContain('Change portal.port');
    expect(collectors().filter(({ words }) => words.some((word) => word.startsWith(`${data}/`)))).toEqual([]);
  });
});
