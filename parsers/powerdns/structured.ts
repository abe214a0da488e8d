// The Recursor's structured lines: `msg="Question" subsystem="syncres" level="0" prio="Info" ... qname="example.org" remote="192.0.2.7:4242"`.
// Values are quoted and escaped, so a name cannot bring pairs of its own.

import {
  DNS_ANSWER,
  DNS_BLOCK,
  DNS_ERROR,
  DNS_QUESTION,
  DNS_SERVER_END,
  DNS_SERVER_INFO as INFO,
  DNS_SERVER_START,
  putQuestion,
  putQuestionType,
  putResponseCode,
} from '#src/event/dns.js';
import type { Fields } from '#src/event/event.js';
import { event } from '#src/event/kinds.js';
import { readPairs } from '#src/event/pairs.js';
import { putEndpoint } from '#src/event/put.js';

export function parseStructured(text: string): Fields | undefined {
  const values = new Map<string, string>();
  for (const [name, value] of readPairs(text).pairs) if (!values.has(name)) values.set(name, value);
  const message = values.get('msg');
  if (message === undefined || message === '') return undefined;
  const fields = begin(message, values);
  const name = values.get('qname');
  if (name !== undefined) putQuestion(fields, name);
  putQuestionType(fields, values.get('qtype'));
  const code = values.get('rcode');
  if (code !== undefined) putResponseCode(fields, code);
  putEndpoint(fields, 'source', values.get('remote') ?? values.get('source'), 'powerdns.remote');
  const protocol = values.get('proto');
  if (protocol === 'udp' || protocol === 'tcp') fields['network.transport'] = protocol;
  const error = values.get('error');
  if (error !== undefined && error !== '') fields['event.reason'] = error.slice(0, 1_000);
  const seconds = Number(values.get('ts'));
  if (seconds > 0 && seconds < 7e9) fields['@timestamp'] = Math.round(seconds * 1_000);
  const policy = values.get('policyName') ?? values.get('policyname');
  if (policy !== undefined && policy !== '') fields['powerdns.policy'] = policy.slice(0, 200);
  fields['powerdns.msg'] = message.slice(0, 300);
  return fields;
}

function begin(message: string, values: ReadonlyMap<string, string>): Fields {
  if (message === 'Question') return event('dns_query', DNS_QUESTION, 1);
  if (message === 'Answer' || message === 'Query answered') return event('dns_reply', DNS_ANSWER, 1);
  if (message.includes('policy') && values.has('qname')) return event('dns_blocked', DNS_BLOCK, 2, 'failure');
  if (message.startsWith('Refus') || message.includes('not allowed'))
    return event('dns_refused', DNS_BLOCK, 2, 'failure');
  if (message.startsWith('PowerDNS Recursor') || message === 'Started')
    return event('dns_server_started', DNS_SERVER_START, 1);
  if (message.startsWith('Exiting')) return event('dns_server_stopped', DNS_SERVER_END, 2);
  const priority = values.get('prio') ?? '';
  if (priority === 'Error' || priority === 'Critical' || priority === 'Alert')
    return event('dns_server_warning', DNS_ERROR, 3);
  return priority === 'Warning' ? event('dns_server_warning', DNS_ERROR, 2) : event('dns_server_message', INFO, 1);
}
