// What all recipes of appliances share: they are set up in their own pages or shells, and what is not understood is kept.

import type { Reachable, Recipe, SourceKind } from './recipe.js';

export interface AppliancePage extends Pick<Recipe, 'where' | 'text'> {
  readonly note: string;
  /** What a parser makes fields of, as the beginning of a sentence; undefined: nothing, it is text of their own. */
  readonly read: string | undefined;
}

export function appliancePage(
  id: string,
  title: string,
  kinds: readonly SourceKind[],
  { note, read, ...rest }: AppliancePage,
): Recipe {
  const kept =
    read === undefined
      ? 'What no parser reads yet is kept whole and searchable; fields come with a parser.'
      : `${read}; what no parser reads yet is kept whole and searchable.`;
  return { id, title, kinds, ...rest, note: `${note} ${kept}` };
}

export function appliance({ host, ports: { udp, tcp } }: Reachable): Recipe {
  const protocols = [tcp && `TCP (port ${tcp})`, udp && `UDP (port ${udp})`].filter(Boolean).join(', else ');
  return appliancePage('firewall', 'Any other device', ['firewall', 'router', 'switch', 'storage', ...OTHERS], {
    where: 'In its settings under “remote syslog”, “syslog server” or “log forwarding”',
    text: `Server:   ${host}\nPort:     ${tcp ?? udp}\nProtocol: ${protocols}\nFormat:   RFC 5424 if there is a choice, else BSD (RFC 3164)`,
    note: 'Choose all facilities and the severity “informational”: what is not sent cannot be found. Set its clock by NTP. CEF, LEEF, JSON and key=value are read from whatever device.',
    read: undefined,
  });
}

const OTHERS: readonly SourceKind[] = ['access-point', 'printer', 'camera', 'other'];
