// Refused changes in the audit log: said, and bounded.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AuditEntry } from '#src/audit/audit-log.js';
import { openAccounts } from '#src/accounts/open.js';
import { sample } from '../../../test/fixtures/modules/sample/index.js';
import { FIXTURE_MODULES, PASSWORD, startPortal, type TestPortal } from '../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';

let portal: TestPortal;
let viewer: TestBrowser;
beforeEach(async () => {
  portal = await startPortal({ modules: [sample], moduleDirs: [FIXTURE_MODULES] });
  const admin = await portal.setUp();
  await admin.open('/users/new');
  await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
  viewer = portal.browser();
  await viewer.logIn('vera', PASSWORD);
  await viewer.get('/sample');
});
afterEach(() => portal.close());

async function refused(): Promise<readonly AuditEntry[]> {
  const { audit, close } = await openAccounts(portal.config);
  const entries = (await audit.latest(100)).filter(({ outcome }) => outcome === 'failure');
  await close();
  return entries.toReversed();
}

const tryIt = async (times: number): Promise<void> => {
  for (let n = 0; n < times; n++) expect((await viewer.submit('/sample', { said: 'x' })).status).toBe(403);
};

it('names who tried what, and which permission was missing', async () => {
  await tryIt(1);
  expect(await refused()).toMatchObject([
    { actor: 'vera', action: 'sample.changed', address: '127.0.0.1', details: { refused: 'sample.write' } },
  ]);
});

it('writes one entry a minute for the same try, and afterwards how many more there were', async () => {
  await tryIt(20);
  expect(await refused()).toHaveLength(1);
  portal.clock.advance(60_000);
  await tryIt(1);
  expect((await refused()).map(({ details }) => details)).toEqual([
    { refused: 'sample.write' },
    { refused: 'sample.write', times: 19 },
    { refused: 'sample.write' },
  ]);
});

it('writes what was counted when the portal stops', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-refusals-'));
  await portal.close();
  portal = await startPortal({ modules: [sample], moduleDirs: [FIXTURE_MODULES], dir });
  const admin = await portal.setUp();
  await admin.get('/sample');
  for (let n = 0; n < 4; n++) await admin.submit('/sample', { said: 'x', _csrf: '' });
  await portal.close();
  portal = await startPortal({ dir });
  expect((await refused()).map(({ details }) => details)).toEqual([{ refused: 'csrf' }, { refused: 'csrf', times: 3 }]);
  await portal.close();
  rmSync(dir, { recursive: true, force: true });
  portal = await startPortal();
});

it('says when it was the form’s token that was missing', async () => {
  await viewer.get('/profile');
  expect((await viewer.submit('/profile/sessions/others/end', { _csrf: '' })).status).toBe(403);
  expect(await refused()).toMatchObject([{ action: 'users.sessions-ended', details: { refused: 'csrf' } }]);
});

it('does not let strangers fill the log', async () => {
  const stranger = portal.browser();
  await stranger.get('/login');
  for (let n = 0; n < 5; n++)
    expect((await stranger.submit('/login', { name: 'vera', password: 'x', _csrf: '' })).status).toBe(403);
  expect(await refused()).toEqual([]);
});
