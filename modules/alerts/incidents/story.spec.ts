import { describe, expect, it } from 'vitest';
import type { KeptAlert } from '#src/alerts/kept-alert.js';
import { storyOf } from './story.js';

const alert = (title: string, first: number, last: number): KeptAlert =>
  ({
    id: `al_${title}`,
    title,
    summary: '',
    severity: 'high',
    state: 'open',
    first,
    last,
    count: 1,
    rule: { id: 'r', name: 'R', kind: 'match' },
    entity: {},
    isTest: false,
    hasContinued: false,
  }) as unknown as KeptAlert;

describe('the story of an incident', () => {
  it('has the oldest alert on top, and says how long after it the others began', () => {
    const { lines } = storyOf([alert('then', 61_000, 70_000), alert('first', 1_000, 11_000)])!;
    expect(lines.map(({ alert: { title }, afterSeconds }) => [title, afterSeconds])).toEqual([
      ['first', 0],
      ['then', 60],
    ]);
  });

  it('draws each bar within its width, from the first event to the last', () => {
    const { lines, width } = storyOf([alert('whole', 0, 100_000), alert('last', 100_000, 100_000)])!;
    expect([lines[0]!.x, lines[0]!.x + lines[0]!.width]).toEqual([0, width]);
    expect(lines[1]!.x + lines[1]!.width).toBe(width);
    expect(lines[1]!.width).toBeGreaterThan(0);
  });

  it('draws alerts of one and the same millisecond', () => {
    const { lines } = storyOf([alert('a', 5, 5), alert('b', 5, 5)])!;
    for (const { x, width } of lines) expect([x, width > 0]).toEqual([0, true]);
  });

  it('draws twelve at most and says how many more there are', () => {
    const many = Array.from({ length: 20 }, (_, at) => alert(`a${at}`, at, at));
    expect(storyOf(many)).toMatchObject({ more: 8, lines: { length: 12 } });
  });

  it('does not exist for one alert', () => {
    expect(storyOf([alert('alone', 0, 1)])).toBeUndefined();
  });
});
