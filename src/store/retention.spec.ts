import { describe, expect, it } from 'vitest';
import type { SegmentInfo } from './event-store.js';
import { expiredSegments, isUnsealed, RetentionService, segmentsToFree } from './retention.js';
import { FakeClock } from '../../test/helpers/fake-clock.js';

const NOW = Date.UTC(2026, 10, 20, 12);

function segment(id: string, bytes = 10, sealed = true): SegmentInfo {
  const [day = '', retention = '', kind] = id.split('-');
  return { id, day, retention, kind: kind as 'live', sealed, rows: 1, bytes };
}

describe('retention', () => {
  const policy = { days: 10, bytes: 0, classes: { audit: { days: 365 }, short: { days: 1 } } };

  it.each([
    [
      'a day is kept until all of it is older than the days of its class',
      [
        '20261109-default-live-0',
        '20261110-default-live-0',
        '20261118-short-live-0',
        '20261119-short-live-0',
        '20261101-audit-live-0',
      ],
      policy,
      ['20261109-default-live-0', '20261118-short-live-0'],
    ],
    ['without a limit of bytes age alone decides', ['20261119-default-live-0', '20261120-default-live-0'], policy, []],
    [
      'the oldest go until the rest fits, whatever their class',
      ['20261120-default-live-0', '20261118-audit-live-0', '20261119-default-live-1', '20261119-default-live-0'],
      { ...policy, bytes: 25 },
      ['20261118-audit-live-0', '20261119-default-live-0'],
    ],
    [
      'what age takes need not go for its size',
      ['20261101-default-live-0', '20261119-default-live-0', '20261120-default-live-0'],
      { ...policy, bytes: 20 },
      ['20261101-default-live-0'],
    ],
    [
      'parts go in the order of their numbers',
      ['20261101-default-live-10', '20261101-default-live-9'],
      policy,
      ['20261101-default-live-9', '20261101-default-live-10'],
    ],
  ])('%s', (_, ids, rules, expected) => {
    expect(
      expiredSegments(
        ids.map((id) => segment(id)),
        rules,
        NOW,
        isUnsealed,
      ),
    ).toEqual(expected);
  });

  it('counts the days of history from its import on', () => {
    const imported = (createdAt: number): SegmentInfo => ({ ...segment('20250101-default-import-0'), createdAt });
    const expired = (createdAt: number): readonly string[] =>
      expiredSegments([imported(createdAt)], policy, NOW, isUnsealed);
    expect(expired(NOW - 9 * 86_400_000)).toEqual([]);
    expect(expired(NOW - 10 * 86_400_000)).toEqual(['20250101-default-import-0']);
    const live = { ...segment('20250101-default-live-0'), createdAt: NOW };
    expect(expiredSegments([live], policy, NOW, isUnsealed)).toEqual([live.id]);
  });

  it('spares what is being written, unless it alone is too large', () => {
    const open = segment('20260101-default-live-0', 100, false);
    expect(
      expiredSegments([open, segment('20261119-default-live-0')], { ...policy, bytes: 105 }, NOW, isUnsealed),
    ).toEqual(['20261119-default-live-0']);
    expect(expiredSegments([open], { ...policy, bytes: 105 }, NOW, isUnsealed)).toEqual([]);
    expect(expiredSegments([open], { ...policy, bytes: 99 }, NOW, isUnsealed)).toEqual([open.id]);
  });

  it('frees as many bytes as are asked for, and no active segment', () => {
    const segments = ['20261103-a-live-0', '20261101-a-live-0', '20261102-b-live-0'].map((id) => segment(id));
    expect(segmentsToFree(segments, 11, isUnsealed)).toEqual(['20261101-a-live-0', '20261102-b-live-0']);
    expect(segmentsToFree([segment('20261101-a-live-0', 10, false)], 1, isUnsealed)).toEqual([]);
  });

  it('drops through the store what has expired', async () => {
    const dropped: string[] = [];
    const store = {
      segments: async () => [segment('20261101-default-live-0'), segment('20261119-default-live-0')],
      dropSegment: async (id: string) => void dropped.push(id),
    };
    const service = new RetentionService(store, { retention: policy }, new FakeClock(NOW));
    expect(await service.apply()).toEqual(['20261101-default-live-0']);
    expect(dropped).toEqual(['20261101-default-live-0']);
  });
});
