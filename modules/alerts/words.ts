// How states, reasons and history are said to people.

import type { AlertState, CloseReason } from '#src/alerts/alert.js';
import type { HistoryEntry, KeptAlert } from '#src/alerts/kept-alert.js';
import type { PersonsReason } from '#src/alerts/triage.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { format } from '#src/portal/page/format.js';

const STATE_WORDS: Readonly<Record<AlertState, string>> = {
  open: 'open',
  acknowledged: 'acknowledged',
  closed: 'closed',
};

const REASON_WORDS: Readonly<Record<CloseReason, string>> = {
  true: 'a real attack',
  benign: 'real, but harmless',
  false: 'a false alarm',
  recovered: 'over by itself',
  unwatched: 'no longer watched',
};

/** To choose from when closing. */
export const REASON_CHOICES: readonly {
  readonly reason: PersonsReason;
  readonly word: string;
  readonly hint: string;
}[] = [
  { reason: 'true', word: 'A real attack', hint: 'it happened, and it was meant' },
  { reason: 'benign', word: 'Real, but harmless', hint: 'it happened: a test, a scanner of ours, a colleague' },
  { reason: 'false', word: 'A false alarm', hint: 'the rule was mistaken' },
];

/** `closed as a false alarm` */
export function stateText({ state, reason }: Pick<KeptAlert, 'state' | 'reason'>): string {
  return reason === undefined ? STATE_WORDS[state] : `${STATE_WORDS[state]}: ${REASON_WORDS[reason]}`;
}

export interface HistoryLine {
  /** ms since 1970 */
  readonly at: number;
  /** Undefined: the program itself. */
  readonly who: string | undefined;
  readonly what: string;
  /** What a person or a rule said; made visible. */
  readonly text: string;
  readonly icon: string;
}

const ICONS: Readonly<Record<HistoryEntry['action'], string>> = {
  raised: 'bell',
  grew: 'trending-up',
  rose: 'trending-up',
  continued: 'alert-triangle',
  worsened: 'bell',
  recovered: 'heartbeat',
  unwatched: 'player-pause',
  opened: 'refresh',
  acknowledged: 'eye',
  closed: 'check',
  assigned: 'user',
  commented: 'pencil',
};

const MAX_TEXT_CHARS = 4_000;

export function historyLine({ at, who, action, text }: HistoryEntry): HistoryLine {
  const { what, said = '' } = told(action, text);
  return {
    at,
    who: who && visibleText(who, 80),
    what,
    text: visibleLines(said.slice(0, MAX_TEXT_CHARS)),
    icon: ICONS[action],
  };
}

function told(action: HistoryEntry['action'], text: string): { readonly what: string; readonly said?: string } {
  switch (action) {
    case 'raised':
      return { what: text === '0' ? 'raised' : `raised with ${events(text)}` };
    case 'grew':
      return { what: `grew to ${events(text)}` };
    case 'rose':
      return { what: `became more severe: ${visibleText(text, 20)}` };
    case 'continued':
      return { what: `went on after it was closed: ${events(text)}` };
    case 'worsened':
      return { what: `went on more severely after it was closed: alert ${visibleText(text, 40)} was raised` };
    case 'recovered':
    case 'unwatched':
      return { what: REASON_WORDS[action], said: text };
    case 'opened':
      return { what: 'opened again' };
    case 'acknowledged':
      return { what: 'acknowledged' };
    case 'closed': {
      const [, reason = '', note = ''] = /^(true|benign|false)(?:: ([^]*))?$/.exec(text) ?? [];
      return { what: `closed as ${REASON_WORDS[reason as CloseReason] ?? 'done'}`, said: note };
    }
    case 'assigned':
      return { what: text === '' ? 'assigned to nobody' : `assigned to ${visibleText(text, 80)}` };
    case 'commented':
      return { what: 'said', said: text };
  }
}

/** Made visible, with its line ends. */
export function visibleLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => visibleText(line))
    .join('\n');
}

function events(count: string): string {
  return `${format.number(Number(count))} ${count === '1' ? 'event' : 'events'}`;
}
