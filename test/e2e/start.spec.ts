// Starting: what a wrong configuration, a taken port, a second start or a damaged database is answered with. One line, no stack.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAIN, freePorts, startProgram, until } from '../helpers/program.mjs';

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-start-'));
const taken = createServer();
let free: Record<string, string>;

beforeAll(async () => {
  await new Promise<void>((resolve) => taken.listen(0, () => resolve()));
  const [portal, syslog, http] = await freePorts(3);
  free = {
    LANWARDEN_PORTAL__PORT: String(portal),
    LANWARDEN_LISTEN__UDP__PORT: String(syslog),
    LANWARDEN_LISTEN__TCP__PORT: String(syslog),
    LANWARDEN_LISTEN__HTTP__PORT: String(http),
    LANWARDEN_LOG__LEVEL: 'error',
  };
});

afterAll(() => {
  taken.close();
  rmSync(dir, { recursive: true, force: true });
});

/** ms. A start takes some seconds of two processors, and others may have them. */
const START_MS = 50_000;

/** @throws when it has not ended by itself */
function serve(
  env: Record<string, string>,
  data = join(dir, String(Math.random())),
): { code: number | null; text: string } {
  const run = spawnSync(process.execPath, [MAIN, 'serve'], {
    env: { ...process.env, ...free, LANWARDEN_DATA__DIR: data, ...env },
    encoding: 'utf8',
    timeout: START_MS,
  });
  if (run.error) throw run.error;
  return { code: run.status, text: run.stdout + run.stderr };
}

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
    // a collector left behind would hold the folder and its ports
    expect(serve({ LANWARDEN_PORTAL__PORT: port }, data).text).toContain('Change portal.port');
  });

  it('suggests the key that was meant', () => {
    const { code, text } = serve({ LANWARDEN_LISTEN__UPD__PORT: '1' });
    expect(code).toBe(1);
    expect(text).toContain('did you mean LANWARDEN_LISTEN__UDP__PORT?');
  });

  it('refuses a certificate that cannot be read, and says which', () => {
    const { code, text } = serve({
      LANWARDEN_LISTEN__TLS__ENABLED: 'true',
      LANWARDEN_LISTEN__TLS__CERT: '/nowhere/cert.pem',
      LANWARDEN_LISTEN__TLS__KEY: '/nowhere/key.pem',
    });
    expect(code).toBe(1);
    expect(text).toContain('/nowhere/cert.pem');
  });

  it('refuses a metadata database that is none', () => {
    const data = mkdtempSync(join(dir, 'corrupt-'));
    writeFileSync(join(data, 'metadata.sqlite'), 'this is no database, and long enough to be looked at'.repeat(100));
    const { code, text } = serve({}, data);
    expect(code).toBe(1);
    expect(text).toContain('metadata.sqlite');
  });

  it('runs in one process with collector.mode inline, and only once on a folder', async () => {
    const program = await startProgram({ LANWARDEN_COLLECTOR__MODE: 'inline' });
    try {
      expect(program.link.health().pid).toBe(program.child!.pid);
      const answer = await fetch(`http://127.0.0.1:${program.ports.http}/ingest/raw`, {
        method: 'POST',
        body: '<13>one process\n',
      });
      expect(await answer.json()).toMatchObject({ accepted: 1 });
      await until(() => program.search('process').length === 1, 20_000);
      const second = serve({}, program.dir);
      expect(second.code).toBe(1);
      expect(second.text).toContain(`process ${program.child!.pid}`);
    } finally {
      await program.dispose();
    }
  });
});
