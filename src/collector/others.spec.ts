// What stages are given of other collectors’ events, and what becomes of too many.

import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { definePortalModule, type Stage } from '../plugin/module.js';
import type { OthersReader } from '../store/event-store.js';
import { OthersFollower } from './others.js';
import { StageRunner } from './stage-runner.js';

const log = pino({ level: 'silent' });
let runner: StageRunner;
let follower: OthersFollower;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(async () => {
  vi.useRealTimers();
  await follower.stop();
  runner.stop();
});

/** A stage that takes them from `after` on, and keeps what it was given. */
class Taking implements Stage {
  readonly given: string[] = [];

  constructor(public othersAfter: string | undefined) {}

  others(events: readonly LogEvent[], position: string): void {
    this.given.push(...events.map(({ message }) => message as string));
    this.othersAfter = position;
  }
}

/** Events that are their positions, `batch` at a time. */
class Numbers implements OthersReader {
  scans = 0;

  constructor(
    public last: number,
    private readonly batch = 2,
  ) {}

  position(): Promise<string> {
    return Promise.resolve(String(this.last));
  }

  behind(after: string): Promise<number> {
    if (Number.isNaN(Number(after))) return Promise.reject(new Error('no such position'));
    return Promise.resolve(this.last - Number(after));
  }

  async *scan(after: string): AsyncGenerator<{ readonly events: readonly LogEvent[]; readonly position: string }> {
    this.scans += 1;
    const { last } = this;
    for (let at = Number(after); at < last;) {
      const end = Math.min(last, at + this.batch);
      const events = Array.from({ length: end - at }, (_, n) => ({ message: String(at + n + 1) }) as LogEvent);
      at = end;
      yield { events, position: String(at) };
    }
  }
}

async function follow(stage: Stage, others: OthersReader | undefined): Promise<void> {
  const module = definePortalModule({
    id: 'sees',
    title: 'Sees',
    contract: '^1.0.0',
    portal: () => Promise.reject(new Error('not loaded in the collector')),
    stage: () => Promise.resolve(() => stage),
  });
  runner = new StageRunner();
  await runner.load([module], {}, 'p0', undefined as never);
  follower = new OthersFollower({ others, takers: () => runner.othersTakers(), log });
  follower.start();
}

/** A second goes by, and what is read in it. */
async function second(): Promise<void> {
  vi.advanceTimersByTime(1_000);
  await new Promise((resolve) => setTimeout(resolve, 50));
}

it('all of them, in their order, from where the stage wants them; each second what is new', async () => {
  const [stage, others] = [new Taking('3'), new Numbers(8)];
  await follow(stage, others);
  await second();
  expect(stage.given).toEqual(['4', '5', '6', '7', '8']);
  others.last = 9;
  await second();
  await second();
  expect(stage.given.at(-1)).toBe('9');
  expect(stage.given).toHaveLength(6);
});

it('nothing, while it wants none, is off, or nobody else stores anything', async () => {
  const [stage, others] = [new Taking(undefined), new Numbers(8)];
  await follow(stage, others);
  await second();
  stage.othersAfter = '0';
  runner.configure(['sees'], {});
  await second();
  expect([stage.given, others.scans]).toEqual([[], 0]);
  await follower.stop();
  await follow(stage, undefined);
  await second();
  expect([stage.given, follower.problems]).toEqual([[], []]);
});

it('a stage that begins elsewhere meanwhile is given no more of the old place', async () => {
  class Leaps extends Taking {
    override others(events: readonly LogEvent[], position: string): void {
      super.others(events, position === '2' ? '6' : position);
    }
  }
  const stage = new Leaps('0');
  await follow(stage, new Numbers(8));
  await second();
  expect(stage.given).toEqual(['1', '2']);
  await second();
  expect(stage.given).toEqual(['1', '2', '7', '8']);
});

it('too far behind it goes on from the end, and says how many it left out', async () => {
  const [stage, others] = [new Taking('0'), new Numbers(1_000_001)];
  await follow(stage, others);
  await second();
  expect([stage.given, stage.othersAfter]).toEqual([[], '1000001']);
  expect(follower.problems).toMatchObject([{ id: 'sees', problem: expect.stringContaining('1000001 events') }]);
  others.last += 1;
  await second();
  expect(stage.given).toEqual(['1000002']);
});

it('what cannot be read is said until it can be read', async () => {
  const stage = new Taking('nonsense');
  await follow(stage, new Numbers(3));
  await second();
  expect(follower.problems.map(({ problem }) => problem).join()).toContain('no such position');
  stage.othersAfter = '2';
  await second();
  expect([stage.given, follower.problems]).toEqual([['3'], []]);
});
