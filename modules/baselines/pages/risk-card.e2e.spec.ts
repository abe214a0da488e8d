// Who makes a headline of the dashboard, through a whole portal.

import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../../test/helpers/eventually.js';
import { type EventPortal, startEventPortal } from '../../../test/helpers/event-portal.js';
import { START_MS } from '../../../test/helpers/portal.js';
import type { TestBrowser } from '../../../test/helpers/test-browser.js';
import dashboard from '../../dashboard/index.js';
import { foundEvent, stageReport } from '../findings/testing.js';
import baselines from '../index.js';

let portal: EventPortal;
let admin: TestBrowser;

beforeEach(async () => {
  portal = await startEventPortal({ modules: [dashboard, baselines] });
  admin = await portal.setUp();
});

afterEach(() => portal.close());

const board = async (): Promise<string> => (await admin.open('/dashboard?wait=1')).text;

it('is not who is known too little to be told of', async () => {
  const newcomer = { entity: { kind: 'user', name: 'newcomer' }, state: 'learning' } as const;
  const found = [foundEvent(START_MS, 97, newcomer), foundEvent(START_MS, 88)];
  portal.collector.report('baselines', stageReport('p0', 'p1', found));
  await portal.add({}); // an empty store has no board
  await eventually(async () => expect(await board()).toContain('newcomer'));
  expect(await board()).toContain('1 user at high risk');
  expect(await board()).toContain('nobody is told.">learning');
});
