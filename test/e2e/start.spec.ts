// Starting: what a wrong configuration, a second start or a damaged database is answered with. One line, no stack.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProgram, until } from '../helpers/program.mjs';
import { START_MS, starter } from '../helpers/starter.js';

const dir = mkdtempSync(join(tmpdir(), 'lanwarden-start-'));
let serve: Awaited<ReturnType<typeof starter>>;

beforeAll(async () => {
  serve = await starter(dir);
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('serve', { timeout: 2.5 * START_MS }, () => {
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
