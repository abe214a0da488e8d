// Names and addresses: the DNS server (audit, analytical and classic log), the DNS client, the DHCP server.
// https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2012-r2-and-2012/dn800669(v=ws.11)

import type { FieldMap, Row, Scope } from './row.js';
import { EVENT_ACCOUNT, NOBODY } from './roles.js';

const ASKED: FieldMap = {
  'source.ip': 'Source',
  'source.port': 'Port',
  'destination.ip': 'InterfaceIP',
  'dns.question.name': 'QNAME',
  'dns.question.type': 'QTYPE',
};
/** What the server sends to the client that asked. */
const ANSWERED: FieldMap = {
  'source.ip': 'Destination',
  'source.port': 'Port',
  'destination.ip': 'InterfaceIP',
  'dns.question.name': 'QNAME',
  'dns.question.type': 'QTYPE',
  'dns.response_code': 'RCODE',
};
const UPSTREAM: FieldMap = {
  'source.ip': 'InterfaceIP',
  'destination.ip': 'Destination|Source',
  'destination.port': 'Port',
  'dns.question.name': 'QNAME',
  'dns.question.type': 'QTYPE',
  'dns.response_code': 'RCODE',
};
const TRANSFER: FieldMap = {
  'source.ip': 'Source',
  'destination.ip': 'Destination',
  'dns.question.name': 'QNAME|ZoneName|Zone',
};
const RECORD: FieldMap = {
  'dns.question.name': 'NAME|QNAME',
  'dns.question.type': 'Type|QTYPE',
  'source.ip': 'SourceIP|Source',
};
const LOOKED_UP: FieldMap = {
  'dns.question.name': 'QueryName',
  'dns.question.type': 'QueryType',
  'dns.resolved_ip': 'QueryResults',
  'dns.response_code': 'QueryStatus|Status',
};

// prettier-ignore
const SERVER: readonly Row[] = [
  // audit
  ['512 522 542 553 573 574 577 578 579', 2, 'configuration', 'creation', 'dns_configuration_changed', 'success', EVENT_ACCOUNT, ''],
  ['513 523 543 546 575 580 581 582', 3, 'configuration', 'deletion', 'dns_configuration_changed', 'success', EVENT_ACCOUNT, ''],
  ['514 525 526 527 528 529 530 531 532 533 537 540 541 544 545 547 557 564 565 566 567 568 569 570 571 572 576', 2, 'configuration', 'change', 'dns_configuration_changed', 'success', EVENT_ACCOUNT, ''],
  ['515', 2, 'configuration network', 'creation', 'dns_record_created', 'success', EVENT_ACCOUNT, '', RECORD],
  ['516 517 518', 2, 'configuration network', 'deletion', 'dns_record_deleted', 'success', EVENT_ACCOUNT, '', RECORD],
  ['519', 1, 'configuration network', 'creation', 'dns_record_created', 'success', EVENT_ACCOUNT, '', RECORD],
  ['520 521', 1, 'configuration network', 'deletion', 'dns_record_deleted', 'success', EVENT_ACCOUNT, '', RECORD],
  ['534 535 536 548 549 550 551 552 554 555 556 558 559 560 561 562 563', 1, 'configuration', 'info', 'dns_server_message', '', EVENT_ACCOUNT, ''],
  // analytical
  ['256', 1, 'network', 'protocol', 'dns_query', '', NOBODY, '', ASKED],
  ['257', 1, 'network', 'protocol info', 'dns_reply', 'success', NOBODY, '', ANSWERED],
  ['258', 1, 'network', 'protocol error', 'dns_reply', 'failure', NOBODY, '', ANSWERED],
  ['259', 1, 'network', 'protocol denied', 'dns_refused', 'failure', NOBODY, '', ASKED],
  ['260', 1, 'network', 'protocol', 'dns_forwarded', '', NOBODY, '', UPSTREAM],
  ['261', 1, 'network', 'protocol info', 'dns_reply', '', NOBODY, '', UPSTREAM],
  ['262', 1, 'network', 'protocol error', 'dns_forwarded', 'failure', NOBODY, '', UPSTREAM],
  ['263 264 277 278', 1, 'network', 'protocol change', 'dns_update', '', NOBODY, '', ASKED],
  ['265 266 267 268 269 270 271 272 273 274 275 276', 1, 'network', 'protocol', 'dns_transfer', '', NOBODY, '', TRANSFER],
  ['279 280 281', 1, 'network', 'protocol info', 'dns_local', '', NOBODY, '', ASKED],
];

// prettier-ignore
const CLASSIC: readonly Row[] = [
  ['2 4', 1, 'process', 'start', 'dns_server_started', 'success', NOBODY, ''],
  ['3', 2, 'process', 'end', 'dns_server_stopped', 'success', NOBODY, ''],
  ['150', 4, 'process', 'error', 'dns_plugin', 'failure', NOBODY, '', { 'file.path': 'param1|PluginDll' }],
  ['770', 4, 'process library', 'start', 'dns_plugin', 'success', NOBODY, '', { 'file.path': 'param1|PluginDll' }],
  ['771', 4, 'process', 'error', 'dns_plugin', 'failure', NOBODY, ''],
  ['541', 2, 'configuration', 'change', 'dns_configuration_changed', 'success', EVENT_ACCOUNT, ''],
  ['3150 3151 3152 6001', 1, 'configuration', 'info', 'dns_transfer', 'success', NOBODY, '', { 'dns.question.name': 'param2' }],
  ['6522 6524 6525 6527 6534', 2, 'configuration', 'error', 'dns_transfer', 'failure', NOBODY, ''],
  ['404 407 408 409 410 414 708 1616 3000 4000 4004 4007 4010 4011 4013 4014 4015 4016 4510 4511 4515 4521 5051 5501 5502 5504 5509 6702 7600 7616 7646', 2, 'network', 'error', 'dns_server_warning', 'failure', NOBODY, ''],
];

// prettier-ignore
const LEASES: readonly Row[] = [
  ['70 71 72 74 75 76 77 78 79 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99 100 101 102 103 104 105 106 107 108 110 111 112', 2, 'configuration', 'change', 'dhcp_configuration_changed', 'success', EVENT_ACCOUNT, ''],
  ['1044 1036 1038', 1, 'process', 'start', 'service_started', 'success', NOBODY, ''],
  ['1031 1032 1033 1034 1035 1037 1041 1045 1046 1051 1059 1060', 3, 'process', 'error', 'dhcp_warning', 'failure', NOBODY, ''],
  ['1020 1063 1376', 3, 'network', 'error', 'dhcp_warning', 'failure', NOBODY, ''],
  ['20096 20097 20098 20099 20100', 1, 'network', 'info', 'dhcp_server_message', '', NOBODY, ''],
];

// prettier-ignore
export const NAME_SCOPES: readonly Scope[] = [
  { id: 'dns-server', providers: ['Microsoft-Windows-DNSServer', 'Microsoft-Windows-DNS Server'], channels: ['Microsoft-Windows-DNSServer/Audit', 'Microsoft-Windows-DNSServer/Analytical', 'Microsoft-Windows-DNS-Server/Audit', 'Microsoft-Windows-DNS-Server/Analytical'], rows: SERVER, rest: ['network', 'info', EVENT_ACCOUNT] },
  { id: 'dns-server-classic', providers: ['Microsoft-Windows-DNS-Server-Service', 'DNS'], channels: ['DNS Server'], rows: CLASSIC, rest: ['network', 'info', NOBODY] },
  { id: 'dns-client', providers: ['Microsoft-Windows-DNS-Client', 'Microsoft-Windows-DNS Client Events'], channels: ['Microsoft-Windows-DNS-Client/Operational', 'Microsoft-Windows-DNS Client Events/Operational'], rows: [
    ['3000 3004 3006 3009 3010 3019', 1, 'network', 'protocol', 'dns_query', '', EVENT_ACCOUNT, '', LOOKED_UP],
    ['3001 3005 3008 3011 3013 3020', 1, 'network', 'protocol info', 'dns_reply', '', EVENT_ACCOUNT, '', LOOKED_UP],
    ['3016 3018', 1, 'network', 'protocol', 'dns_cached', '', EVENT_ACCOUNT, '', LOOKED_UP],
    ['1012 1013 1014 1015 1016 1027 8003 8004 8005 8006 8007 8008 8009 8010 8015 8016 8018 8020', 2, 'network', 'error', 'dns_resolution_failed', 'failure', NOBODY, '', LOOKED_UP],
  ], rest: ['network', 'info', NOBODY] },
  { id: 'dhcp-server', providers: ['Microsoft-Windows-DHCP-Server', 'DhcpServer', 'DHCPServer'], channels: ['Microsoft-Windows-Dhcp-Server/Operational', 'Microsoft-Windows-Dhcp-Server/FilterNotifications', 'DhcpAdminEvents'], rows: LEASES, rest: ['network', 'info', EVENT_ACCOUNT] },
];
