// cron, crond (cronie), crontab and anacron's neighbours: `(<user>) <VERB> (<what>)`.

import type { Fields } from '#src/event/event.js';
import { CONFIGURATION_ACCESS, CONFIGURATION_CHANGE, event, PROCESS_START } from './kinds.js';
import { parsePam } from './pam.js';
import { putCommand, putName } from './text.js';

export function parseCron(text: string): Fields | undefined {
  if (text.charCodeAt(0) !== 0x28) return text.startsWith('pam_') ? parsePam(text) : undefined;
  const close = text.indexOf(') ');
  const open = text.indexOf(' (', close + 2);
  if (close < 0 || open < 0) return undefined;
  const fields = ofVerb(text.slice(close + 2, open));
  if (fields === undefined) return undefined;
  putName(fields, 'user.name', text.slice(1, close));
  const what = text.slice(open + 2, text.endsWith(')') ? -1 : undefined);
  if (fields['event.action'] === 'cron_job') putCommand(fields, what);
  else putName(fields, 'user.target.name', what);
  return fields;
}

function ofVerb(verb: string): Fields | undefined {
  switch (verb) {
    case 'CMD':
      return event('cron_job', PROCESS_START, 1);
    case 'REPLACE':
    case 'DELETE':
      return event('crontab_changed', CONFIGURATION_CHANGE, 2, 'success');
    case 'LIST':
    case 'BEGIN EDIT':
    case 'END EDIT':
      return event('crontab_viewed', CONFIGURATION_ACCESS, 1, 'success');
    default:
      return undefined;
  }
}
