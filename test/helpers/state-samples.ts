// What a watch rule says of a state, as its samples tell it: the watches' own evaluation, and what is made of its verdicts.

import { hourOfWeek } from '#src/collector/decode/zone.js';
import { scheduleTest } from '../../modules/rules/engine/schedule.js';
import type { Finding } from '../../modules/rules/findings.js';
import type { Rule } from '../../modules/rules/rule.js';
import type { Sample } from '../../modules/rules/set/sample.js';
import type { WatchState } from '../../modules/rules/set/state-sample.js';
import { clockVerdicts } from '../../modules/rules/watch/clock-jump.js';
import { diskVerdicts } from '../../modules/rules/watch/disk-full.js';
import { parserVerdicts } from '../../modules/rules/watch/parser-drift.js';
import { HOUR_MS, learnRhythm, type Rhythm } from '../../modules/rules/watch/rhythm.js';
import { settle } from '../../modules/rules/watch/settle.js';
import { silentVerdicts } from '../../modules/rules/watch/silent-source.js';
import type { Verdict } from '../../modules/rules/watch/verdict.js';

const MINUTE_MS = 60_000;
const GB = 1e9;

type Look = Pick<Sample, 'at' | 'zone'>;

export function raisedByState(rule: Rule, { at, zone }: Look, state: WatchState): readonly Finding[] {
  const now = Date.parse(at);
  return settle({
    ...{ verdicts: verdicts(rule, state, now, zone), rules: new Map([[rule.id, rule]]), now },
    ...{ standing: new Map(), endedAt: new Map(), isInForce: () => true },
  }).findings.raised;
}

function verdicts(rule: Rule, state: WatchState, now: number, zone: string): readonly Verdict[] {
  switch (state.watch) {
    case 'silent-source': {
      const { source: name, expectEveryMinutes, ignore, silentMinutes, listeningMinutes, usual } = state;
      const lastReceived = silentMinutes === undefined ? undefined : now - silentMinutes * MINUTE_MS;
      const rhythm = usual && lastReceived !== undefined ? rhythmOf(usual, lastReceived, zone) : undefined;
      const listeningSince = now - listeningMinutes * MINUTE_MS;
      const hearing = { listeningSince, rhythmOf: () => rhythm, zone, now };
      return silentVerdicts(rule, [{ name, expectEveryMinutes, ignore, lastReceived }], hearing);
    }
    case 'clock-jump': {
      const { source, driftSeconds, beforeSeconds, messages: samples } = state;
      const clock = { zone, origin: 'set' as const, samples, driftMs: driftSeconds * 1_000 };
      const before = beforeSeconds === undefined ? [] : [[source, beforeSeconds * 1_000] as const];
      return clockVerdicts(rule, new Map([[source, clock]]), new Map(before), now);
    }
    case 'parser-drift': {
      const { source, lastHour, weekBefore: before, fields } = state;
      const histories = fields.map(({ usualPercent, ...field }) => {
        const usual = usualPercent / 100;
        return { source, ...field, lastDay: undefined, before: { days: 5, lowHour: usual, lowDay: usual } };
      });
      return parserVerdicts(rule, [{ source, lastHour, before }], now - HOUR_MS, histories);
    }
    case 'disk-full': {
      const { freeGb, totalGb, minFreeGb } = state;
      const disk = { freeBytes: freeGb * GB, totalBytes: totalGb * GB, minFreeBytes: minFreeGb * GB };
      return diskVerdicts(rule, disk, now);
    }
  }
}

type Usual = NonNullable<Extract<WatchState, { watch: 'silent-source' }>['usual']>;

/** Learned from every hour in which it speaks, up to its last message. */
function rhythmOf({ everyMinutes, days, when }: Usual, lastReceived: number, zone: string): Rhythm | undefined {
  const last = Math.floor(lastReceived / HOUR_MS) * HOUR_MS;
  const speaks = scheduleTest(when);
  const hours = Array.from({ length: days * 24 }, (_, n) => last - (days * 24 - 1 - n) * HOUR_MS);
  return learnRhythm(
    hours.filter((hour) => speaks(hourOfWeek(hour, zone))),
    everyMinutes * MINUTE_MS,
    zone,
  );
}
