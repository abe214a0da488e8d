// What the form of a rule offers and says without being asked: words for values, what a kind needs, hours that are half chosen.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import { type EventPortal, startEventPortal } from '../../../test/helpers/event-portal.js';
import { formFields } from '../../../test/helpers/form-fields.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';
import rules from '../index.js';

const HOSTILE = '"><script>alert(1)</script>';

let portal: EventPortal;
let admin: TestBrowser;
beforeAll(async () => {
  portal = await startEventPortal({ modules: [rules], config: { sources: [{ name: 'nas "1"' }] } });
  admin = await portal.setUp();
  await portal.add(
    { 'host.name': 'web1', 'event.action': 'logged_in', 'user.name': 'alice' },
    { 'host.name': 'web1', 'event.action': 'ssh_login' },
    { 'host.name': HOSTILE },
    { 'host.name': 'web\u202e2' },
  );
});
afterAll(() => portal.close());

const page = async (path: string): Promise<string> => (await admin.get(path)).text;
const optionsIn = (html: string): readonly (readonly string[])[] =>
  [...html.matchAll(/<option value="([^"]*)">([^<]*)<\/option>/g)].map(([, value, says]) => [value!, says!]);
const valuesOf = async (field: string): Promise<readonly (readonly string[])[]> =>
  optionsIn(await page(`/rules/form/values?${new URLSearchParams({ field })}`));

describe('values', () => {
  it('are suggested without script, each with its meaning or its field', async () => {
    const html = await page('/rules/new?kind=match');
    expect(html).toMatch(/name="q0\.0\.value"[^>]* list="ru-values"/);
    const options = optionsIn(/<datalist id="ru-values">(.*?)<\/datalist>/s.exec(html)![1]!);
    for (const expected of [
      ['ssh_login', 'action: A logon over SSH was accepted or failed; outcome tells which.'],
      ['failure', 'outcome'],
      ['authentication', 'category'],
      ['5', 'level: critical'],
      ['windows', 'family'],
      ['nas &#34;1&#34;', 'source'],
      ['$networks', 'a list of the settings'],
    ])
      expect(options).toContainEqual(expected);
  });

  it('of one field are its words, then what is stored', async () => {
    const actions = await valuesOf('action');
    expect(actions[0]).toEqual(['user_created', 'An account was created.']);
    expect(actions.at(-1)).toEqual(['logged_in', '']);
    expect(actions.filter(([value]) => value === 'ssh_login')).toHaveLength(1);
    expect(await valuesOf('event.outcome')).toEqual([['success', ''], ['failure', ''], ['unknown', '']]); // prettier-ignore
    expect(await valuesOf('nonsense')).toEqual([]);
    // Not a field with few values: to count them would be a search through everything.
    expect(await valuesOf('user')).toEqual([]);
  });

  it('that a log made up are text, and left out where they cannot be seen', async () => {
    expect((await valuesOf('host')).map(([value]) => value)).toEqual(
      expect.arrayContaining(['web1', '&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;']),
    );
    expect(await page('/rules/form/values?field=host')).not.toContain('\u202e');
  });

  it('of stored events are for those who may read them', async () => {
    const { tokens, close } = await openAccounts(portal.config);
    const { secret } = await tokens.create({
      name: 'rules',
      role: 'admin',
      createdBy: 'test',
      scopes: ['rules.write'],
    });
    await close();
    const answer = await fetch(`${portal.url}/rules/form/values?field=host`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(await answer.text()).not.toContain('web1');
  });
});

it('a kind that waits for baselines says so on its card and its form, and no other does', async () => {
  const needs = 'No event has a score yet';
  expect((await page('/rules/new')).split(needs)).toHaveLength(2);
  expect(await page('/rules/new?kind=anomaly')).toContain(needs);
  expect(await page('/rules/new?kind=rate')).not.toContain(needs);
  await portal.add({ 'user.name': 'alice', 'event.risk_score': 12 });
  portal.clock.advance(61_000);
  expect(await page('/rules/new')).not.toContain(needs);
  expect(await page('/rules/new?kind=anomaly')).not.toContain(needs);
});

it.each([
  ['22', ''],
  ['', '5'],
])('hours from "%s" to "%s" are half chosen: that is a mistake, and nothing is made up', async (hourFrom, hourTo) => {
  const form = { ...formFields(await page('/rules/new?kind=match'), 'rule-form'), name: 'Half', 'q0.text': 'user:x' };
  const { status, text } = await admin.submit('/rules', { ...form, hourFrom, hourTo });
  expect(status).toBe(422);
  expect(text).toContain('Choose both hours, from and to, or neither.');
  expect(formFields(text, 'rule-form')).toMatchObject({ hourFrom, hourTo });
  expect((await admin.submit('/rules', { ...form, hourFrom: '', hourTo: '' })).status).toBe(303);
  await admin.submit('/rules/half/delete', {});
});
