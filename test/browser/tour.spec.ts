// The newcomer's tour: from the set-up link to a house that is named, watched and shared, in one browser and in this order.

import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { Window } from './chromium.js';
import { type House, PASSWORD, startHouse } from './house.js';
import { BY_ADDRESS, findRooms } from './rooms.js';
import { report, until } from '../helpers/program.mjs';

let house: House;
let window: Window;
let page: Page;
let viewer: Window;
/** What the admin's phone and drawer keep. */
const kept = { totpSecret: '', usedCode: '', recovery: ['', ''] };

beforeAll(async () => {
  house = await startHouse([], { LANWARDEN_LOG__LEVEL: 'info' });
  window = await house.open('/');
  page = window.page;
}, 90_000);

afterAll(() => house?.close());

/** A step of the tour; how long it took is said, not judged. */
function step(sentence: string, walk: () => Promise<void>): void {
  it(sentence, async () => {
    const began = performance.now();
    await walk();
    report('tour.step', (performance.now() - began) / 1_000, 's', { step: sentence });
  });
}

const button = (name: string | RegExp): ReturnType<Page['locator']> => page.getByRole('button', { name, exact: true });
const room = (name: string): ReturnType<Page['locator']> =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });
const rows = (): ReturnType<Page['locator']> => page.locator('.ev-rows tbody tr');
const syslog = (app: string, text: string): string => `<38>1 ${new Date().toISOString()} den ${app} 7 - - ${text}`;

/** Loads the page again until `found` is on it: what a person does who waits for something to arrive. */
async function lookUntil(path: string, found: () => ReturnType<Page['locator']>): Promise<void> {
  await until(async () => {
    await page.goto(path);
    return (await found().count()) > 0;
  }, 20_000);
}

async function password(name: string, on: Page = page): Promise<void> {
  await on.getByLabel('Name').fill(name);
  await on.getByLabel('Password').fill(PASSWORD);
  await on.getByRole('button', { name: 'Log in' }).click();
}

/** The code of the step after the one that was used: each is good once, and the next is taken half a minute early. */
function nextCode(): string {
  const epoch = Math.floor(Date.now() / 1_000);
  const codes = [0, 30].map((later) => generateSync({ secret: kept.totpSecret, epoch: epoch + later }));
  return codes.find((code) => code !== kept.usedCode)!;
}

describe('a newcomer', () => {
  step('opens the set-up link of the log and makes the first account', async () => {
    const link = /http\S+\/setup\?token=[\w-]+/.exec(house.program.output)![0];
    await page.goto(new URL(link).pathname + new URL(link).search);
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByLabel('Once more').fill(PASSWORD);
    await button('Make the account').click();
    await page.getByText('Welcome, admin. This account is an admin.').waitFor();
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
    await page.getByRole('heading', { name: 'No events yet' }).waitFor();
  });

  step('finds the device that sends among the new senders, and approves it under a name', async () => {
    await house.sendAndStore([syslog('app', 'hello from the den')], 'hello');
    await room('Sources').click();
    await lookUntil('/sources', () => page.getByRole('link', { name: 'Approve 127.0.0.1' }));
    await page.getByRole('link', { name: 'Approve 127.0.0.1' }).click();
    expect(await page.getByLabel('Sender addresses').inputValue()).toBe('127.0.0.1');
    await page.getByLabel('Name', { exact: true }).fill('Box in the den');
    await button('Make the source').click();
    await page.getByText('Box in the den is a source now.').waitFor();
    const events = new URL((await page.getByRole('link', { name: 'Its events' }).getAttribute('href'))!, page.url());
    // In force within moments: until then messages come under the address.
    await until(async () => {
      await house.send(syslog('app', 'now under its name'));
      await page.goto(events.pathname + events.search);
      return (await rows().filter({ hasText: 'now under its name' }).count()) > 0;
    }, 20_000);
    await page.goto('/sources');
    await page.getByRole('heading', { name: 'No new senders' }).waitFor();
    await page.getByRole('link', { name: 'Box in the den' }).click();
  });

  step('makes an API key for it, sees it once, and sends with it over HTTP', async () => {
    await button('Make a key').click();
    const key = await page.locator('.lw-secret').textContent();
    await page.getByRole('link', { name: 'Done: back to Box in the den' }).click();
    expect(await page.content()).not.toContain(key);
    const ingest = `http://127.0.0.1:${house.program.ports.http}/ingest/raw`;
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'text/plain' };
    await until(
      async () => (await fetch(ingest, { method: 'POST', headers, body: syslog('app', 'parcel by http') })).ok,
      10_000,
    );
    const stranger = { ...headers, authorization: 'Bearer not-a-key' };
    expect((await fetch(ingest, { method: 'POST', headers: stranger, body: 'x' })).status).toBe(401);
  });

  step('finds its event by a search, and on its page the source that it came from', async () => {
    await lookUntil('/events?q=parcel', rows);
    expect(await rows().count()).toBe(1);
    await page.locator('.ev-open').click();
    await page.getByRole('heading', { name: 'parcel by http' }).waitFor();
    expect(await page.locator('.ev-groups').textContent()).toContain('Box in the den');
  });

  step('saves that search, pins it, and sees its number on the dashboard', async () => {
    await page.goto('/events?q=parcel');
    await page.locator('.ev-save summary').click();
    await page.getByLabel('Name of this search').fill('Parcels');
    await page.getByLabel('Pin to the dashboard').check();
    await page.locator('.ev-save').getByRole('button', { name: 'Save' }).click();
    await page
      .getByText(/Parcels/)
      .first()
      .waitFor();
    await room('Dashboard').click();
    const card = page.getByRole('region', { name: 'Parcels' });
    await card.getByRole('link', { name: '1 event', exact: true }).click();
    await page.waitForURL((url) => url.searchParams.get('q') === 'parcel');
    await rows().filter({ hasText: 'parcel by http' }).waitFor();
  });

  step('tries a message, sees each step and field of it, and nothing is stored', async () => {
    await page.goto('/sources/try');
    const line = syslog('sshd', 'Failed password for mallory from 203.0.113.9 port 22 ssh2');
    await page.getByRole('textbox', { name: 'Message' }).fill(line);
    await page.getByLabel('Sender’s address').fill('127.0.0.1');
    await button('Try it').click();
    const result = page.getByRole('region', { name: 'What becomes of it' });
    await result.getByText('It is stored.').waitFor();
    const steps = await result.getByRole('heading', { level: 3 }).allTextContents();
    expect(steps).toEqual(expect.arrayContaining(['Framing', 'Header', 'Source', 'Time', 'Parsers', 'Fields']));
    const said = (await result.textContent())!;
    for (const part of ['Box in the den', 'linux-auth', 'user.name', 'mallory', '203.0.113.9'])
      expect(said).toContain(part);
    await house.sendAndStore([syslog('app', 'after the trial')], '"after the trial"');
    expect(await house.program.get('/api/v1/events/count?q=mallory')).toMatchObject({ count: 0 });
  });
});

/** What a viewer may send: how this browser looks, the own account, own searches, and a trial, which changes nothing. */
const THEIR_OWN = /^\/(theme|logout|profile(\/.*)?|events\/saved(\/.*)?|sources\/try)$/;

describe('an invited viewer', () => {
  step('comes by the link, sets a password, and lands on the dashboard', async () => {
    await page.goto('/users');
    const form = page.locator('form[action="/users/invites"]');
    await form.getByLabel('Name').fill('vera');
    await form.getByLabel('Role').selectOption('viewer');
    await form.getByRole('button', { name: 'Make the link' }).click();
    const link = new URL((await page.locator('#invite-link').textContent())!.trim());
    viewer = await house.open(link.pathname + link.search);
    await viewer.page.getByRole('heading', { name: 'Welcome, vera' }).waitFor();
    await viewer.page.getByLabel('New password').fill(PASSWORD);
    await viewer.page.getByLabel('Once more').fill(PASSWORD);
    await viewer.page.getByRole('button', { name: 'Make my account' }).click();
    await viewer.page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  });

  step('sees dashboard and events, and on no page anything that changes the house', async () => {
    await viewer.page
      .getByRole('region', { name: /Events/ })
      .first()
      .waitFor();
    await viewer.page.goto('/events?q=parcel');
    await viewer.page.locator('.ev-rows').getByText('parcel by http').waitFor();
    const changing = new Set<string>();
    const closed: string[] = [];
    const rooms = await findRooms(viewer.page, async (on, path) => {
      if ((await on.getByText('Your role (viewer) may not do this').count()) > 0) closed.push(path);
      const forms = on.locator('form[method="post"]:not(:has(> fieldset[disabled])), [hx-post], [hx-put], [hx-delete]');
      for (const address of await forms.evaluateAll((all) =>
        all.map((each) => each.getAttribute('action') ?? each.getAttribute('hx-post') ?? ''),
      ))
        if (!THEIR_OWN.test(address)) changing.add(`${path}: ${address}`);
    });
    expect(rooms).toEqual(
      expect.arrayContaining(['/dashboard', '/sources', '/inbox', '/system/plugins', '/entities', '/alerts', '/rules']),
    );
    expect([...changing]).toEqual([]);
    expect(closed.filter((path) => !BY_ADDRESS.includes(path))).toEqual([]); // no link leads to what is refused
  });

  step('is refused the pages of an admin, with a way back', async () => {
    const closed = [
      '/users',
      '/users/new',
      '/users/tokens',
      '/audit',
      '/system/configuration',
      '/sources/new',
      '/rules/new',
      '/channels',
    ];
    for (const path of closed) {
      const answer = await viewer.page.goto(path);
      expect([path, answer!.status()]).toEqual([path, 403]);
      await viewer.page.getByText('Your role (viewer) may not do this').waitFor();
    }
    await viewer.page.getByRole('link', { name: 'Back to the start' }).click();
    await viewer.page.getByRole('heading', { name: 'Dashboard' }).waitFor();
    await viewer.close();
  });
});

describe('the admin', () => {
  step('turns the second factor on with the key that is shown', async () => {
    await page.goto('/profile');
    await page.locator('summary', { hasText: 'Set up' }).click();
    await page.getByLabel('Your password').fill(PASSWORD);
    await button('Go on').click();
    kept.totpSecret = (await page.locator('#totp-secret').textContent())!.replaceAll(/\s/g, '');
    kept.usedCode = nextCode();
    await page.getByLabel('Code').fill(kept.usedCode);
    await button('Switch on').click();
    const codes = (await page.locator('#recovery-codes').textContent())!.trim().split('\n');
    expect(codes).toHaveLength(10);
    kept.recovery = codes.slice(0, 2);
    await page.getByRole('link', { name: 'I have kept them' }).click();
    await page.getByText('10 of 10 recovery codes are left').waitFor();
  });

  step('logs out, and gets in again with password and code, not with the password alone', async () => {
    await button('Log out').click();
    await page.goto('/system/plugins');
    await password('admin');
    await page.getByRole('heading', { name: 'Second step' }).waitFor();
    await page.getByLabel('Code').fill('000000');
    await button('Log in').click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Code').fill(nextCode());
    await button('Log in').click();
    await page.getByRole('heading', { name: 'Plugins' }).waitFor();
  });

  step('gets in once with a recovery code, which is worth nothing afterwards', async () => {
    const [first, second] = kept.recovery;
    await logInWithRecovery(first!);
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
    await logInWithRecovery(first!);
    await page.getByRole('alert').waitFor();
    expect(new URL(page.url()).pathname).toBe('/login/code');
    await page.getByLabel('Recovery code').fill(second!);
    await button('Log in').click();
    await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  });

  async function logInWithRecovery(code: string): Promise<void> {
    await button('Log out').click();
    await page.getByText('You are logged out.').waitFor();
    await password('admin');
    await page.getByRole('link', { name: 'Use a recovery code' }).click();
    await page.getByLabel('Recovery code').fill(code);
    await button('Log in').click();
  }
});

describe('a parser', () => {
  /** Sends such a logon until one came out as `parser` says; those on the way may still take the old state. */
  async function sendUntilParsedBy(parser: string, user: string): Promise<void> {
    let n = 0;
    await until(async () => {
      n += 1;
      await house.send(syslog('sshd', `Failed password for ${user} from 203.0.113.${n} port 22 ssh2`));
      const q = encodeURIComponent(`parser:${parser} "${user}"`);
      return ((await house.program.get(`/api/v1/events/count?q=${q}`)) as { count: number }).count > 0;
    }, 20_000);
  }

  step('that is switched off leaves the next messages unparsed', async () => {
    await page.goto('/system/plugins');
    await sendUntilParsedBy('linux-auth', 'before');
    const row = page.getByRole('row').filter({ has: page.locator('code', { hasText: /^linux-auth$/ }) });
    await row.locator('summary', { hasText: 'Switch off' }).click();
    await row.getByRole('button', { name: /^Switch .* off$/ }).click();
    await page
      .getByText(/is switched off/)
      .first()
      .waitFor();
    await sendUntilParsedBy('none', 'between');
    await page.goto('/events?q=between parser:none');
    await rows().filter({ hasText: 'Failed password for between' }).first().waitFor();
  });

  step('that is switched on again parses the next ones', async () => {
    await page.goto('/system/plugins');
    await button(/^Switch on Linux/).click();
    await page
      .getByText(/is switched on/)
      .first()
      .waitFor();
    await sendUntilParsedBy('linux-auth', 'after');
    await page.goto('/events?q=user:after');
    await rows().filter({ hasText: 'Failed password for after' }).first().waitFor();
    expect(window.complaints.filter((complaint) => !complaint.includes('Failed to load resource'))).toEqual([]);
  });
});
