// Bodies of the seeds' shape, told by `os_type` or `event_type`: their severity 1..5 is our level, their
// event_type our action. (os_type is our family wherever it stands.)

import type { Fields, Level } from '#src/event/event.js';

const NONE: ReadonlySet<string> = new Set();

/** Sets what only this shape means and returns the names it used up; an empty set for every other body. */
export function putSeed(fields: Fields, body: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const { os_type: osType, event_type: eventType, severity } = body;
  if (typeof osType !== 'string' && typeof eventType !== 'string') return NONE;
  const taken = new Set<string>();
  if (isLevel(severity)) {
    fields['event.severity'] = Number(severity) as Level;
    taken.add('severity');
  }
  if (
    typeof eventType === 'string' &&
    isAction(eventType) &&
    body['action'] === undefined &&
    body['event.action'] === undefined
  ) {
    fields['event.action'] = eventType;
    taken.add('event_type');
  }
  return taken;
}

function isLevel(value: unknown): boolean {
  return (typeof value === 'number' || typeof value === 'string') && /^[1-5]$/.test(String(value));
}

function isAction(text: string): boolean {
  return /^[\w.:-]{1,64}$/.test(text);
}
