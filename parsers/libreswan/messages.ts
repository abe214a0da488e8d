// pluto's sentences: data. Sources: libreswan programs/pluto/{ikev1*,ikev2*,xauth,connections,state,plutomain}.c, 3.x to 5.x

import {
  CONNECTION_DENIED,
  CONNECTION_END,
  CONNECTION_ERROR,
  CONNECTION_START,
  event,
  LOGON,
  LOGON_INFO,
  NETWORK_INFO,
  PROCESS_END,
  PROCESS_START,
  SESSION_END,
} from '#src/event/kinds.js';
import { type Pattern, PatternTable } from '#src/event/patterns.js';

const LOGGED_ON = event('vpn_login', LOGON, 1, 'success');
const REFUSED = event('vpn_login', LOGON, 3, 'failure');
const STEP = event('vpn_login_step', LOGON_INFO, 1);
const CONNECTING = event('vpn_connection', CONNECTION_START, 1);
const TUNNEL = event('vpn_connection', CONNECTION_START, 1, 'success');
const NOBODY = event('vpn_tls_error', CONNECTION_DENIED, 2, 'failure');
const MISFIT = event('vpn_tls_error', CONNECTION_ERROR, 2, 'failure');
const ENDED = event('vpn_logout', SESSION_END, 1);
const TALK = event('vpn_message', NETWORK_INFO, 1);
const SILENT = event('vpn_message', CONNECTION_ERROR, 2);

const connections: readonly Pattern[] = [
  ['responding to Main Mode from unknown peer <source:endpoint>', CONNECTING],
  ['responding to Main Mode[[ from <source:endpoint>]]', CONNECTING],
  ['responding to Aggressive Mode from unknown peer <source:endpoint>', CONNECTING],
  ['responding to Aggressive Mode, state #<_>, connection <_:phrase> from <source:endpoint>', CONNECTING],
  ['proposal <_:int>:<_:text>', TALK],
  ['initiating Main Mode', CONNECTING],
  ['initiating IKEv2 connection[[ <_:text>]]', CONNECTING],
  ['sent Main Mode R3, ISAKMP SA established <libreswan.sa:text>', TUNNEL],
  ['ISAKMP SA established <libreswan.sa:text>', TUNNEL],
  ['STATE_MAIN_R3: sent MR3, ISAKMP SA established <libreswan.sa:text>', TUNNEL],
  ['IPsec SA established tunnel mode <libreswan.sa:text>', TUNNEL],
  ['IPsec SA established transport mode <libreswan.sa:text>', TUNNEL],
  ['STATE_QUICK_R2: IPsec SA established <libreswan.sa:text>', TUNNEL],
  [
    "responder established IKE SA; authenticated peer certificate '<user.name:text>' and <_:phrase> signature issued by '<_:phrase>'",
    LOGGED_ON,
  ],
  [
    "responder established IKE SA; authenticated peer using <libreswan.method:phrase> and <_> '<user.name:text>'",
    LOGGED_ON,
  ],
  ['responder established IKE SA; <libreswan.method:text>', LOGGED_ON],
  ['initiator established IKE SA; <libreswan.method:text>', TUNNEL],
  ['responder established Child SA using #<_>; <libreswan.sa:text>', TUNNEL],
  ['initiator established Child SA using #<_>; <libreswan.sa:text>', TUNNEL],
  ["Peer ID is <_>: '<libreswan.peer_id:text>'", STEP],
  ["IKEv2 mode peer ID is <_>: '<libreswan.peer_id:text>'", STEP],
  ['switched from <_> to "<libreswan.connection>"', TALK],
];

const logons: readonly Pattern[] = [
  ['XAUTH: User <user.name:text>: Attempting to login', STEP],
  ['XAUTH: User <user.name:text>: Authentication Successful', LOGGED_ON],
  ['XAUTH: User <user.name:text>: Authentication Failed: <event.reason:phrase>', REFUSED],
  ['XAUTH: User <user.name:text>: Authentication Failed', REFUSED],
  ["XAUTH: password file authentication method requested to authenticate user '<user.name:text>'", STEP],
  ["XAUTH: PAM authentication method requested to authenticate user '<user.name:text>'", STEP],
  ['authentication failed: <event.reason:text>', REFUSED],
  ['authentication using <_:phrase> failed: <event.reason:text>', REFUSED],
  ['Signature check (on <_:phrase>) failed <event.reason:text>', REFUSED],
  ['probable authentication failure (mismatch of preshared secrets?): <_:text>', REFUSED],
];

const trouble: readonly Pattern[] = [
  [
    'initial Main Mode message received on <destination:endpoint> but no connection has been authorized with policy <libreswan.policy:text>',
    NOBODY,
  ],
  [
    'initial Aggressive Mode message from <source.ip> but no connection has been configured with policy <libreswan.policy:text>',
    NOBODY,
  ],
  [
    'ISAKMP_v2_IKE_SA_INIT message received on <destination:endpoint> but no suitable connection found with <_:text>',
    NOBODY,
  ],
  ['<_> message received on <destination:endpoint> but no connection has been authorized with policy <_:text>', NOBODY],
  ['IKE_SA_INIT request has no matching connection[[ <_:text>]]', NOBODY],
  ['no acceptable Oakley Transform', MISFIT],
  ['no local proposal matches remote proposals <_:text>', MISFIT],
  ['sending notification <libreswan.notify> to <source:endpoint>', MISFIT],
  [
    'responding to <_> message (ID <_:int>) from <source:endpoint> with <_:phrase> notification <libreswan.notify>',
    MISFIT,
  ],
  ['received Delete SA payload: <_:text>', TALK],
  ['max number of retransmissions (<_:int>) reached <_:text>', SILENT],
  ['DPD: <event.reason:text>', SILENT],
  ['deleting IKE SA (<libreswan.phase>) and sending notification', ENDED],
  ['deleting IKE SA (<libreswan.phase>) and NOT sending notification', ENDED],
  ['deleting state (<libreswan.phase>) aged <_> and sending notification', ENDED],
  ['deleting state (<libreswan.phase>) aged <_> and NOT sending notification', ENDED],
  ['deleting connection instance with peer <source.ip> <_:text>', ENDED],
  ['ESP traffic information: in=<source.bytes>B out=<destination.bytes>B[[ XAUTHuser=<user.name:text>]]', TALK],
  ['Starting Pluto (Libreswan Version <libreswan.version> <_:text>', event('vpn_server_started', PROCESS_START, 1)],
  ['shutting down', event('vpn_server_stopped', PROCESS_END, 2)],
  ['Pluto is shutting down', event('vpn_server_stopped', PROCESS_END, 2)],
  ['received Delete SA(0x<_>) payload: <_:text>', event('vpn_message', CONNECTION_END, 1)],
];

export const MESSAGES = new PatternTable([...connections, ...logons, ...trouble], 'libreswan');
