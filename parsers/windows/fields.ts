// From a WindowsRecord to the event's fields: what every shape has in common.

import type { Fields, Level } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { addAccounts } from './accounts.js';
import { ipOf } from './address.js';
import { failureReason, isSuccess, logonTypeOf, statusWords } from './codes.js';
import { channelOf, eventDefOf, scopeOf } from './events.js';
import type { EventDef } from './events.js';
import { applyInner } from './inner.js';
import type { WindowsRecord } from './record.js';
import { readRendered } from './rendered.js';
import type { Outcome } from './row.js';
import { CATEGORY_OF_TASK } from './scopes.js';
import { addSystem } from './system.js';
import { applyRules } from './targets.js';
import { valueOf } from './values.js';

/** Fewer values than this are not the event data of a whole event: its text may hold the rest. */
const FEW = 4;
const FAILED_LEVEL: Level = 3;
/** Windows' critical, error, warning as ours; the rest is a notice. */
const LEVEL_OF: readonly Level[] = [1, 4, 3, 2];

export function toFields(record: WindowsRecord, line: SyslogLine): Fields {
  if (record.dataCount < FEW) readRendered(record);
  record.channel ??= channelOf(record.provider, record.code);
  const scope = scopeOf(record.channel, record.provider);
  const def = eventDefOf(scope, record.code);
  const fields = record.fields;
  addSystem(fields, record, line);
  addMeaning(fields, record, def, scope.id);
  addAccounts(fields, record, def.roles);
  applyRules(fields, record, def.rules);
  if (def.inner.length > 0) applyInner(fields, record, def.inner);
  addLogon(fields, record, def);
  addWords(fields, record, def);
  def.refine?.(fields, record);
  return fields;
}

function addMeaning(fields: Fields, record: WindowsRecord, def: EventDef, scope: string): void {
  // the log's own word counts more than what the event usually is
  const outcome = record.audit === 'failure' ? 'failure' : (def.outcome ?? outcomeOf(record, def));
  let level = def.isKnown ? def.level : (LEVEL_OF[record.level ?? 0] ?? 1);
  if (outcome === 'failure' && def.outcome !== 'failure')
    level = Math.max(level, def.isAuthentication ? FAILED_LEVEL : 2) as Level;
  fields['event.severity'] = level;
  if (outcome !== undefined) fields['event.outcome'] = outcome;
  fields['event.category'] = def.isKnown || scope !== 'security' ? def.category : categoryOfTask(record, def);
  fields['event.type'] = def.type;
  fields['event.action'] = def.action;
}

/** Security events without a row at least have their audit category. */
function categoryOfTask(record: WindowsRecord, def: EventDef): readonly string[] {
  const category = CATEGORY_OF_TASK[record.taskNumber?.slice(0, 3) ?? ''];
  return category === undefined ? def.category : [category];
}

/** A status code tells more than the keywords do: 4768, 4769 and 4776 are one event for both outcomes. */
function outcomeOf(record: WindowsRecord, def: EventDef): Outcome | undefined {
  const success = def.isAuthentication ? isSuccess(record.get('Status')) : undefined;
  if (success !== undefined) return success ? 'success' : 'failure';
  if (record.audit !== undefined) return record.audit;
  // an account change that was not audited as failed did happen
  return def.isAccountChange ? 'success' : undefined;
}

function addLogon(fields: Fields, record: WindowsRecord, def: EventDef): void {
  const type = record.get('LogonType');
  if (type !== undefined) set(fields, 'winlog.logon.type', logonTypeOf(type));
  const own = def.roles.isLogon === true ? record.get('TargetLogonId') : undefined;
  set(fields, 'winlog.logon.id', own ?? record.get('SubjectLogonId'));
  if (fields['source.ip'] === undefined && record.address !== undefined) set(fields, 'source.ip', ipOf(record.address));
  if (fields['event.outcome'] === 'failure') addFailure(fields, record);
}

function addFailure(fields: Fields, record: WindowsRecord): void {
  const [status, subStatus] = [record.get('Status'), record.get('SubStatus')];
  set(
    fields,
    'winlog.logon.failure.reason',
    failureReason(record.code, status, subStatus, record.get('FailureReason')),
  );
  set(fields, 'winlog.logon.failure.status', statusWords(record.code, status));
  set(fields, 'winlog.logon.failure.sub_status', statusWords(record.code, subStatus));
}

function addWords(fields: Fields, record: WindowsRecord, def: EventDef): void {
  for (const coded of def.coded) {
    const text = valueOf(record, coded.from);
    const words = text === undefined ? undefined : coded.read(text);
    if (words !== undefined) fields[coded.to] = words;
  }
}

function set(fields: Fields, name: `${string}.${string}`, value: string | undefined): void {
  if (value !== undefined) fields[name] = value;
}
