import { expect, it } from 'vitest';
import type { Peer } from '../link/server.js';
import { definePortalModule, type Stage } from '../plugin/module.js';
import { eventually } from '../../test/helpers/eventually.js';
import { StageRunner } from './stage-runner.js';

it('a report in parts comes whole after one commit', async () => {
  const parts = ['one', 'two', 'three'];
  const stage: Stage = { committed: () => {}, report: () => parts.shift() };
  const module = definePortalModule({
    id: 'rules',
    title: 'Rules',
    contract: '^1.0.0',
    portal: () => Promise.reject(new Error('not loaded in the collector')),
    stage: () => Promise.resolve(() => stage),
  });
  const got: unknown[] = [];
  const peer = {
    backlogBytes: 0,
    send: (message: { report?: unknown }) => got.push(message.report),
  } as unknown as Peer;
  const runner = new StageRunner();
  await runner.load([module], {}, 'p0', undefined as never);
  runner.follow(peer, 'rules');
  runner.committed({ events: [], kind: 'live', position: 'p1', isQuiet: true });
  await eventually(() => expect(got).toEqual(['one', 'two', 'three']));
  runner.stop();
});

it('names the module whose stage failed on an event', async () => {
  const stage: Stage = {
    process: () => {
      throw new Error('boom');
    },
  };
  const module = definePortalModule({
    id: 'rules',
    title: 'Rules',
    contract: '^1.0.0',
    portal: () => Promise.reject(new Error('not loaded in the collector')),
    stage: () => Promise.resolve(() => stage),
  });
  const runner = new StageRunner();
  await runner.load([module], {}, 'p0', undefined as never);
  const [step] = runner.configure([], {});
  expect(() => step!({} as never, 'live')).toThrow('rules: boom');
  runner.stop();
});
