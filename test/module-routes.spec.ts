// Every route of every module in the repo says who may call it, what is audited, and describes itself when it is API.

import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { PortalModule } from '#src/plugin/module.js';
import { startPortal } from './helpers/portal.js';

it('finds no route that breaks a rule', async () => {
  const ids = readdirSync('modules', { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== 'users',
  );
  const modules = await Promise.all(
    ids.map(async ({ name }) => ((await import(`../modules/${name}/index.ts`)) as { default: PortalModule }).default),
  );
  const portal = await startPortal({ modules });
  await portal.close();
  expect(
    portal.logged.filter((line) => line.includes('route refused') || line.includes('module could not be loaded')),
  ).toEqual([]);
});
