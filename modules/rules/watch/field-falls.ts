// Fields that a parser fills less often than on any usual day: it still knows the messages, but no longer finds the user or the address
// in them. Pure.

import { ENOUGH_EVENTS, type FieldHistory, type Fill } from '#src/portal/parsing/parsing-history.js';

export interface FieldFall {
  readonly source: string;
  /** See FieldHistory. */
  readonly parser: string;
  readonly field: string;
  readonly now: Fill;
  /** Share (0..1) that was usual, of `days` days. */
  readonly usual: number;
  readonly days: number;
  readonly window: 'hours' | 'day';
}

export interface FieldJudgement {
  /** Sources of which anything could be judged. */
  readonly judged: ReadonlySet<string>;
  readonly falls: readonly FieldFall[];
}

/** A field fell when it is filled at most half as often as usual, and by `points` percent points less. */
export function fieldFalls(histories: readonly FieldHistory[], points: number): FieldJudgement {
  const judged = new Set<string>();
  const falls: FieldFall[] = [];
  for (const { source, parser, field, lastHours, lastDay, before } of histories) {
    const looks = [
      { now: lastHours, usual: before.lowHour, window: 'hours' as const },
      { now: lastDay, usual: before.lowDay, window: 'day' as const },
    ];
    for (const { now, usual, window } of looks) {
      if (now === undefined || usual === undefined || now.all < ENOUGH_EVENTS) continue;
      judged.add(source);
      const share = now.filled / now.all;
      if (share > usual / 2 || (usual - share) * 100 < points) continue;
      falls.push({ source, parser, field, now, usual, days: before.days, window });
      break;
    }
  }
  return { judged, falls };
}
