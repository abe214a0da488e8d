// Whether a stored event came live or was imported: its id says so.

import type { LogEvent } from '#src/event/event.js';
import type { EventKind } from '#src/plugin/module.js';

/** `<day>-<retention class>-import-<part>-<row>`; a class may be called `import`, too. */
const IMPORTED = /^\d+-[^-]+-import-/;

/** @returns `live` for an event without id: it is on its way */
export function kindOf(event: LogEvent): EventKind {
  const id = event['event.id'];
  return id !== undefined && IMPORTED.test(id) ? 'import' : 'live';
}
