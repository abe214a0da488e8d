// Processes, services, connections and names out of event data: Security, Sysmon, Service Control Manager, Remote Desktop.

import type { Fields } from '#src/event/event.js';
import { ipOf, portOf } from './address.js';
import type { Scope } from './events.js';
import type { WindowsRecord } from './record.js';

const TRANSPORTS: Readonly<Record<string, string>> = {
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'ipv6-icmp',
  tcp: 'tcp',
  udp: 'udp',
  TCP: 'tcp',
  UDP: 'udp',
};
const DIRECTIONS: Readonly<Record<string, string>> = {
  '%%14592': 'inbound',
  '%%14593': 'outbound',
  Inbound: 'inbound',
  Outbound: 'outbound',
};

export function addProcessFields(fields: Fields, record: WindowsRecord, scope: Scope | undefined): void {
  if (scope === 'sysmon') {
    put(fields, 'process.executable', record.get('Image') ?? record.get('SourceImage'));
    put(fields, 'process.command_line', record.get('CommandLine'));
    put(fields, 'process.parent.executable', record.get('ParentImage'));
    put(fields, 'process.parent.command_line', record.get('ParentCommandLine'));
    put(fields, 'file.path', record.get('TargetFilename'));
    put(fields, 'registry.path', record.get('TargetObject'));
    put(fields, 'dns.question.name', record.get('QueryName'));
    return;
  }
  if (scope === 'security') {
    put(
      fields,
      'process.executable',
      record.get('NewProcessName') ??
        record.get('ProcessName') ??
        record.get('Application') ??
        record.get('CallerProcessName'),
    );
    put(fields, 'process.command_line', record.get('CommandLine'));
    put(fields, 'process.parent.executable', record.get('ParentProcessName'));
    put(fields, 'user.changes.name', record.get('NewTargetUserName'));
    put(fields, 'service.name', record.code === '4697' ? record.get('ServiceName') : undefined);
    return;
  }
  if (scope !== 'system') return;
  // Service Control Manager numbers its values; the first is the service.
  const isService = record.code.length === 4 && record.code.startsWith('70');
  if (isService) put(fields, 'service.name', record.get('ServiceName') ?? record.get('param1'));
}

export function addNetworkFields(fields: Fields, record: WindowsRecord, scope: Scope | undefined): void {
  if (scope === 'sysmon') return addConnection(fields, record, 'SourceIp', 'DestinationIp', 'DestinationPort');
  if (scope === 'security') return addConnection(fields, record, 'SourceAddress', 'DestAddress', 'DestPort');
  if (scope !== 'terminal') return;
  const ip = ipOf(record.get('Address') ?? record.get('Param3'));
  if (ip !== undefined) fields['source.ip'] = ip;
}

/** Source is who opened the connection, whichever way it went. */
function addConnection(
  fields: Fields,
  record: WindowsRecord,
  source: string,
  destination: string,
  destinationPort: string,
): void {
  const from = record.get(source);
  if (from === undefined) return;
  const [fromIp, fromPort] = [ipOf(from), portOf(record.get('SourcePort'))];
  const [toIp, toPort] = [ipOf(record.get(destination)), portOf(record.get(destinationPort))];
  if (fromIp !== undefined) fields['source.ip'] = fromIp;
  if (fromPort !== undefined) fields['source.port'] = fromPort;
  if (toIp !== undefined) fields['destination.ip'] = toIp;
  if (toPort !== undefined) fields['destination.port'] = toPort;
  put(fields, 'network.direction', DIRECTIONS[record.get('Direction') ?? '']);
  put(fields, 'network.transport', TRANSPORTS[record.get('Protocol') ?? '']);
}

function put(fields: Fields, name: `${string}.${string}`, value: string | undefined): void {
  if (value !== undefined) fields[name] = value;
}
