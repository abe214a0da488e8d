// `192.0.2.7`, or `laptop(192.0.2.7)` where the NAS knows the host's name.

import type { Fields } from '#src/event/event.js';
import { put, putHost } from '#src/event/put.js';

export function putClient(fields: Fields, text: string | undefined): void {
  const open = text?.lastIndexOf('(') ?? -1;
  if (text === undefined || open < 0 || !text.endsWith(')')) {
    putHost(fields, 'source', text, 'synology.client');
    return;
  }
  put(fields, 'source.ip', text.slice(open + 1, -1), 'synology.client');
  put(fields, 'source.domain', text.slice(0, open));
}
