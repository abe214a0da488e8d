// What an EVE record is: by its event_type and, within, by the names of that type. Fields that need more than a name are read here.
// https://docs.suricata.io/en/latest/output/eve/eve-json-format.html

import { putAnswers, putQuestion, putQuestionType, putResponseCode } from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import { levelOfPriority } from '#src/event/fast-alert.js';
import { flow } from '#src/event/flow.js';
import { readForeignTime } from '#src/event/foreign-time.js';
import { putHostName, putUrl, requestEvent } from '#src/event/http-request.js';
import { bodyOf, textOf } from '#src/event/json-fields.js';
import {
  CONNECTION_START,
  EMAIL_INFO,
  event,
  FILE_ACCESS,
  HOST_INFO,
  INTRUSION_DENIED,
  INTRUSION_INFO,
  LOGON,
  LOGON_INFO,
  kind,
  PROTOCOL_INFO,
  PROTOCOL_START,
} from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

type Body = Readonly<Record<string, unknown>>;

const PROTOCOL_ERROR = kind('network', 'protocol error');

export function readEvent(type: string, body: Body): Fields {
  const details = bodyOf(body, type);
  const fields = eventOf(type, body, details);
  const http = bodyOf(body, 'http');
  if (http !== undefined) putHttp(fields, http);
  const dns = bodyOf(body, 'dns');
  if (dns !== undefined) putDns(fields, dns);
  const smtp = bodyOf(body, 'smtp');
  if (smtp !== undefined) putMail(fields, smtp);
  if (type === 'flow') putDuration(fields, details);
  return fields;
}

function eventOf(type: string, body: Body, details: Body | undefined): Fields {
  switch (type) {
    case 'alert':
      return alert(body, details);
    case 'anomaly':
      return event('protocol_anomaly', PROTOCOL_ERROR, 2);
    case 'drop':
      return flow('denied');
    case 'dns':
      return isAnswer(details) ? event('dns_reply', PROTOCOL_INFO, 1) : event('dns_query', PROTOCOL_START, 1);
    case 'http':
      return requestEvent(textOf(details, 'status'));
    case 'flow':
    case 'netflow':
      return flow(textOf(details, 'action') === 'drop' || body['verdict'] === 'drop' ? 'denied' : 'ended');
    case 'fileinfo':
      return event('file_transferred', FILE_ACCESS, 1);
    case 'ssh':
      return event('ssh_connection', CONNECTION_START, 1);
    case 'smtp':
      return event('mail_connection', EMAIL_INFO, 1);
    case 'dhcp':
      return dhcp(details);
    case 'smb':
      return smb(details);
    case 'krb5':
      return textOf(details, 'msg_type') === 'KRB_ERROR'
        ? event('authentication', LOGON_INFO, 2, 'failure')
        : event('protocol_seen', PROTOCOL_INFO, 1);
    case 'ftp':
      return ftp(details);
    case 'stats':
    case 'engine':
      return event('device_message', HOST_INFO, 1);
    default:
      return event('protocol_seen', PROTOCOL_INFO, 1);
  }
}

function alert(body: Body, details: Body | undefined): Fields {
  const isStopped = textOf(details, 'action') === 'blocked' || textOf(bodyOf(body, 'verdict'), 'action') === 'drop';
  return event(
    'ids_alert',
    isStopped ? INTRUSION_DENIED : INTRUSION_INFO,
    levelOfPriority(textOf(details, 'severity')),
  );
}

/** A session that is refused is a failed logon; everything else is what a client does with a share. */
function smb(details: Body | undefined): Fields {
  const isSetup =
    textOf(details, 'command')?.endsWith('SESSION_SETUP') === true || bodyOf(details, 'ntlmssp') !== undefined;
  if (!isSetup) return event('protocol_seen', PROTOCOL_INFO, 1);
  const status = textOf(details, 'status') ?? '';
  if (status === 'STATUS_SUCCESS') return event('authentication', LOGON, 1, 'success');
  return REFUSED_STATUS.test(status)
    ? event('authentication', LOGON, 3, 'failure')
    : event('authentication', LOGON_INFO, 1);
}

const REFUSED_STATUS =
  /^STATUS_(?:LOGON_FAILURE|WRONG_PASSWORD|NO_SUCH_USER|ACCOUNT_\w{1,30}|PASSWORD_\w{1,30}|ACCESS_DENIED|LOGON_TYPE_NOT_GRANTED)$/;

/** `530` and its kin answer a logon that was refused. */
function ftp(details: Body | undefined): Fields {
  const command = textOf(details, 'command');
  if (command !== 'USER' && command !== 'PASS') return event('ftp_connection', PROTOCOL_INFO, 1);
  const codes: unknown = details?.['completion_code'];
  const code: unknown = Array.isArray(codes) ? codes[0] : undefined;
  const fields =
    code === '530'
      ? event('ftp_login', LOGON, 3, 'failure')
      : code === '230'
        ? event('ftp_login', LOGON, 1, 'success')
        : event('ftp_connection', PROTOCOL_INFO, 1);
  if (command === 'USER') put(fields, 'user.name', textOf(details, 'command_data'));
  return fields;
}

/** `<a@example.org>`, and the first of the recipients. */
function putMail(fields: Fields, smtp: Body): void {
  put(fields, 'email.from.address', bare(textOf(smtp, 'mail_from')));
  const recipients: unknown = smtp['rcpt_to'];
  const first: unknown = Array.isArray(recipients) ? recipients[0] : undefined;
  if (typeof first === 'string') put(fields, 'email.to.address', bare(first));
}

const bare = (text: string | undefined): string | undefined => text?.replaceAll(/^<|>$/g, '');

/** From the first packet to the last, in nanoseconds. */
function putDuration(fields: Fields, details: Body | undefined): void {
  const [start, end] = [readForeignTime(details?.['start']), readForeignTime(details?.['end'])];
  if (typeof start === 'number' && typeof end === 'number' && end >= start)
    fields['event.duration'] = (end - start) * 1e6;
}

const DHCP_STEPS: ReadonlyMap<
  string,
  | 'dhcp_discover'
  | 'dhcp_offer'
  | 'dhcp_request'
  | 'dhcp_ack'
  | 'dhcp_nak'
  | 'dhcp_decline'
  | 'dhcp_release'
  | 'dhcp_inform'
> = new Map([
  ['discover', 'dhcp_discover'],
  ['offer', 'dhcp_offer'],
  ['request', 'dhcp_request'],
  ['ack', 'dhcp_ack'],
  ['nak', 'dhcp_nak'],
  ['decline', 'dhcp_decline'],
  ['release', 'dhcp_release'],
  ['inform', 'dhcp_inform'],
]);

function dhcp(details: Body | undefined): Fields {
  const step = DHCP_STEPS.get(textOf(details, 'dhcp_type') ?? '');
  const isRequest = textOf(details, 'type') === 'request';
  return event(step ?? (isRequest ? 'dhcp_request' : 'dhcp_offer'), PROTOCOL_INFO, 1);
}

/** Request line and status of an `http` object, also as context of an alert. */
function putHttp(fields: Fields, http: Body): void {
  put(fields, 'http.request.method', textOf(http, 'http_method'));
  const url = textOf(http, 'url');
  if (url !== undefined) putUrl(fields, url);
  const host = textOf(http, 'hostname');
  if (host !== undefined) putHostName(fields, host);
  put(fields, 'http.response.status_code', textOf(http, 'status'), 'suricata.http.status');
}

function isAnswer(dns: Body | undefined): boolean {
  const type = textOf(dns, 'type');
  return type === 'answer' || type === 'response' || bodyOf(dns, 'answer') !== undefined;
}

/** Versions 1 and 2 tell the question themselves, version 3 and alerts as a list. */
function putDns(fields: Fields, dns: Body): void {
  const question = [dns, firstOf(dns['queries']), firstOf(dns['query']), bodyOf(dns, 'answer')].find(
    (one) => textOf(one, 'rrname') !== undefined,
  );
  putQuestion(fields, textOf(question, 'rrname') ?? '');
  putQuestionType(fields, textOf(question, 'rrtype'));
  const code = textOf(dns, 'rcode') ?? textOf(bodyOf(dns, 'answer'), 'rcode');
  const action = fields['event.action'];
  if (code !== undefined && action === 'dns_reply' && !putResponseCode(fields, code))
    fields['suricata.dns.rcode'] = code;
  putAnswers(fields, answersOf(dns));
}

function answersOf(dns: Body): string[] {
  const alone = textOf(dns, 'rdata');
  const list = Array.isArray(dns['answers']) ? (dns['answers'] as unknown[]) : [];
  const found = list.slice(0, 32).map((one) => (typeof one === 'object' ? textOf(one as Body, 'rdata') : undefined));
  const grouped = Object.values(bodyOf(dns, 'grouped') ?? {})
    .flat()
    .slice(0, 32);
  const texts = [alone, ...(found.some((one) => one !== undefined) ? found : grouped)];
  return texts.filter((one): one is string => typeof one === 'string');
}

function firstOf(value: unknown): Body | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  return typeof first === 'object' && first !== null ? (first as Body) : undefined;
}
