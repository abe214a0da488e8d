// What a rule watches for, in one sentence without a full stop at its end.

import type { Detection, Rule } from '../rule.js';
import { fieldList, fieldWord, fieldWords } from './fields.js';
import { scheduleWords, spanWords } from './spans.js';

type Said = Pick<Rule, 'counts' | 'detect' | 'groupBy' | 'schedule'>;

export function ruleSentence({ counts, detect, groupBy, schedule }: Said): string {
  const when = scheduleWords(schedule);
  return `${said(detect, groupBy, counts || 'events')}${when === undefined ? '' : `; only ${when}`}`;
}

function said(detect: Detection, groupBy: readonly string[], counts: string): string {
  const ofOne = groupBy.length === 0 ? '' : ` of one ${fieldList(groupBy)}`;
  switch (detect.kind) {
    case 'match':
      return `Each event that fits${groupBy.length === 0 ? '' : `, one alert for each ${fieldList(groupBy)}`}`;
    case 'threshold':
      return `${detect.count} or more ${counts}${ofOne} within ${spanWords(detect.windowSeconds)}`;
    case 'distinct':
      return `${detect.count} or more different ${fieldWords(detect.field)}${ofOne} within ${spanWords(detect.windowSeconds)}`;
    case 'sequence': {
      const steps = detect.steps.map(
        ({ count, what }, index) => what || `${count} ${count === 1 ? 'event' : 'events'} of step ${index + 1}`,
      );
      return `${steps.join(', then ')}${ofOne}, within ${spanWords(detect.windowSeconds)}`;
    }
    case 'first-seen': {
      const forKey = groupBy.length === 0 ? '' : ` for the ${fieldList(groupBy)}`;
      const learns =
        detect.learnDays === 0 ? '' : `; learns for ${spanWords(Math.round(detect.learnDays * 86_400))} first`;
      return `A ${fieldWord(detect.field)} that was never seen before${forKey}${learns}`;
    }
    case 'absence':
      return `No event that fits${ofOne} for ${spanWords(detect.silentMinutes * 60)}, after there were some`;
    case 'rate': {
      const than =
        detect.direction === 'rise'
          ? `More than ${detect.factor} times`
          : `Less than ${percent(1 / detect.factor)} % of`;
      const floor = detect.direction === 'rise' ? ` and at least ${detect.atLeast} ${counts}` : '';
      return `${than} what is usual at this hour of the week${floor}${ofOne}, within ${spanWords(detect.windowSeconds)}`;
    }
    case 'anomaly':
      return `A risk score of ${detect.score} or more${ofOne}`;
    case 'watch':
      return WATCH_SENTENCES[detect.watch];
  }
}

/** `20`, `67`, `0.1` */
function percent(share: number): string {
  return String(share >= 0.1 ? Math.round(100 * share) : Math.round(1_000 * share) / 10);
}

const WATCH_SENTENCES = {
  'silent-source': 'A source that used to send has been silent for longer than it usually is',
  'clock-jump': 'The clock of a source jumped, or runs far from ours',
  'parser-drift': 'Much less of what a source sends is understood than before',
  'disk-full': 'The disk that holds the events, or the messages that wait for their database, is nearly full',
  'ledger-broken': 'Messages are unaccounted for: the ledger does not balance',
  'messages-lost': 'Messages that were sent here went missing',
} as const;
