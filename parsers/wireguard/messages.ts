// The kernel's sentences: data. Sources: linux/drivers/net/wireguard/{receive,send,timers,noise,peer,device,main}.c

import {
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_ERROR,
  CONNECTION_START,
  event,
  LOGON,
  NETWORK_INFO,
  PROCESS_END,
  PROCESS_START,
} from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const PEER = 'peer <wireguard.peer> (<source:endpoint>)';
const REFUSED = event('vpn_login', LOGON, 3, 'failure');
const DROPPED = event('vpn_packet_dropped', CONNECTION_DENIED, 2, 'failure');
const SILENT = event('vpn_message', CONNECTION_ERROR, 2);
const TALK = event('vpn_message', NETWORK_INFO, 1);

const messages: readonly Pattern[] = [
  ['Invalid handshake initiation from <source:endpoint>', REFUSED],
  ['Invalid handshake response from <source:endpoint>', REFUSED],
  ['Invalid MAC of handshake, dropping packet from <source:endpoint>', REFUSED],
  ['Dropping handshake packet from <source:endpoint>', DROPPED],
  [`Packet has unallowed src IP (<wireguard.inner_source>) from ${PEER}`, DROPPED],
  [`Packet has incorrect size from ${PEER}`, DROPPED],
  [`Packet is neither ipv4 nor ipv6 from ${PEER}`, DROPPED],
  [`Receiving handshake initiation from ${PEER}`, event('vpn_connection', CONNECTION_START, 1)],
  [`Receiving handshake response from ${PEER}`, event('vpn_connection', CONNECTION_START, 1)],
  ['Receiving cookie response from <source:endpoint>', TALK],
  [`Receiving keepalive packet from ${PEER}`, TALK],
  [`Sending handshake initiation to ${PEER}`, TALK],
  [`Sending handshake response to ${PEER}`, TALK],
  [`Sending keepalive packet to ${PEER}`, TALK],
  ['Sending cookie response for denied handshake message for <source:endpoint>', DROPPED],
  [`Handshake for ${PEER} did not complete after <_:int> seconds, retrying (try <wireguard.tries:int>)`, SILENT],
  [`Handshake for ${PEER} did not complete after <wireguard.tries:int> attempts, giving up`, SILENT],
  [`Retrying handshake with ${PEER} because we stopped hearing back after <_:int> seconds`, SILENT],
  [
    `Zeroing out all keys for ${PEER}, since we haven't received a new one in <_:int> seconds`,
    event('vpn_logout', CONNECTION_END, 1),
  ],
  ['Keypair <wireguard.keypair> created for peer <wireguard.peer>', event('vpn_renegotiated', NETWORK_INFO, 1)],
  ['Keypair <wireguard.keypair> destroyed for peer <wireguard.peer>', TALK],
  ['Peer <wireguard.peer> created', TALK],
  ['Peer <wireguard.peer> ((einval)) created', TALK],
  ['Peer <wireguard.peer> (<source:endpoint>) created', TALK],
  [`Peer <wireguard.peer> (<source:endpoint>) destroyed`, TALK],
  ['No peer has allowed IPs matching <wireguard.inner_destination>', DROPPED],
  ['No valid endpoint has been configured or discovered for peer <wireguard.peer>', DROPPED],
  ['Interface created', event('vpn_server_started', PROCESS_START, 1)],
  ['Interface destroyed', event('vpn_server_stopped', PROCESS_END, 2)],
  ['WireGuard <wireguard.version> loaded. See <_:text>', event('vpn_server_started', PROCESS_START, 1)],
];

export const MESSAGES = new PatternTable(messages, 'wireguard');
