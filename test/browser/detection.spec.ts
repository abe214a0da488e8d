// The newcomer's way from a log line to a message that can be trusted: channel, alert, triage, exception, own rule, delivery log.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { Window } from './chromium.js';
import { type House, startHouse } from './house.js';
import { faultsHere } from './page-faults.js';
import { type Receiver, startReceiver } from './receiver.js';
import { report, until } from '../helpers/program.mjs';

const BURGLAR = '203.0.113.66';
/** Under one second on a machine that does nothing else; the figure is reported, and judged with room for a busy one. */
const SOON_MS = 5_000;

let house: House;
let window: Window;
let page: Page;
let receiver: Receiver;
let secret: string;
let alertPath: string;

beforeAll(async () => {
  [house, receiver] = await Promise.all([startHouse(), startReceiver()]);
  window = await house.open('/channels', { as: 'admin' });
  page = window.page;
}, 90_000);

afterAll(async () => {
  await house?.close();
  await receiver?.close();
});

const press = (name: string | RegExp): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const follow = (name: string | RegExp): Promise<void> => page.getByRole('link', { name, exact: true }).click();
const told = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
const rows = (): ReturnType<Page['locator']> => page.locator('.al-table tbody tr');
const say = (app: string, text: string, host = 'den'): string =>
  `<38>1 ${new Date().toISOString()} ${host} ${app} 7 - - ${text}`;
const failed = (user: string, from: string): string =>
  say('sshd', `Failed password for ${user} from ${from} port 22 ssh2`);
const api = async <Answer>(path: string): Promise<Answer> => (await house.program.get(`/api/v1${path}`)) as Answer;
const alertsOf = async (query: string): Promise<readonly { id: string; count: number }[]> =>
  (await api<{ alerts: { id: string; count: number }[] }>(`/alerts?${query}`)).alerts;

async function sendFailures(user: string, from: string): Promise<void> {
  for (let n = 0; n < 5; n++) await house.send(failed(user, from));
}

/** Nothing hangs over the edge and nothing bars the way on what only a POST shows. */
async function expectInOrder(): Promise<void> {
  for (const width of [390, 1_280]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await faultsHere(page)).toEqual([]);
  }
}

describe('a newcomer', () => {
  it('makes a webhook, is shown its secret once, and sees that a test arrives, signed', async () => {
    await follow('Make the first channel');
    await page.getByRole('link', { name: /^Webhook/ }).click();
    await page.getByLabel('Name', { exact: true }).fill('My program');
    await page.getByLabel('Address', { exact: true }).fill('not an address');
    await press('Make the channel');
    await told('Not saved');
    await expectInOrder();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('My program');
    await page.getByLabel('Address', { exact: true }).fill(receiver.url);
    await press('Make the channel');
    secret = (await page.locator('.lw-secret').textContent())!;
    await expectInOrder();
    await follow('Done: on to My program');
    expect(await page.content()).not.toContain(secret);
    await press('Send a test');
    await told('The test was delivered');
    await expectInOrder();
    expect(receiver.verified(secret)).toMatchObject([{ body: { type: 'test' } }]);
  });

  it('sees five failed logons become an alert while the list is open, and is told of it soon, signed', async () => {
    await page.goto('/alerts');
    await page.getByRole('heading', { name: 'Nothing has been found yet' }).waitFor();
    await sendFailures('alice', BURGLAR);
    const sent = performance.now();
    const [{ body }] = (await receiver.wait(secret, ({ alert }) => alert?.rule.id === 'brute-force-address')) as [
      never,
    ];
    const tookMs = performance.now() - sent;
    report('detection.webhook', tookMs, 'ms');
    expect(body).toMatchObject({ type: 'alert.raised', alert: { entity: { src_ip: BURGLAR }, count: 5 } });
    await page.getByRole('link', { name: /^\d new alerts?: show$/ }).click();
    const row = rows().filter({ hasText: 'Brute force by address' });
    expect(await row.textContent()).toContain(BURGLAR);
    await row.locator('.al-title').click();
    await page.locator('.al-head h1').waitFor();
    alertPath = new URL(page.url()).pathname;
    expect(tookMs).toBeLessThan(SOON_MS);
  });

  it('reads why, sees its events over time, and takes it through its life', async () => {
    await page.locator('.ev-rows tbody tr').nth(4).waitFor();
    await page.locator('.lw-timeline-head').waitFor();
    expect(await page.locator('.al-why').first().textContent()).toMatch(/\d/);
    await press('Acknowledge');
    await told('Acknowledged: others see that you are at it.');
    await page.getByLabel('Comment').fill('Not one of ours.\nI ask around.');
    await press('Comment');
    await told('Your comment is kept.');
    await page.getByLabel('A false alarm').check();
    await page.getByLabel('Note').fill('our own scanner');
    await press('Close');
    await told('The alert is closed.');
    const history = await page.locator('.al-history').textContent();
    for (const part of ['acknowledged', 'I ask around.', 'our own scanner']) expect(history).toContain(part);
    await receiver.wait(secret, ({ type }) => type === 'alert.closed');
  });

  it('says "not this again" in two clicks, with a preview, and then hears no more of it', async () => {
    await follow('Not this again …');
    await told(
      /^In the last 7 days it would have hidden 5 matching events, and 1 of 1 alert would not have been raised/,
    );
    await expectInOrder();
    await press('Save the exception');
    await told('From now on this does not raise an alert.');
    const id = alertPath.split('/').at(-1)!;
    // In force within moments; what is sent before may still grow the alert.
    await until(async () => {
      await house.send(failed('carol', BURGLAR));
      const { exceptions } = await api<{ exceptions: { hits: number }[] }>('/rules/exceptions');
      return exceptions[0]!.hits > 0;
    }, 15_000);
    const { count } = await api<{ count: number }>(`/alerts/${id}`);
    await sendFailures('dave', BURGLAR);
    await receiver.wait(
      secret,
      ({ alert }) => alert?.entity['user'] === 'dave' && alert.rule.id === 'brute-force-user',
    );
    expect(await alertsOf('rule=brute-force-address&limit=10')).toMatchObject([{ id, count }]);
    await page.goto('/rules/exceptions');
    await until(async () => {
      await page.reload();
      return Number(/([\d\u202f]+) events/.exec((await page.locator('.ru-exceptions').textContent())!)?.[1]) > 5;
    }, 15_000);
  });
});

describe('a rule', () => {
  it('is made from a search with rows and words, is tried on the past, and raises', async () => {
    const opened = [1, 2, 3, 4].map((n) => say('door', `opened by guest ${n}`));
    await house.sendAndStore(opened, 'app:door opened');
    await page.goto('/events?q=app:door');
    await follow('Make a rule');
    await page.getByRole('link', { name: /^Too often/ }).click();
    expect(await page.getByLabel('Field of condition 1').inputValue()).toBe('app');
    expect(await page.getByLabel('Value of condition 1').inputValue()).toBe('door');
    await press('Add a condition');
    await page.getByLabel('Field of condition 2').fill('message');
    await page.getByLabel('Comparison of condition 2').selectOption('contains');
    await page.getByLabel('Value of condition 2').fill('opened');
    await page.getByLabel('Name', { exact: true }).fill('Door is busy');
    await page.getByLabel('How many, at least').fill('four');
    await page.getByLabel('Within', { exact: true }).fill('1');
    await page.getByLabel('Field 1 to tell alerts apart by').fill('host');
    await press('Try on the last 7 days');
    await told('Not yet: one field does not fit');
    await expectInOrder();
    await page.getByLabel('How many, at least').fill('4');
    await press('Try on the last 7 days');
    await told('In the last 7 days this would have raised 1 alert for 1 key.');
    expect(await page.getByLabel('Value of condition 2').inputValue()).toBe('opened');
    await expectInOrder();
    await press('Make the rule');
    await told('Door is busy is saved and in force.');
    await until(async () => {
      await house.send(say('door', 'opened by a burglar'));
      return (await alertsOf('rule=door-is-busy')).length > 0;
    }, 15_000);
    await receiver.wait(secret, ({ alert }) => alert?.rule.name === 'Door is busy');
  });

  it('that would be too loud is saved only when it is said to be meant so', async () => {
    const hosts = Array.from({ length: 25 }, (_, n) => say('lift', 'moved', `lift${n}`));
    await house.sendAndStore(hosts, 'app:lift');
    await page.goto('/rules/new?kind=match&q=app:lift');
    await page.getByLabel('Name', { exact: true }).fill('Lift moves');
    await page.getByLabel('Field 1 to tell alerts apart by').fill('host');
    await press('Make the rule');
    await told(
      /Not saved yet: this rule would be loud\. In the last 7 days this would have raised 25 alerts for 25 keys/,
    );
    await expectInOrder();
    expect((await api<{ rules: { rule: object }[] }>('/rules')).rules).not.toContainEqual(
      expect.objectContaining({ rule: expect.objectContaining({ id: 'lift-moves' }) }),
    );
    await page.getByLabel('It is meant so: save it anyway').check();
    await press('Make the rule');
    await told('Lift moves is saved and in force.');
  });
});

describe('the delivery log', () => {
  it('shows what was sent and answered when it was refused, and sends it again under the same id', async () => {
    receiver.refuseWith('<b>no thanks</b>');
    await sendFailures('erin', '203.0.113.99');
    const refused = await receiver.wait(secret, ({ alert }) => alert?.entity['user'] === 'erin');
    await page.goto('/channels/deliveries?state=failed');
    // Others that were refused meanwhile stand there, too.
    const ofErin = page.getByRole('link', { name: /erin/ }).first();
    await until(async () => {
      await page.reload();
      return (await ofErin.count()) > 0;
    }, 10_000);
    await ofErin.click();
    await told('refused');
    const first = await page.locator('.dl-try').first().textContent();
    for (const part of ['webhook-signature', '"user":"erin"', '400', '<b>no thanks</b>']) expect(first).toContain(part);
    receiver.refuseWith(undefined);
    await press('Send again');
    await told('It is on the way again: the same message, with the same id.');
    await told('delivered');
    const ids = (await receiver.wait(secret, ({ alert }) => alert?.entity['user'] === 'erin', refused.length + 1)).map(
      ({ id }) => id,
    );
    expect(ids.indexOf(ids.at(-1)!)).toBeLessThan(ids.length - 1);
  });
});

describe('many alerts', () => {
  it('are chosen at once and closed with a reason, and the list says that nothing is to do', async () => {
    await page.goto('/alerts');
    const count = await rows().count();
    expect(count).toBeGreaterThan(3);
    await page.getByLabel('Choose all of this page').check();
    await told(`With ${count} chosen:`);
    await page.locator('.al-close summary').click();
    await page.getByLabel('What was it?').selectOption('benign');
    await page.getByLabel('Note').fill('a day of tests');
    await press('Close the chosen ones');
    await told(`${count} alerts are closed.`);
    await page.getByRole('heading', { name: 'Nothing to do' }).waitFor();
    expect(window.complaints.filter((complaint) => !complaint.includes('Failed to load resource'))).toEqual([]);
  });
});
