// What the audit log says of a change whose handler answers with a status and leaves the outcome out.

import { afterEach, beforeEach, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import type { AuditEntry } from '#src/audit/audit-log.js';
import { sample } from '../../../test/fixtures/modules/sample/index.js';
import { FIXTURE_MODULES, PASSWORD, startPortal, type TestPortal } from '../../../test/helpers/portal.js';

let portal: TestPortal;
beforeEach(async () => {
  portal = await startPortal({ modules: [sample], moduleDirs: [FIXTURE_MODULES] });
});
afterEach(() => portal.close());

async function entries(action: string): Promise<readonly AuditEntry[]> {
  const { audit, close } = await openAccounts(portal.config);
  const found = (await audit.latest(100)).filter((entry) => entry.action === action);
  await close();
  return found;
}

it.each([
  [200, ['success']],
  [202, ['success']],
  [403, ['failure']],
  [500, ['failure']],
  [404, []],
  [409, []],
  [422, []],
])('takes the answer %i for %j', async (status, outcomes) => {
  const admin = await portal.setUp();
  await admin.get('/sample');
  expect((await admin.submit(`/sample/answer/${status}`, {})).status).toBe(status);
  expect((await entries('sample.answered')).map(({ outcome }) => outcome)).toEqual(outcomes);
});

it('takes a change whose page cannot be made for one that was done', async () => {
  const admin = await portal.setUp();
  await admin.get('/sample');
  expect((await admin.submit('/sample/broken', {})).status).toBe(500);
  expect((await entries('sample.broken')).map(({ outcome }) => outcome)).toEqual(['success']);
});

it('counts throttled guesses by name and network, and a name that nobody has is not written down', async () => {
  const admin = await portal.setUp();
  await admin.open('/users');
  await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
  const stranger = portal.browser();
  await stranger.get('/login');
  const guess = async (name: string): Promise<number> =>
    (await stranger.submit('/login', { name, password: 'not the password' })).status;
  for (let n = 0; n < 5; n++) expect(await guess('my own password')).toBe(401);
  for (const name of ['vera', 'Vera', 'my own password', 'another password']) expect(await guess(name)).toBe(429);
  portal.clock.advance(60_000);
  expect(await guess('vera')).toBe(401);
  expect(await guess('vera')).toBe(429);
  const throttled = (await entries('users.login')).filter(({ details }) => details?.['reason'] === 'throttled');
  expect(throttled.map(({ target, details }) => [target, details?.['moreSinceLast']])).toEqual([
    ['vera', 1],
    ['(an unknown name)', undefined],
    ['vera', undefined],
  ]);
  expect(JSON.stringify(await entries('users.login'))).not.toContain('own password');
});
