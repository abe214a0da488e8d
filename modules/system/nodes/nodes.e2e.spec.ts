// The nodes on the health page, in the API and in the metrics, with a table of nodes on a real server.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { configSchema } from '#config/schema.js';
import type { NodeWatch } from '#src/cluster/node-watch.js';
import { watchNodes } from '#src/cluster/watch-nodes.js';
import { nodeIdOf } from '#src/node-id.js';
import type { CollectorHealth } from '#src/portal/collector-link.js';
import { migrateMetadata } from '#src/store/metadata/migrate.js';
import { coreMigrations } from '#src/store/metadata/migrations/index.js';
import { openPostgres } from '#src/store/metadata/postgres/open.js';
import { VERSION } from '#src/version.js';
import { collectorHealth, ledgerRow, listener } from '../../../test/helpers/collector-health.js';
import { startPortal, type TestPortal } from '../../../test/helpers/portal.js';
import { freshDatabase } from '../../../test/helpers/fresh-database.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';
import audit from '../../audit/index.js';
import system from '../index.js';
import { eventually } from '../../../test/helpers/eventually.js';

const NAME = 'attic <b>"1"</b>';
let url: string;
let dir: string;
let own: NodeWatch;
let other: NodeWatch;
let health: CollectorHealth | undefined;
let portal: TestPortal;
let admin: TestBrowser;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lanwarden-nodes-'));
  url = await freshDatabase();
  const db = await openPostgres({ url, pool: { max: 2 }, statementTimeoutMs: 5_000 });
  await migrateMetadata(db, [coreMigrations]).finally(() => db.close());
  own = await watch('portal', 'Berlin', () => collectorHealth());
  portal = await startPortal({ modules: [system, audit], nodes: own });
  admin = await portal.setUp();
  portal.collector.push(collectorHealth({ ledger: [ledgerRow({ source: 'web1', received: 1, stored: 1 })] }));
});
afterAll(async () => {
  await portal.close();
  await own.stop();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(async () => {
  health = collectorHealth({ ledger: [ledgerRow({ source: 'web1', received: 1_200, stored: 1_199, lost: 1 })] });
  other = await watch('collector', NAME, () => health);
  const isKnown = { isAway: false, version: VERSION, health: { ledger: [{ received: 1_200 }] } };
  await eventually(() => expect(own.all().find(({ isUs }) => !isUs)).toMatchObject(isKnown));
});
afterEach(() => other.stop());

function watch(kind: 'portal' | 'collector', name: string, of: () => CollectorHealth | undefined): Promise<NodeWatch> {
  mkdirSync(join(dir, kind), { recursive: true });
  const config = configSchema.parse({ data: { dir: join(dir, kind) }, database: { url }, node: { name } });
  const log = pino({ level: 'silent' });
  return watchNodes({ config, kind, log, hasDuties: () => kind === 'portal', health: of, everyMs: 100 });
}

async function sql(text: string): Promise<void> {
  const db = await openPostgres({ url, pool: { max: 1 }, statementTimeoutMs: 5_000 });
  await db.query(text).finally(() => db.close());
}

async function isAway(): Promise<void> {
  await other.stop();
  await sql(`UPDATE nodes SET seen_at = seen_at - 60000 WHERE kind = 'collector'`);
  await eventually(() => expect(own.others()).toMatchObject([{ isAway: true }]));
}

const page = async (): Promise<string> => (await admin.get('/system')).text;
const otherId = (): string => nodeIdOf(join(dir, 'collector'));

it('stand on the health page, each with what it received', async () => {
  const text = await page();
  expect(text).toContain('id="lw-sys-nodes-head">Nodes<');
  expect(text).toMatch(
    /attic &lt;b&gt;&#34;1&#34;&lt;\/b&gt;[^]*lw-sys-dot-works">works<[^]*data-label="Received"[^>]*>1\u202f200</,
  );
  expect(text).toMatch(/Berlin <small[^>]*>this portal<[^]*has the duties/);
  expect(text).not.toContain('/remove');
  const nodes = JSON.parse((await admin.get('/api/v1/nodes')).text) as { nodes: object[] };
  expect(nodes.nodes).toMatchObject([
    { name: NAME, kind: 'collector', state: 'works', isOtherVersion: false, collector: { received: 1_200, lost: 1 } },
    { name: 'Berlin', kind: 'portal', hasDuties: true, isThisPortal: true },
  ]);
});

it.each([
  [
    'a store that takes nothing',
    { store: { ...collectorHealth().store, trouble: 'away' } },
    ': The store takes nothing: away',
  ],
  [
    'a listener that failed',
    { listeners: [listener({ name: 'udp', state: 'failed', lastError: 'port in use' })] },
    ': The listener udp on [::]:5514 failed: port in use',
  ],
  [
    'a ledger that does not balance',
    { ledger: [ledgerRow({ source: 'a', received: 2 })] },
    ': The ledger does not balance',
  ],
])('say %s, with the name of the node', async (_, different, sentence) => {
  health = collectorHealth(different);
  await eventually(async () => expect(await page()).toContain(`attic &lt;b&gt;&#34;1&#34;&lt;/b&gt;${sentence}`));
  expect(await page()).toContain('lw-sys-dot-trouble">in trouble<');
});

it('say that one keeps its events for itself', async () => {
  const sentence = ': Events are kept in a folder of its own';
  expect(await page()).toContain(`attic &lt;b&gt;&#34;1&#34;&lt;/b&gt;${sentence}`);
  health = collectorHealth({ store: { ...collectorHealth().store, connections: [] } });
  await eventually(async () => expect(await page()).not.toContain(sentence));
});

it('say that a collector is away, and that one is of another version', async () => {
  health = undefined;
  await eventually(async () => expect(await page()).toContain('lw-sys-dot-idle">collects nothing<'));
  expect(await page()).toContain('no message is taken there at this moment');
  await other.stop();
  await sql(`UPDATE nodes SET version = '9.9.9' WHERE kind = 'collector'`);
  await eventually(async () => expect(await page()).toContain(`runs version 9.9.9, this portal ${VERSION}.`));
});

it('that are gone for good are removed by who may, which is in the audit log; others are not', async () => {
  const path = `/system/nodes/${otherId()}`;
  await admin.open('/audit');
  expect((await admin.submit(`${path}/remove`, {})).status).toBe(409);
  expect((await admin.get(path)).status).toBe(303);
  await isAway();
  expect(await page()).toMatch(/lw-sys-dot-away">away<[^]*href="\/system\/nodes\/[0-9a-f]{16}"/);
  expect(await page()).toContain('The node attic &lt;b&gt;&#34;1&#34;&lt;/b&gt; is away.');
  expect((await admin.get(path)).text).toContain(`Remove attic &lt;b&gt;&#34;1&#34;&lt;/b&gt;?`);
  expect((await portal.browser().submit(`${path}/remove`, {})).status).not.toBe(200);
  expect(own.all()).toHaveLength(2);
  await admin.submit(`${path}/remove`, {});
  expect(own.all()).toHaveLength(1);
  expect(await page()).not.toContain('lw-sys-nodes-head');
  expect((await admin.get('/audit')).text).toMatch(/removed the node [^]{0,80}attic &lt;b&gt;/);
});

it('are metrics, each with its name and kind', async () => {
  const metrics = async (): Promise<string> => (await admin.get('/metrics')).text;
  const labels = `{node="attic <b>\\"1\\"</b>",id="${otherId()}",kind="collector"}`;
  expect(await metrics()).toContain(`lanwarden_node_up${labels} 1\n`);
  expect(await metrics()).toContain(`lanwarden_node_messages_received_total${labels} 1200\n`);
  await isAway();
  expect(await metrics()).toContain(`lanwarden_node_up${labels} 0\n`);
});
