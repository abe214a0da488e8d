// Rules through real HTTP, without script: made from rows or a query, tried on the past, asked about when they are loud, switched, reset.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import { type EventPortal, startEventPortal } from '../../test/helpers/event-portal.js';
import { formFields } from '../../test/helpers/form-fields.js';
import { PASSWORD, startPortal } from '../../test/helpers/portal.js';
import type { TestBrowser } from '../../test/helpers/test-browser.js';
import { eventually } from '../../test/helpers/eventually.js';
import rules from './index.js';

const HOSTILE = '<script>alert(1)</script>';

let portal: EventPortal;
let admin: TestBrowser;

beforeEach(async () => {
  portal = await startEventPortal({ modules: [rules], config: { rules: { budgetPerDay: 3 } } });
  admin = await portal.setUp();
});
afterEach(() => portal.close());

const failed = (ip: string, times: number): Promise<string[]> =>
  portal.add(
    ...Array.from({ length: times }, () => ({
      'event.outcome': 'failure' as const,
      'source.ip': ip,
      message: 'Failed password',
    })),
  );
const fieldsOf = (html: string): Record<string, string> => formFields(html, 'rule-form');
/** The form of a new rule of this kind, as it stands on its page. */
async function blank(kind: string): Promise<Record<string, string>> {
  return fieldsOf((await admin.get(`/rules/new?kind=${kind}`)).text);
}
async function page(path: string): Promise<string> {
  const { status, text } = await admin.get(path);
  expect(status).toBe(200);
  return text;
}
const burst = { name: 'Many failed logons', 'q0.0.field': 'outcome', 'q0.0.value': 'failure' };
async function audited(): Promise<readonly string[]> {
  const { audit, close } = await openAccounts(portal.config);
  const entries = await audit.latest(20);
  await close();
  return entries.filter(({ action }) => action.startsWith('rules.')).map(({ action, target }) => `${action} ${target}`);
}

describe('a rule of one’s own', () => {
  it('is made from rows, by somebody who knows no query language', async () => {
    expect(await page('/rules/new')).toContain('5 failed logons from one address within 10 minutes');
    const form = { ...(await blank('threshold')), ...burst };
    const { status, location } = await admin.submit('/rules', form);
    expect([status, location]).toEqual([303, '/rules/many-failed-logons']);
    const html = await page('/rules/many-failed-logons');
    expect(html).toContain('5 or more events of one source address within 10 minutes.');
    expect(html).toContain('<code>outcome:failure</code>');
    expect(await page('/rules?q=failed+logons')).toContain('/rules/many-failed-logons"');
    expect(await audited()).toEqual(['rules.added Many failed logons']);
  });

  it('gets one more condition without script, and what is typed in the expert’s view wins', async () => {
    const form = { ...(await blank('match')), ...burst };
    const { text } = await admin.submit('/rules/form', { ...form, do: 'add-condition:0' });
    const grown = fieldsOf(text);
    expect(grown).toMatchObject({ 'q0.rows': '2', 'q0.0.value': 'failure', 'q0.text': 'outcome:failure' });
    const rows = { ...grown, 'q0.1.field': 'src_ip', 'q0.1.comparison': 'not-in', 'q0.1.value': '$networks' };
    await admin.submit('/rules', { ...rows, name: 'By rows' });
    expect(await page('/rules/by-rows')).toContain('<code>outcome:failure -src_ip:$networks</code>');
    await admin.submit('/rules', { ...rows, name: 'By text', 'q0.text': 'user:root OR user:admin' });
    const edit = await page('/rules/by-text/edit');
    expect(edit).toContain('Conditions in rows cannot say this query');
    expect(edit).toContain('user:root OR user:admin</textarea>');
  });

  it('made of steps may have one more, and keeps every one of them over a change', async () => {
    const { text } = await admin.submit('/rules/form', { ...(await blank('sequence')), do: 'add-step' });
    const form = {
      ...fieldsOf(text),
      name: 'Steps',
      'q0.text': 'action:a',
      'q1.text': 'action:b',
      'q2.text': 'action:c',
      'steps.2.count': '3',
      tags: 'attack.t1110 home',
      hourFrom: '22',
      hourTo: '5',
      'weekday.6': '6',
    };
    expect((await admin.submit('/rules', form)).location).toBe('/rules/steps');
    const html = await page('/rules/steps');
    expect(html).toContain('5 events of step 1, then 1 event of step 2, then 3 events of step 3 of one source address, within 10 minutes; only from 22:00 to 05:59, on Sunday.'); // prettier-ignore
    expect(html).toContain('T1110 Brute Force');
    await admin.submit('/rules/steps', fieldsOf(await page('/rules/steps/edit')));
    expect((await audited())[0]).toBe('rules.changed Steps');
    expect(await page('/rules/steps')).toContain('then 3 events of step 3 of one source address, within 10 minutes; only from 22:00'); // prettier-ignore
  });

  it('comes back with its mistakes at their fields, the place in the query, and what was typed', async () => {
    const form = { ...(await blank('threshold')), name: HOSTILE, count: 'many', window: '25', windowUnit: 'hours' };
    const { status, text } = await admin.submit('/rules', {
      ...form,
      'q0.text': 'usr:root',
      'groupBy.0': 'user',
      'groupBy.1': 'nobody',
    });
    expect(status).toBe(422);
    expect(text).toContain('<mark>u</mark>sr:root');
    expect(text).toMatch(/<strong>Character 1:<\/strong> There is no field (&#34;|")usr/);
    expect(text).toMatch(/id="hint-count">Expected a whole number/);
    expect(text).toMatch(/id="hint-window">Expected a time from 1 second to 24 hours/);
    expect([...text.matchAll(/is-invalid" name="(groupBy.\d)"/g)].map(([, name]) => name)).toEqual(['groupBy.1']);
    expect(text).toContain('value="many"');
    expect(text).toContain('usr:root</textarea>');
    expect(text).not.toContain(HOSTILE);
    for (const [, id] of text.matchAll(/<a href="#(field-\w+)">/g)) expect(text).toContain(`id="${id}"`);
    expect(await audited()).toEqual([]);
  });

  it('shows the second of two that the first was faster', async () => {
    await admin.submit('/rules', { ...(await blank('match')), ...burst });
    const opened = fieldsOf(await page('/rules/many-failed-logons/edit'));
    await admin.submit('/rules/many-failed-logons', { ...opened, name: 'First' });
    const late = await admin.submit('/rules/many-failed-logons', { ...opened, name: 'Second' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('<strong>admin</strong> changed this rule');
    expect((await admin.submit('/rules/many-failed-logons', fieldsOf(late.text))).status).toBe(303);
    expect(await page('/rules/many-failed-logons')).toContain('Second');
  });

  it('is deleted with its exceptions, and its address says so', async () => {
    await admin.submit('/rules', { ...(await blank('match')), ...burst });
    expect(await page('/rules/many-failed-logons')).toContain('Delete this rule');
    expect((await admin.submit('/rules/many-failed-logons/delete', {})).location).toBe('/rules');
    const gone = await admin.get('/rules/many-failed-logons');
    expect([gone.status, gone.text.includes('It may have been deleted')]).toEqual([404, true]);
  });
});

describe('before it is saved, a rule', () => {
  it('is tried on the last seven days', async () => {
    await failed('203.0.113.7', 7);
    await failed('203.0.113.9', 4);
    const { status, text } = await admin.submit('/rules/try', { ...(await blank('threshold')), ...burst });
    expect(status).toBe(200);
    expect(text).toContain('In the last 7 days this would have raised 1 alert for 1 key.');
    expect(text).toContain('source address 203.0.113.7');
    const href = /<a href="(\/events[^"]+)" target="_blank" rel="noopener" title="The events/.exec(text)![1]!;
    expect((await page(href.replaceAll('&amp;', '&').replaceAll('&#38;', '&'))).match(/class="ev-open"/g)).toHaveLength(
      7,
    );
    expect(text).toContain('value="Many failed logons"');
    expect(await page('/rules')).not.toContain('Many failed logons');
  });

  it('asks whether it is meant so when it would be louder than the budget', async () => {
    for (const last of [1, 2, 3, 4]) await failed(`203.0.113.${last}`, 5);
    const form = { ...(await blank('threshold')), ...burst };
    const { status, text } = await admin.submit('/rules', form);
    expect(status).toBe(422);
    expect(text).toContain('In the last 7 days this would have raised 4 alerts for 4 keys.');
    expect(text).toContain('4 alerts within 24 hours at the worst; the budget of a rule is 3 a day.');
    expect((await admin.submit('/rules', { ...form, state: 'test' })).status).toBe(303);
    const meant = await admin.submit('/rules', { ...fieldsOf(text), name: 'Meant so', anyway: 'on' });
    expect(meant.location).toBe('/rules/meant-so');
  });

  it('says when its kind cannot be tried', async () => {
    const { text } = await admin.submit('/rules/try', {
      ...(await blank('absence')),
      name: 'Backup',
      'q0.text': 'app:b',
    });
    expect(text).toMatch(/class="card-title" id="ru-trial-title">It waits for events that do not come/);
  });
});

describe('the list', () => {
  it('switches one rule and several at once, and says what cannot be found', async () => {
    await admin.submit('/rules', { ...(await blank('match')), ...burst, state: 'off', name: 'One' });
    await admin.submit('/rules', { ...(await blank('match')), ...burst, state: 'off', name: 'Two' });
    await admin.submit('/rules/one/state', { state: 'test', back: 'list' });
    expect(await page('/rules?state=test&q=one')).toContain('/rules/one"');
    const body = `_csrf=${encodeURIComponent(admin.csrf)}&id=one&id=two&state=on`;
    await admin.send('POST', '/rules/bulk', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });
    const list = await page('/rules?state=on&q=outcome');
    expect(list).toContain('No rule fits');
    const on = await page('/rules?state=on&kind=match');
    expect([on.includes('/rules/one"'), on.includes('/rules/two"')]).toEqual([true, true]);
    expect((await audited())[0]).toBe('rules.switched 2 rules');
  });

  it('names on top a rule that cannot run any more, and why', async () => {
    await portal.liveConfig.change({ 'rules.ownLists': { labs: ['web1'] } }, 'admin');
    const form = { ...(await blank('match')), name: 'Labs', 'q0.text': 'host:$labs' };
    expect((await admin.submit('/rules', form)).status).toBe(303);
    await portal.liveConfig.change({ 'rules.ownLists': undefined }, 'admin');
    await expect.poll(async () => page('/rules')).toMatch(/Labs<\/a> cannot run, and raises nothing: There is no list/);
    expect(await page('/rules/labs')).toContain('There is no list');
  });

  it('lets a viewer look, and nothing else', async () => {
    await admin.submit('/rules', { ...(await blank('match')), ...burst });
    await admin.open('/users');
    await admin.submit('/users', { name: 'vera', password: PASSWORD, role: 'viewer' });
    const viewer = portal.browser();
    await viewer.logIn('vera', PASSWORD);
    const html = (await viewer.get('/rules')).text;
    expect(html).not.toMatch(/ru-bulk|ru-switch|New rule/);
    expect((await viewer.get('/rules/many-failed-logons')).text).not.toMatch(/Delete this rule|\/edit"/);
    expect((await viewer.get('/rules/new')).status).toBe(403);
    for (const path of ['/rules', '/rules/try', '/rules/bulk', '/rules/many-failed-logons/delete', '/rules/exceptions'])
      expect((await viewer.submit(path, {})).status).toBe(403);
  });
});

it('one who saves many rules at once waits in turn for their trials, like one who asks for them', async () => {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const store = {
    scan: async function* () {},
    segments: () => gate.then(() => []),
  };
  const busy = await startPortal({ modules: [rules], store });
  try {
    const browser = await busy.setUp();
    const form = { ...fieldsOf((await browser.get('/rules/new?kind=threshold')).text), ...burst };
    const statuses: number[] = [];
    const saving = Array.from({ length: 30 }, async (_, n) => {
      const { status } = await browser.submit('/rules', { ...form, name: `Rule ${n}` });
      statuses.push(status);
    });
    // Two are tried and twenty wait; the others hear so at once.
    await eventually(() => expect(statuses).toEqual(Array(8).fill(429)));
    open();
    await Promise.all(saving);
    expect(statuses.slice(8)).toEqual(Array(22).fill(303));
  } finally {
    open();
    await busy.close();
  }
});
