// The training through a whole portal: started and cancelled over the API, followed, written down, told to the stage and the health page.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventPortal } from '../../../test/helpers/event-portal.js';
import { startEventPortal } from '../../../test/helpers/event-portal.js';
import { START_MS } from '../../../test/helpers/portal.js';
import type { Answer, TestBrowser } from '../../../test/helpers/test-browser.js';
import audit from '../../audit/index.js';
import system from '../../system/index.js';
import { foundEvent, stageReport, stageStatus } from '../findings/testing.js';
import baselines from '../index.js';
import { DAY_MS } from '../local-day.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { FIRST_DAY, logon, workingDay } from './testing.js';

const API = '/api/v1/baselines';
const TODAY = Math.floor(START_MS / DAY_MS);
let portal: EventPortal;
let admin: TestBrowser;

beforeEach(async () => {
  portal = await startEventPortal({ modules: [audit, system, baselines] });
  admin = await portal.setUp();
  await admin.open('/profile');
});

afterEach(() => portal.close());

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- read as programs read it
const get = async (path: string): Promise<any> => JSON.parse((await admin.get(path)).text);
const send = (method: string, path: string, body: unknown = {}): Promise<Answer> =>
  admin.send(method, path, {
    headers: { 'content-type': 'application/json', 'x-csrf-token': admin.csrf },
    body: JSON.stringify(body),
  });
const ended = () =>
  eventually(async () => {
    const { training } = await get(`${API}/status`);
    expect(training.running).toBeNull();
    expect(training.last).not.toBeNull();
    return training.last;
  });

describe('the training over the API', () => {
  it('is told to Prometheus, with what the stage says of itself', async () => {
    const scrape = async (): Promise<string> => (await admin.get('/metrics')).text;
    expect(await scrape()).toContain('lanwarden_baselines_findings_total 0\n');
    expect(await scrape()).not.toMatch(/lanwarden_baselines_(training_last|entities)/);
    portal.collector.report('baselines', stageReport('', 'p1', [foundEvent(START_MS, 60)]));
    await send('POST', `${API}/train`, { anew: true });
    await ended();
    await eventually(async () => expect(await scrape()).toContain('lanwarden_baselines_findings_total 1\n'));
    const text = await scrape();
    expect(text).toContain('lanwarden_baselines_entities{kind="user"} 3\n');
    expect(text).toContain('lanwarden_baselines_training_last_success 1\n');
    expect(text).toContain(`lanwarden_baselines_training_last_timestamp_seconds ${portal.clock.now() / 1_000}\n`);
    expect(text).toMatch(/lanwarden_baselines_training_last_duration_seconds \d/);
  });

  it('learns, publishes, tells the stage, and then knows what is normal for each', async () => {
    const days = Array.from({ length: 5 }, (_, n) => TODAY - FIRST_DAY - 6 + n);
    const events = [
      ...days.flatMap(workingDay),
      logon((TODAY - 3) * DAY_MS, 'CORP\\user1', '10.0.1.11', 'a/b%2e.corp'),
    ];
    await portal.store.append({ kind: 'live', events: events.map((event) => ({ event })) });
    expect(await get(`${API}/status`)).toMatchObject({
      model: null,
      stage: null,
      budget: 2,
      mode: 'on',
      training: { last: null },
    });
    expect((await admin.get('/api/v1/entities/user/user1/baseline')).status).toBe(404);
    const before = portal.collector.reconfigured;

    const started = await send('POST', `${API}/train`, { anew: true });
    expect([started.status, JSON.parse(started.text)]).toEqual([200, expect.objectContaining({ why: 'person', by: 'admin', anew: true, outcome: 'running' })]); // prettier-ignore
    expect((await send('POST', `${API}/train`)).status).toBe(409);
    expect(await ended()).toMatchObject({ outcome: 'done', days: 5, events: 401, error: null, through: '2026-11-18' });
    expect(portal.collector.reconfigured).toBeGreaterThan(before);

    const { model } = await get(`${API}/status`);
    expect(model).toMatchObject({ through: '2026-11-18', published: '2026-11-20T10:00:00.000Z' });
    for (const name of ['user1', 'CORP%5CUser1', 'user1%40corp.example']) {
      const profile = await get(`/api/v1/entities/user/${name}/baseline`);
      expect(profile).toMatchObject({ entity: { kind: 'user', name: 'user1' }, through: '2026-11-18' });
      expect(profile.findings[0]).toMatchObject({ day: '2026-11-17', origin: 'history', state: 'learning' });
      expect(profile.hours).toHaveLength(168);
      const networks = profile.dimensions.find(({ code }: { code: string }) => code === 'new-network');
      expect(networks.values[0]).toMatchObject({ value: '10.0.1.0/24', last: '2026-11-18' });
    }
    for (const path of ['user/nobody', 'host/%2F..%2F', 'ip/nonsense', 'user/%00', `user/${'x'.repeat(400)}`])
      expect((await admin.get(`/api/v1/entities/${path}/baseline`)).status, path).toBe(404);
    expect((await admin.get('/audit')).text).toContain('baselines.training-started');
  });

  it('can be cancelled, and a body that is wrong is told what is wrong', async () => {
    expect(JSON.parse((await send('DELETE', `${API}/train`)).text)).toEqual({ cancelled: false });
    expect((await send('POST', `${API}/train`, { anew: 'yes' })).status).toBe(400);
    const days = Array.from({ length: 30 }, (_, n) => TODAY - FIRST_DAY - 33 + n);
    await portal.store.append({ kind: 'import', events: days.flatMap(workingDay).map((event) => ({ event })) });
    await send('POST', `${API}/train`);
    expect(JSON.parse((await send('DELETE', `${API}/train`)).text)).toEqual({ cancelled: true });
    expect(await ended()).toMatchObject({ outcome: 'cancelled', error: 'Cancelled by admin.' });
  });

  it('that failed, and damaged records, stand on the health page; nothing does where all is well', async () => {
    portal.collector.report('baselines', stageReport('a', 'b', [foundEvent(START_MS, 60)]));
    expect((await get('/api/v1/health')).findings.some(({ what }: { what: string }) => /aseline/.test(what))).toBe(
      false,
    );
    const status = stageStatus({ damaged: ['user:<b>eve</b>', 'host:nas'] });
    portal.collector.report('baselines', stageReport('b', 'c', [], { status }));
    expect((await get('/api/v1/health')).findings).toContainEqual(
      expect.objectContaining({
        what: expect.stringContaining('user:<b>eve</b>, host:nas were damaged'),
        href: '/baselines/training',
      }),
    );
    expect((await admin.get('/system')).text).toContain('user:&lt;b&gt;eve&lt;/b&gt;');
    await portal.store.append({ kind: 'live', events: workingDay(TODAY - FIRST_DAY - 2).map((event) => ({ event })) });
    // Where the model is to be written, something else is.
    mkdirSync(join(portal.config.data.dir, 'baselines', `through-${TODAY - 2}.model.tmp`), { recursive: true });
    await send('POST', `${API}/train`);
    expect(await ended()).toMatchObject({ outcome: 'failed', error: expect.stringContaining('EISDIR') });
    const failed = expect.objectContaining({ what: expect.stringContaining('training of baselines failed: EISDIR') });
    expect((await get('/api/v1/health')).findings).toContainEqual(failed);
  });
});
