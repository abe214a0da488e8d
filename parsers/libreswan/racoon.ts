// racoon's sentences: data. Sources: ipsec-tools src/racoon/{isakmp*,pfkey,main,session}.c

import {
  CONNECTION_ERROR,
  CONNECTION_START,
  event,
  LOGON,
  NETWORK_INFO,
  PROCESS_END,
  PROCESS_START,
  SESSION_END,
} from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const ENDS = '<destination.ip>[<destination.port>]-<source.ip>[<source.port>]';
const CONNECTING = event('vpn_connection', CONNECTION_START, 1);
const TUNNEL = event('vpn_connection', CONNECTION_START, 1, 'success');
const MISFIT = event('vpn_tls_error', CONNECTION_ERROR, 2, 'failure');
const TALK = event('vpn_message', NETWORK_INFO, 1);

const messages: readonly Pattern[] = [
  ['respond new phase 1 negotiation: <destination.ip>[<destination.port>]<<=><source.ip>[<source.port>]', CONNECTING],
  ['initiate new phase 1 negotiation: <destination.ip>[<destination.port>]<<=><source.ip>[<source.port>]', CONNECTING],
  ['respond new phase 2 negotiation: <destination.ip>[<destination.port>]<<=><source.ip>[<source.port>]', TALK],
  ['initiate new phase 2 negotiation: <destination.ip>[<destination.port>]<<=><source.ip>[<source.port>]', TALK],
  [`ISAKMP-SA established ${ENDS} spi:<libreswan.spi>`, TUNNEL],
  [`ISAKMP-SA deleted ${ENDS} spi:<libreswan.spi>`, event('vpn_logout', SESSION_END, 1)],
  [`ISAKMP-SA expired ${ENDS} spi:<libreswan.spi>`, TALK],
  ['IPsec-SA established: <libreswan.sa> <source.ip>[<_:int>]-><destination.ip>[<_:int>] spi=<libreswan.spi>', TUNNEL],
  ['IPsec-SA expired: <libreswan.sa> <source.ip>[<_:int>]-><destination.ip>[<_:int>] spi=<libreswan.spi>', TALK],
  ['login succeeded for user "<user.name:text>"', event('vpn_login', LOGON, 1, 'success')],
  ['login failed for user "<user.name:text>"', event('vpn_login', LOGON, 3, 'failure')],
  ['phase1 negotiation failed due to time up. <_>', MISFIT],
  ['phase1 negotiation failed.', MISFIT],
  ['phase2 negotiation failed due to time up waiting for phase1. <_:text>', MISFIT],
  ['<source.ip> give up to get IPsec-SA due to time up to wait.', MISFIT],
  ['no suitable proposal found.', MISFIT],
  ["couldn't find the pskey for <source.ip:text>.", event('vpn_login', LOGON, 3, 'failure')],
  ['invalid HASH received, length = <_:int>.', MISFIT],
  ["couldn't find configuration.", MISFIT],
  ['@(#)ipsec-tools <libreswan.version> <_:text>', event('vpn_server_started', PROCESS_START, 1)],
  ['racoon process <_:int> shutdown', event('vpn_server_stopped', PROCESS_END, 2)],
];

export const RACOON = new PatternTable(messages, 'libreswan');
