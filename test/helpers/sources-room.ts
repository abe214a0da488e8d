// The room of sources over a real store: a portal with one source in its file, an admin in front of it, and what tests do there again and again.

import { afterEach, beforeEach } from 'vitest';
import { openAccounts } from '#src/accounts/open.js';
import type { AuditEntry } from '#src/audit/audit-log.js';
import sources from '../../modules/sources/index.js';
import { collectorHealth, ledgerRow } from './collector-health.js';
import { type EventPortal, startEventPortal } from './event-portal.js';
import { PASSWORD, START_MS } from './portal.js';
import type { TestBrowser } from './test-browser.js';

export const PIHOLE = '192.168.1.5';

type LedgerRow = ReturnType<typeof ledgerRow>;

/** A row of the ledger: a source whose messages were all stored, the last one a second ago. */
export const heard = (source: string, received: number, lastReceived = START_MS - 1_000): LedgerRow =>
  ledgerRow({ source, received, stored: received, lastReceived });

/** Made anew for each test. */
class SourcesRoom {
  portal!: EventPortal;
  admin!: TestBrowser;

  pushLedger(...ledger: LedgerRow[]): void {
    this.portal.collector.push(
      collectorHealth({
        ledger,
        parsers: [{ id: 'pihole', title: 'Pi-hole', state: 'on', claimed: 1, errors: 0 }],
      }),
    );
  }

  async page(path: string): Promise<string> {
    return (await this.admin.get(path)).text;
  }

  /** Makes a source with these fields of the form; answers with the address of its page. */
  async make(fields: Record<string, string>): Promise<string> {
    await this.admin.get('/sources/new');
    const { location, text } = await this.admin.submit('/sources', { kind: 'other', hostFrom: 'header', ...fields });
    if (location === null) throw new Error(`not made: ${text}`);
    return location;
  }

  /** By the API, in the order of matching. */
  async settings(): Promise<readonly Record<string, unknown>[]> {
    const { sources: all } = JSON.parse(await this.page('/api/v1/sources')) as {
      sources: { settings: Record<string, unknown> }[];
    };
    return all.map(({ settings }) => settings);
  }

  async settingsOf(name: string): Promise<Record<string, unknown> | undefined> {
    return (await this.settings()).find((settings) => settings['name'] === name);
  }

  /** The audit log, newest first. */
  async latest(): Promise<readonly AuditEntry[]> {
    const { audit, close } = await openAccounts(this.portal.config);
    const entries = await audit.latest(20);
    await close();
    return entries;
  }

  async viewer(): Promise<TestBrowser> {
    await this.admin.get('/users');
    await this.admin.submit('/users', { name: 'vera', role: 'viewer', password: PASSWORD });
    const browser = this.portal.browser();
    await browser.logIn('vera', PASSWORD);
    return browser;
  }
}

export function useSourcesRoom(): SourcesRoom {
  const room = new SourcesRoom();
  beforeEach(async () => {
    room.portal = await startEventPortal({
      modules: [sources],
      config: { sources: [{ name: 'from file', kind: 'firewall', match: { peer: ['10.9.0.0/16'] } }] },
    });
    room.admin = await room.portal.setUp();
  });
  afterEach(() => room.portal.close());
  return room;
}

/** What a browser would send of the page's form as it stands. */
export function fieldsOf(html: string): Record<string, string> {
  const form = /<form class="src-form"[\s\S]*?<\/form>/.exec(html)![0];
  const fields: Record<string, string> = {};
  for (const [input] of form.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)![1]!;
    const isTicked = /type="checkbox"/.test(input) ? / checked/.test(input) : true;
    if (name !== '_csrf' && isTicked) fields[name] = unescaped(/value="([^"]*)"/.exec(input)?.[1] ?? '');
  }
  for (const [, name, text] of form.matchAll(/<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</g))
    fields[name!] = unescaped(text!);
  for (const [, name, options] of form.matchAll(/<select[^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g))
    fields[name!] = unescaped(/value="([^"]*)" selected/.exec(options!)?.[1] ?? '');
  return fields;
}

function unescaped(text: string): string {
  return text
    .replaceAll('&#39;', "'")
    .replaceAll('&#34;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
