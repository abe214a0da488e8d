// Who holds a port that cannot be bound: the service manager for us (systemd's socket units), or another program.

import { readdirSync, readlinkSync } from 'node:fs';
import { boundSockets } from '#src/collector/listen/inherited-sockets.js';

/** `root`: the service manager, or a program of root; which, only root may see. */
export type Holder = 'service-manager' | 'root' | 'program';

/** Undefined for a port that nobody holds, and on systems that do not tell. */
export function holderOf(kind: 'udp' | 'tcp', port: number): Holder | undefined {
  const sockets = boundSockets(kind === 'udp' ? 'UDP' : 'TCP', port);
  if (sockets.length === 0) return undefined;
  const managers = socketsOfManager();
  if (managers === undefined) return sockets.some(({ uid }) => uid === '0') ? 'root' : 'program';
  return sockets.some(({ inode }) => managers.has(`socket:[${inode}]`)) ? 'service-manager' : 'program';
}

/** As /proc calls them; undefined for those who may not look. */
function socketsOfManager(): ReadonlySet<string> | undefined {
  const folder = '/proc/1/fd';
  try {
    return new Set(readdirSync(folder).map((fd) => linkOf(`${folder}/${fd}`)));
  } catch {
    return undefined;
  }
}

/** Empty for one that was closed meanwhile. @throws for those who may not look */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
