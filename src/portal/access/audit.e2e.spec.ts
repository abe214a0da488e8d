// What the audit log says of a change whose handler answers with a status and leaves the outcome out.

import { afterEach, beforeEach, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import type { AuditEntry } from '#src/audit/audit-log.js';
import { sample } from '../../../test/fixtures/modules/sample/index.js';
import { FIXTURE_MODULES, startPortal, type TestPortal } from '../../../test/helpers/portal.js';

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
