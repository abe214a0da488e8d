// From a WindowsRecord to the event's fields: what every shape has in common.

import type { Fields, Level } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { accountOf, ipOf, portOf } from './address.js';
import { failureReason, isSuccess, logonTypeOf } from './codes.js';
import { eventDefOf, channelOf, scopeOf, UNKNOWN_EVENT } from './events.js';
import type { EventDef, Outcome, Scope } from './events.js';
import { addProcessFields, addNetworkFields } from './more-fields.js';
import type { WindowsRecord } from './record.js';
import { readRendered } from './rendered.js';
import type { Party } from './roles.js';
import { settleTime } from './time.js';

/** Fewer values than this are not the event data of a whole event: its text may hold the rest. */
const FEW = 4;
const MAX_MESSAGE_LENGTH = 8_192;
const FAILED_LEVEL: Level = 3;

export function toFields(record: WindowsRecord, line: SyslogLine): Fields {
  if (record.dataCount < FEW) readRendered(record);
  record.channel ??= channelOf(record.provider, record.code);
  const scope = scopeOf(record.channel, record.provider);
  const def = eventDefOf(scope, record.code);
  const fields = record.fields;
  addSystem(fields, record, line);
  addMeaning(fields, record, def);
  addAccounts(fields, record, def, scope);
  addLogon(fields, record);
  addProcessFields(fields, record, scope);
  addNetworkFields(fields, record, scope);
  return fields;
}

function addSystem(fields: Fields, record: WindowsRecord, line: SyslogLine): void {
  const time = settleTime(record.time, line.time);
  if (time !== undefined) fields['@timestamp'] = time;
  if (record.host !== undefined) fields['host.name'] = record.host;
  if (record.code !== '') fields['event.code'] = record.code;
  if (record.channel !== undefined) fields['winlog.channel'] = record.channel;
  if (record.provider !== undefined) fields['winlog.provider_name'] = record.provider;
  if (record.recordId !== undefined) fields['winlog.record_id'] = record.recordId;
  const message = record.message === undefined ? '' : readable(record.message);
  if (message !== '') fields.message = message;
  if (record.cut) fields.tags = ['windows.incomplete'];
}

/** Windows explains each event at the end of its text, a kilobyte of the same words each time; that part is not the message. */
function readable(message: string): string {
  const at = message.lastIndexOf('This event is generated');
  const isParagraph = at > 0 && message.charCodeAt(at - 1) === 0x0a;
  return message.slice(0, Math.min(isParagraph ? at : message.length, MAX_MESSAGE_LENGTH)).trim();
}

function addMeaning(fields: Fields, record: WindowsRecord, def: EventDef): void {
  const outcome = def.outcome ?? outcomeOf(record, def);
  let level = def.level;
  if (outcome === 'failure' && def.outcome === undefined)
    level = Math.max(level, def.category.includes('authentication') ? FAILED_LEVEL : 2) as Level;
  fields['event.severity'] = level;
  if (outcome !== undefined) fields['event.outcome'] = outcome;
  if (def === UNKNOWN_EVENT) return;
  fields['event.category'] = def.category;
  fields['event.type'] = def.type;
  fields['event.action'] = def.action;
}

/** A status code tells more than the keywords do: 4768, 4769 and 4776 are one event for both outcomes. */
function outcomeOf(record: WindowsRecord, def: EventDef): Outcome | undefined {
  const isLogon = def.category.includes('authentication');
  const success = isLogon ? isSuccess(record.get('Status')) : undefined;
  if (success !== undefined) return success ? 'success' : 'failure';
  if (record.audit !== undefined) return record.audit;
  return def.category.includes('iam') ? 'success' : undefined; // an account change that was not audited as failed did happen
}

function addAccounts(fields: Fields, record: WindowsRecord, def: EventDef, scope: Scope | undefined): void {
  const acting = actingAccount(record, def, scope);
  if (acting.name !== undefined) fields['user.name'] = acting.name;
  if (acting.name !== undefined && acting.domain !== undefined) fields['user.domain'] = acting.domain;
  const target = partyOf(record, def.roles.target);
  if (target.name !== undefined) fields['user.target.name'] = target.name;
  if (target.name !== undefined && target.domain !== undefined) fields['user.target.domain'] = target.domain;
  const group = partyOf(record, def.roles.group);
  if (group.name !== undefined) fields['group.name'] = group.name;
  if (group.name !== undefined && group.domain !== undefined) fields['group.domain'] = group.domain;
}

/** The event data's word first; the writing process' account says who acted, never who logs on (nor, for Sysmon, anything). */
function actingAccount(record: WindowsRecord, def: EventDef, scope: Scope | undefined): ReturnType<typeof accountOf> {
  const user = partyOf(record, def.roles.user);
  if (user.name !== undefined) return user;
  if (record.user !== undefined) return accountOf(record.user, undefined);
  const isTold = scope !== 'sysmon' && def.roles.user?.[0] !== 'TargetUserName';
  return accountOf(isTold ? record.account : undefined, undefined);
}

function partyOf(record: WindowsRecord, party: Party | undefined): ReturnType<typeof accountOf> {
  if (party === undefined) return { name: undefined, domain: undefined };
  return accountOf(record.get(party[0]), party[1] === undefined ? undefined : record.get(party[1]));
}

function addLogon(fields: Fields, record: WindowsRecord): void {
  const type = logonTypeOf(record.get('LogonType'));
  if (type !== undefined) fields['winlog.logon.type'] = type;
  if (fields['event.outcome'] === 'failure') {
    const reason = failureReason(
      record.code,
      record.get('Status'),
      record.get('SubStatus'),
      record.get('FailureReason'),
    );
    if (reason !== undefined) fields['winlog.logon.failure.reason'] = reason;
  }
  const workstation =
    record.get('WorkstationName') ??
    record.get('Workstation') ??
    record.get('ClientName') ??
    (record.code === '4740' ? record.get('TargetDomainName') : undefined);
  if (workstation !== undefined) fields['source.domain'] = workstation.replace(/^\\\\/, '');
  const ip = ipOf(record.get('IpAddress') ?? record.get('ClientAddress') ?? record.address);
  if (ip === undefined) return;
  fields['source.ip'] = ip;
  const port = portOf(record.get('IpPort'));
  if (port !== undefined) fields['source.port'] = port;
}
