// `<unit>: <what happened>`: exits, failures, restarts.

import type { Fields } from '#src/event/event.js';
import { event, PROCESS_END, PROCESS_ERROR, PROCESS_INFO } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

export function readUnit(text: string): Fields | undefined {
  const colon = text.indexOf(': ');
  const unit = colon < 0 ? '' : text.slice(0, colon);
  if (!/^[^\s/][^\s]{0,254}\.(?:service|socket|target|mount|timer|slice|scope|path|swap|device|automount)$/.test(unit))
    return undefined;
  const fields = ofWhat(text.slice(colon + 2));
  put(fields, 'service.name', unit);
  put(fields, 'event.reason', text.slice(colon + 2).replace(/\.$/, ''));
  return fields;
}

function ofWhat(what: string): Fields {
  const exited = /^(?:Main|Control) process exited, code=(\w{1,20}), status=(\d{1,3})\/(\w{1,40})/.exec(what);
  if (exited !== null) {
    const isGood = exited[2] === '0' || (exited[1] === 'killed' && exited[3] === 'TERM');
    const fields = event('service_stopped', PROCESS_END, isGood ? 1 : 2, isGood ? 'success' : 'failure');
    if (exited[1] === 'exited') put(fields, 'process.exit_code', exited[2]);
    put(fields, 'systemd.code', exited[1]);
    put(fields, 'systemd.status', exited[3]);
    return fields;
  }
  if (what.startsWith("Failed with result '")) {
    const fields = event('service_failed', PROCESS_ERROR, 3, 'failure');
    put(fields, 'systemd.result', what.slice(20, what.lastIndexOf("'")));
    return fields;
  }
  if (
    /^(?:Start request repeated too quickly|Failed to |Unit entered failed state|State '|A process of this unit has been killed by the OOM|Killing process)/.test(
      what,
    )
  )
    return event('service_failed', PROCESS_ERROR, 3, 'failure');
  if (/^(?:Scheduled restart job|Service (?:RestartSec|hold-off))/.test(what)) {
    const fields = event('service_restarting', PROCESS_INFO, 2);
    put(fields, 'systemd.restarts', /restart counter is at (\d{1,9})/.exec(what)?.[1]);
    return fields;
  }
  if (what.startsWith('Deactivated successfully') || what.startsWith('Succeeded'))
    return event('service_stopped', PROCESS_END, 1, 'success');
  return event('service_info', PROCESS_INFO, 1);
}
