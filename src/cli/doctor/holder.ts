// Who holds a port that cannot be bound: we ourselves, the service manager for us (systemd's socket units), or another program.

import { readdirSync, readlinkSync } from 'node:fs';
import { boundSockets } from '#src/collector/listen/inherited-sockets.js';

/** `root`: the service manager, or a program of root; which, only root may see. */
export type Holder = 'lanwarden' | 'service-manager' | 'root' | 'program';

/** A process of ours, and the account it runs under. */
export interface Running {
  readonly pid: number;
  readonly uid: number;
}

/** Undefined for a port that nobody holds, and on systems that do not tell. */
export function holderOf(kind: 'udp' | 'tcp', port: number, running: readonly Running[]): Holder | undefined {
  const sockets = boundSockets(kind === 'udp' ? 'UDP' : 'TCP', port);
  if (sockets.length === 0) return undefined;
  if (running.some((ours) => sockets.some((socket) => isOf(socket, ours)))) return 'lanwarden';
  const managers = socketsOf(1);
  if (managers === undefined) return sockets.some(({ uid }) => uid === '0') ? 'root' : 'program';
  return sockets.some(({ inode }) => managers.has(`socket:[${inode}]`)) ? 'service-manager' : 'program';
}

/** Where we may not look (only root looks into a process with capabilities) its account must do. */
function isOf({ inode, uid }: { inode: string; uid: string }, ours: Running): boolean {
  const sockets = socketsOf(ours.pid);
  return sockets === undefined ? uid === String(ours.uid) : sockets.has(`socket:[${inode}]`);
}

/** As /proc calls them; undefined for those who may not look. */
function socketsOf(pid: number): ReadonlySet<string> | undefined {
  const folder = `/proc/${pid}/fd`;
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
