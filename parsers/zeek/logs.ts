// What a record of one of Zeek's logs is, and the fields that need more than a name.
// https://docs.zeek.org/en/master/logs/index.html

import { putAnswers, putQuestion, putQuestionType, putResponseCode } from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import { flow } from '#src/event/flow.js';
import { putHostName, putUrl, requestEvent } from '#src/event/http-request.js';
import { textOf } from '#src/event/json-fields.js';
import {
  CONNECTION_START,
  EMAIL_INFO,
  event,
  FILE_ACCESS,
  FILE_CHANGE,
  FILE_DELETION,
  HOST_INFO,
  INTRUSION_INFO,
  kind,
  LOGON,
  LOGON_INFO,
  NETWORK_INFO,
  PROTOCOL_INFO,
  PROTOCOL_START,
} from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

type Body = Readonly<Record<string, unknown>>;

const PROTOCOL_ERROR = kind('network', 'protocol error');
const SHARE = kind('file network', 'connection start');

export function readLog(path: string, body: Body): Fields {
  switch (path) {
    case 'conn':
      return flow('ended');
    case 'dns':
      return dns(body);
    case 'http':
      return http(body);
    case 'ssh':
      return ssh(body);
    case 'notice':
      return event('ids_alert', INTRUSION_INFO, 3);
    case 'intel':
      return event('ids_alert', INTRUSION_INFO, 4);
    case 'weird':
      return event('protocol_anomaly', PROTOCOL_ERROR, 1);
    case 'files':
      return files(body);
    case 'dhcp':
      return dhcp(body);
    case 'smb_files':
      return fileAction(body);
    case 'smb_mapping':
      return event('share_connected', SHARE, 1);
    case 'kerberos':
    case 'ntlm':
    case 'radius':
      return logon(path, body);
    case 'ftp':
      return event('ftp_connection', PROTOCOL_INFO, 1);
    case 'smtp':
      return mail(body);
    case 'known_hosts':
    case 'known_services':
    case 'known_devices':
    case 'software':
      return event('device_found', HOST_INFO, 1);
    default:
      return body['id.orig_h'] === undefined
        ? event('device_message', NETWORK_INFO, 1)
        : event('protocol_seen', PROTOCOL_INFO, 1);
  }
}

function dns(body: Body): Fields {
  const fields = event('dns_query', PROTOCOL_START, 1);
  putQuestion(fields, textOf(body, 'query') ?? '');
  putQuestionType(fields, textOf(body, 'qtype_name'));
  const code = textOf(body, 'rcode_name');
  if (code !== undefined && !putResponseCode(fields, code)) fields['zeek.rcode_name'] = code;
  const answers = body['answers'];
  if (Array.isArray(answers))
    putAnswers(
      fields,
      answers.slice(0, 32).filter((one): one is string => typeof one === 'string'),
    );
  return fields;
}

function http(body: Body): Fields {
  const fields = requestEvent(textOf(body, 'status_code'));
  const uri = textOf(body, 'uri');
  if (uri !== undefined) putUrl(fields, uri);
  const host = textOf(body, 'host');
  if (host !== undefined) putHostName(fields, host);
  return fields;
}

/** Zeek infers the outcome from the size of packets; where it cannot, it says nothing. */
function ssh(body: Body): Fields {
  const isSuccess = body['auth_success'];
  if (isSuccess === true) return event('ssh_login', LOGON, 1, 'success');
  return isSuccess === false ? event('ssh_login', LOGON, 3, 'failure') : event('ssh_connection', CONNECTION_START, 1);
}

/** `client`: `alice/EXAMPLE.ORG`, `srv1$/EXAMPLE.ORG` */
function logon(path: string, body: Body): Fields {
  const isSuccess = body['success'] ?? (body['result'] === undefined ? undefined : body['result'] === 'success');
  const fields =
    isSuccess === false
      ? event('authentication', LOGON, 3, 'failure')
      : event('authentication', isSuccess === true ? LOGON : LOGON_INFO, 1, isSuccess === true ? 'success' : undefined);
  fields['network.protocol'] = path;
  const client = textOf(body, 'client');
  const slash = client?.lastIndexOf('/') ?? -1;
  put(fields, 'user.name', client === undefined || slash < 0 ? client : client.slice(0, slash));
  if (client !== undefined && slash >= 0) put(fields, 'user.domain', client.slice(slash + 1));
  return fields;
}

/** `subject` is a certificate's in other logs. */
function mail(body: Body): Fields {
  const fields = event('mail_connection', EMAIL_INFO, 1);
  put(fields, 'email.subject', textOf(body, 'subject'));
  return fields;
}

/** Before Zeek 5 the ends stand in lists. */
function files(body: Body): Fields {
  const fields = event('file_transferred', FILE_ACCESS, 1);
  for (const [name, field] of [
    ['tx_hosts', 'source.ip'],
    ['rx_hosts', 'destination.ip'],
  ] as const) {
    const hosts = body[name];
    if (Array.isArray(hosts) && hosts.length === 1 && typeof hosts[0] === 'string') put(fields, field, hosts[0]);
  }
  return fields;
}

function fileAction(body: Body): Fields {
  const action = textOf(body, 'action') ?? '';
  const fields = fileEvent(action);
  put(fields, 'file.name', textOf(body, 'name'));
  return fields;
}

function fileEvent(action: string): Fields {
  if (action.endsWith('DELETE')) return event('file_deleted', FILE_DELETION, 1);
  if (action.endsWith('RENAME')) return event('file_renamed', FILE_CHANGE, 1);
  return action.endsWith('WRITE') ? event('file_changed', FILE_CHANGE, 1) : event('file_read', FILE_ACCESS, 1);
}

const STEPS: ReadonlyMap<
  string,
  | 'dhcp_ack'
  | 'dhcp_nak'
  | 'dhcp_offer'
  | 'dhcp_request'
  | 'dhcp_discover'
  | 'dhcp_release'
  | 'dhcp_decline'
  | 'dhcp_inform'
> = new Map([
  ['ACK', 'dhcp_ack'],
  ['NAK', 'dhcp_nak'],
  ['OFFER', 'dhcp_offer'],
  ['REQUEST', 'dhcp_request'],
  ['DISCOVER', 'dhcp_discover'],
  ['RELEASE', 'dhcp_release'],
  ['DECLINE', 'dhcp_decline'],
  ['INFORM', 'dhcp_inform'],
]);

/** One record is a whole conversation; its last message tells how it went. */
function dhcp(body: Body): Fields {
  const types = body['msg_types'];
  const last: unknown = Array.isArray(types) ? types.at(-1) : undefined;
  return event(STEPS.get(String(last)) ?? 'dhcp_server_message', PROTOCOL_INFO, 1);
}
