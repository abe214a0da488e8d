// What a template may name: the webhook's body, and what a person reads (title, text, severity, url), which every type of message has.

import { ENTITY_KINDS } from '#src/alerts/alert.js';
import { nearest } from '#src/nearest.js';
import type { OutboxMessage } from '#src/outbox/message.js';
import { sentenceOf } from './sentence.js';
import { webhookBody } from './webhook-body.js';

/** `true`: a value; `{ '#': shape }`: a list, whose entries are named by number. */
type Shape = true | { readonly [name: string]: Shape };

const ALERT: Shape = {
  id: true,
  rule: { id: true, name: true, kind: true },
  severity: true,
  title: true,
  summary: true,
  entity: Object.fromEntries(ENTITY_KINDS.map((kind) => [kind, true as const])),
  score: true,
  reasons: { '#': { code: true, what: true, expected: true, actual: true, points: true } },
  count: true,
  first: true,
  last: true,
  events: { '#': { id: true, time: true, message: true } },
  url: true,
  state: true,
  source: true,
  advice: true,
  closed: { reason: true, note: true, at: true, by: true, isUnwatched: true },
  tags: { '#': true },
};

const SHAPE: Shape = {
  title: true,
  text: true,
  severity: true,
  url: true,
  isOver: true,
  type: true,
  version: true,
  id: true,
  time: true,
  alert: ALERT,
  digest: {
    reason: true,
    title: true,
    from: true,
    to: true,
    total: true,
    more: true,
    url: true,
    isOver: true,
    over: { '#': true },
    rules: { '#': { id: true, name: true, messages: true } },
    alerts: {
      '#': {
        id: true,
        rule: true,
        severity: true,
        title: true,
        count: true,
        messages: true,
        type: true,
        isUnwatched: true,
        first: true,
        last: true,
        url: true,
      },
    },
  },
};

/** The values that a template is filled with. */
export function templateValues(message: OutboxMessage): Readonly<Record<string, unknown>> {
  const { title, text, severity, url, isOver } = sentenceOf(message);
  return { title, text, severity, url, isOver, ...webhookBody(message) };
}

export function knownPath(path: string): boolean {
  let at: Shape = SHAPE;
  for (const key of path.split('.')) {
    if (at === true) return false;
    const next: Shape | undefined = /^\d{1,4}$/.test(key)
      ? at['#']
      : key === '#' || !Object.hasOwn(at, key)
        ? undefined
        : at[key];
    if (next === undefined) return false;
    at = next;
  }
  return true;
}

export function pathMistake(path: string): string {
  const guess = nearest(path, TEMPLATE_PATHS);
  return `no message has ${JSON.stringify(path)}${guess === undefined ? '' : `; did you mean {{${guess}}}?`}`;
}

/** For people: what can be named, with `0` for the first entry of a list. */
export const TEMPLATE_PATHS: readonly string[] = pathsOf(SHAPE);

function pathsOf(shape: Shape, before = ''): string[] {
  if (shape === true) return [];
  return Object.entries(shape).flatMap(([name, inner]) => {
    const path = `${before}${name === '#' ? '0' : name}`;
    return [path, ...pathsOf(inner, `${path}.`)];
  });
}
