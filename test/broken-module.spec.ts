// A portal with a module that cannot be started.

import { expect, it } from 'vitest';
import { broken } from './fixtures/modules/broken.js';
import { sample } from './fixtures/modules/sample/index.js';
import system from '../modules/system/index.js';
import { FIXTURE_MODULES, startPortal } from './helpers/portal.js';

it('starts without it, and says on the plugins page and in the log which it is and why', async () => {
  const portal = await startPortal({ modules: [system, broken, sample], moduleDirs: [FIXTURE_MODULES] });
  try {
    const admin = await portal.setUp();
    expect((await admin.get('/sample')).status).toBe(200);
    const { text } = await admin.get('/system/plugins');
    expect(text).toContain('no room at the inn');
    expect(text).not.toContain('href="/broken"');
    expect(portal.logged.join('')).toContain('module could not be started and is off');
  } finally {
    await portal.close();
  }
});
