// The network stack: net/ipv4/route.c (martians), net/ipv4/tcp_input.c (floods), net/core/dev.c, drivers' links, bridges.

import type { Fields } from '#src/event/event.js';
import { event, NETWORK_ERROR, NETWORK_INFO, PROTOCOL_DENIED } from '#src/event/kinds.js';
import { put } from '#src/event/put.js';

export function readNetwork(text: string): Fields | undefined {
  return readMartian(text) ?? readPromiscuous(text) ?? readFull(text) ?? readLink(text) ?? readServer(text);
}

/** `IPv4: martian source <destination> from <source>, on dev <interface>`: the packet's destination stands first. */
function readMartian(text: string): Fields | undefined {
  const found =
    /^(?:IPv4: )?martian (source|destination) ([^\s,]{1,45}) from ([^\s,]{1,45})(?:, on)?,? dev (\S{1,32})/.exec(text);
  if (found === null) return undefined;
  const fields = event('packet_martian', PROTOCOL_DENIED, 2, 'failure');
  put(fields, 'destination.ip', found[2], 'linux_kernel.destination');
  put(fields, 'source.ip', found[3], 'linux_kernel.source');
  put(fields, 'observer.ingress.interface.name', found[4]);
  return fields;
}

/** `device eth0 entered promiscuous mode`, since 6.5 `eth0: entered promiscuous mode` */
function readPromiscuous(text: string): Fields | undefined {
  const found = /^(?:device )?(\S{1,32}?):? (?:\([^)]{1,40}\): )?(entered|left) promiscuous mode/.exec(text);
  if (found === null) return undefined;
  // Bridges of containers and virtual machines do so all day.
  const isVirtual = /^(?:veth|vnet|tap|fwln|fwpr|fwbr|br-|docker|virbr|cali|lxc)/.test(found[1] ?? '');
  const fields = event('interface_promiscuous', NETWORK_INFO, found[2] === 'left' || isVirtual ? 1 : 3);
  put(fields, 'linux_kernel.interface', found[1]);
  return fields;
}

function readFull(text: string): Fields | undefined {
  const flood = /ossible SYN flooding on port (?:\[?([0-9a-fA-F.:]{1,45}?)\]?:)?(\d{1,5})\./.exec(text);
  if (flood !== null) {
    const fields = event('syn_flood', NETWORK_ERROR, 3);
    put(fields, 'destination.ip', flood[1]);
    put(fields, 'destination.port', flood[2], 'linux_kernel.port');
    return fields;
  }
  if (
    !/^(?:nf_conntrack: (?:nf_conntrack: )?table full|ip_conntrack: table full|neighbour: \S{1,20}: neighbor table overflow|TCP: out of memory|TCP: too many orphaned sockets)/.test(
      text,
    )
  )
    return undefined;
  const fields = event('table_full', NETWORK_ERROR, 3, 'failure');
  put(fields, 'event.reason', text);
  return fields;
}

/** `e1000e 0000:00:1f.6 eth0: NIC Link is Up 1000 Mbps`, `eth0: link down`, `br0: port 1(eth0) entered forwarding state` */
function readLink(text: string): Fields | undefined {
  const found =
    /^(?:\S{1,32} \S{1,20} )?(\S{1,32}): (?:(?:\w{1,16}: \w{1,32} )?NIC )?[Ll]ink (?:is )?(up|down|Up|Down)\b/.exec(
      text,
    ) ??
    /^IPv6: ADDRCONF\(NETDEV_(?:UP|CHANGE)\): (\S{1,32}): link (becomes ready|is not ready)/.exec(text) ??
    /^\S{1,32}: port \d{1,4}\((\S{1,32})\) entered (\w{1,16}) state/.exec(text);
  if (found === null) return undefined;
  const state = (found[2] ?? '').toLowerCase();
  const fields = event('interface_link', NETWORK_INFO, state === 'down' ? 2 : 1);
  put(fields, 'linux_kernel.interface', found[1]);
  put(fields, 'linux_kernel.state', state);
  return fields;
}

/** `nfs: server nas not responding, timed out`, `nfs: server nas OK`, `CIFS: VFS: \\nas has not responded in 180 seconds` */
function readServer(text: string): Fields | undefined {
  const found =
    /^nfs: server (\S{1,253}) (not responding|OK)/.exec(text) ??
    /^CIFS: (?:VFS: )?\\\\(\S{1,253}) has (not responded)/.exec(text);
  if (found === null) return undefined;
  const isLost = found[2] !== 'OK';
  const fields = event('file_server_lost', NETWORK_ERROR, isLost ? 2 : 1, isLost ? 'failure' : 'success');
  put(fields, 'server.address', found[1]);
  return fields;
}
