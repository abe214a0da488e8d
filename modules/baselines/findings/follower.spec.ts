import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { Duties } from '#src/cluster/duties.js';
import type { LogEvent } from '#src/event/event.js';
import type { FoundEvent, StageReport } from '../stage-report.js';
import { eventually } from '../../../test/helpers/eventually.js';
import { FindingFollower, type FollowerParts } from './follower.js';

const found = (eventId: string): FoundEvent => ({ eventId }) as FoundEvent;

function report(from: string, to: string, events: readonly string[], part?: number): StageReport {
  const status = {} as StageReport['status'];
  return { from, to, found: events.map(found), isCut: false, status, ...(part !== undefined && { part }) };
}

interface House {
  /** Outlives a follower. */
  readonly kept?: Map<string, string>;
  readonly fails?: { write?: number; commit?: number; status?: boolean };
  /** What becomes of what is told; left out: alerts. */
  readonly told?: () => Promise<boolean>;
}

async function follower({ kept = new Map(), fails = {}, told = () => Promise.resolve(true) }: House = {}) {
  const written: string[] = [];
  const read: string[] = [];
  let isFollowed = false;
  const scored: LogEvent[] = [];
  let tell: (report: StageReport) => void = () => undefined;
  const follow = new FindingFollower({
    db: {
      transaction: async (work: (transaction: unknown) => unknown) => {
        const result = await work(undefined);
        if ((fails.commit ?? 0) > 0) throw new Error(`gone ${fails.commit!--}`);
        return result;
      },
    },
    writer: {
      writeLive: (events: readonly FoundEvent[]) => {
        if ((fails.write ?? 0) > 0) throw new Error(`locked ${fails.write!--}`);
        written.push(...events.map(({ eventId }) => eventId));
      },
    },
    kept: {
      get: (name: string) => Promise.resolve(kept.get(name)),
      set: async (name: string, value: string) => {
        if (fails.status && name === 'stage') throw new Error('full');
        kept.set(name, value);
      },
    },
    store: {
      async *scan({ after, upTo }: { after?: string; upTo: string }) {
        read.push(`${after ?? ''}..${upTo}`);
        yield { events: [], position: upTo };
      },
      get: (id: string) => Promise.resolve({ 'event.id': id, message: `m ${id}` }),
    },
    collector: {
      onStageReport: (_module: string, listener: typeof tell) => {
        tell = listener;
        isFollowed = true;
        return () => undefined;
      },
      onHealth: () => () => undefined,
    },
    clock: { now: () => 0 },
    log: { warn: vi.fn(), error: vi.fn() },
    zone: () => 'UTC',
    settings: () => ({ mode: 'on' }),
    duties: Duties.ours(pino({ level: 'silent' })),
    scored: {
      tell: (events: readonly LogEvent[]) => {
        scored.push(...events);
        return told();
      },
    },
  } as unknown as FollowerParts);
  follow.onApplicationBootstrap();
  await eventually(() => expect(isFollowed).toBe(true));
  return { follow, written, read, scored, tell: (each: StageReport) => tell(each) };
}

it('takes what a commit brought part by part, and reads nothing', async () => {
  const { follow, written, read, tell } = await follower();
  tell(report('p0', 'p0', ['a'], 0));
  tell(report('p0', 'p0', ['b'], 1));
  tell(report('p0', 'p1', ['c'], 2));
  tell(report('p1', 'p2', ['d']));
  await eventually(() => expect(written).toEqual(['a', 'b', 'c', 'd']));
  expect(read).toEqual([]);
  await follow.onModuleDestroy();
});

it('reads all of it from the store where a part was lost', async () => {
  const { follow, written, read, tell } = await follower();
  tell(report('p0', 'p0', ['a'], 0));
  tell(report('p0', 'p1', ['c'], 2));
  tell(report('p1', 'p2', ['d']));
  await eventually(() => expect(written).toEqual(['a', 'd']));
  expect(read).toEqual(['p0..p1']);
  await follow.onModuleDestroy();
});

it('reads from the store what no report told', async () => {
  const { follow, written, read, tell } = await follower();
  tell(report('p0', 'p1', ['a']));
  tell(report('p2', 'p3', ['c']));
  tell(report('p3', 'p4', ['d']));
  await eventually(() => expect(read).toEqual(['p1..p4']));
  expect(written).toEqual(['a']);
  await follow.onModuleDestroy();
});

const unmarked = (eventId: string, score: number): FoundEvent =>
  ({
    eventId,
    score,
    isUnmarked: true,
    entity: { kind: 'user', name: 'alice' },
    state: 'ready',
    reasons: [],
    summary: '',
  }) as never;

it('where a report was lost takes what the store does not say from the next one, and tells of it with its score', async () => {
  const { follow, written, read, scored, tell } = await follower();
  tell(report('p0', 'p1', ['a']));
  tell({
    ...report('p2', 'p3', ['own']),
    found: [found('own'), unmarked('x', 80), unmarked('x', 90), unmarked('y', 76)],
  });
  await eventually(() => expect(written).toEqual(['a', 'x', 'x', 'y']));
  expect(read).toEqual(['p1..p3']);
  await eventually(() => expect(scored).toHaveLength(2));
  expect(scored[0]).toEqual(
    expect.objectContaining({
      'event.id': 'x',
      message: 'm x',
      'event.risk_score': 90,
      'lanwarden.entity': 'user:alice',
    }),
  );
  await follow.onModuleDestroy();
});

it('of what is too much to be told it keeps what the store does not say', async () => {
  const { follow, written, read, tell } = await follower();
  tell({ ...report('p0', 'p1', []), isCut: true, found: [unmarked('x', 80)] });
  await eventually(() => expect(written).toEqual(['x']));
  expect(read).toEqual(['p0..p1']);
  await follow.onModuleDestroy();
});

it('a write that failed costs nothing that the store does not say: the next try has it', async () => {
  const { follow, written, scored, tell } = await follower({ fails: { write: 1 } });
  tell({ ...report('p0', 'p1', []), found: [found('own'), unmarked('x', 80)] });
  await eventually(() => expect(follow.trouble).toContain('could not be written'));
  tell(report('p1', 'p2', ['b']));
  await eventually(() => expect(written).toEqual(['x', 'b']));
  await eventually(() => expect(scored.map((event) => event['event.id'])).toEqual(['x']));
  await follow.onModuleDestroy();
});

it('what was written and not committed is told once', async () => {
  const { follow, scored, tell } = await follower({ fails: { commit: 1 } });
  tell({ ...report('p0', 'p1', []), found: [unmarked('x', 80)] });
  await eventually(() => expect(follow.trouble).toContain('could not be written'));
  expect(scored).toEqual([]);
  tell(report('p1', 'p2', []));
  await eventually(() => expect(scored).toHaveLength(1));
  await follow.onModuleDestroy();
});

it('a status that cannot be kept keeps nobody from being told', async () => {
  const { follow, written, scored, tell } = await follower({ fails: { status: true } });
  tell({ ...report('p0', 'p1', []), found: [unmarked('x', 80)] });
  await eventually(() => expect(scored).toHaveLength(1));
  expect([written, follow.trouble]).toEqual([['x'], undefined]);
  await follow.onModuleDestroy();
});

it('while alerts are not written findings go on; whoever follows next tells what was not', async () => {
  const kept = new Map<string, string>();
  const first = await follower({ kept, told: () => new Promise(() => undefined) });
  first.tell({ ...report('p0', 'p1', []), found: [unmarked('x', 80)] });
  await eventually(() => expect(first.scored).toHaveLength(1));
  first.tell({ ...report('p1', 'p2', []), found: [unmarked('y', 90)] });
  await eventually(() => expect(first.written).toEqual(['x', 'y']));
  await first.follow.onModuleDestroy();

  const next = await follower({ kept });
  await eventually(() => expect(next.scored.map((event) => event['event.id'])).toEqual(['x', 'y']));
  next.tell(report('p2', 'p3', []));
  await eventually(() => expect([kept.get('position'), kept.get('untold')]).toEqual(['p3', '[]']));
  await next.follow.onModuleDestroy();
});

it('what no other collector stored costs nothing: nothing waits to be told', async () => {
  const kept = new Map<string, string>();
  const { follow, written, tell } = await follower({ kept });
  tell(report('p0', 'p1', ['a']));
  await eventually(() => expect(written).toEqual(['a']));
  expect([...kept.keys()]).not.toContain('untold');
  await follow.onModuleDestroy();
});
