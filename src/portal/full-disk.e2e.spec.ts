// A metadata database that takes no more: what is stored stays readable, by people and by programs; changes say what to do.

import { Module } from '@nestjs/common';
import type { Sequelize } from 'sequelize';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import { definePortalModule } from '#src/plugin/module.js';
import { sample } from '../../test/fixtures/modules/sample/index.js';
import { FIXTURE_MODULES, PASSWORD, startPortal, type TestPortal } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import { DB } from './deps.js';

let db: Sequelize;

class TakerModule {}
Module({ providers: [{ provide: 'taker', inject: [DB], useFactory: (given: Sequelize) => (db = given) }] })(
  TakerModule,
);

const taker = definePortalModule({
  id: 'taker',
  title: 'Takes the database of the portal',
  contract: '^1.0.0',
  portal: async () => TakerModule,
});

let portal: TestPortal;
let admin: TestBrowser;
let token: string;
beforeEach(async () => {
  portal = await startPortal({ modules: [sample, taker], moduleDirs: [FIXTURE_MODULES] });
  admin = await portal.setUp();
  await admin.open('/users/new');
  const { tokens, close } = await openAccounts(portal.config);
  token = (await tokens.create({ name: 'backup', role: 'admin', createdBy: 'admin' })).secret;
  await close();
  portal.clock.advance(120_000);
  await db.query('PRAGMA query_only = ON');
});
afterEach(async () => {
  await db.query('PRAGMA query_only = OFF');
  await portal.close();
});

it('shows pages and answers programs', async () => {
  expect((await admin.get('/sample')).status).toBe(200);
  const answer = await portal.browser().get('/api/v1/sample/7', { authorization: `Bearer ${token}` });
  expect(answer.status).toBe(200);
  expect(portal.logged.filter((line) => line.includes('going on without it'))).toHaveLength(1);
});

it('refuses changes with a 503 that says what to do', async () => {
  const fields = { name: 'vera', password: PASSWORD, role: 'viewer' };
  const { status, text } = await admin.submit('/users', fields);
  expect([status, text.includes('does not take this now')]).toEqual([503, true]);
});
