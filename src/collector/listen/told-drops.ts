// How many drops of a socket are in the ledger already, in a file: a socket of the service manager goes on counting when the collector is
// started again, and what nobody listened to is to be told once. The inode says which socket it was.

import { readFileSync, writeFileSync } from 'node:fs';
import type { DropMemory } from './kernel-drops.js';

export class ToldDrops implements DropMemory {
  constructor(private readonly file: string) {}

  of(inode: string): number | undefined {
    try {
      const kept = JSON.parse(readFileSync(this.file, 'utf8')) as { inode?: unknown; drops?: unknown };
      return kept.inode === inode && typeof kept.drops === 'number' ? kept.drops : undefined;
    } catch {
      return undefined; // the first start with this socket, or a file that was cut
    }
  }

  /** Four times a second at the most. */
  keep(inode: string, drops: number): void {
    try {
      writeFileSync(this.file, JSON.stringify({ inode, drops }), { mode: 0o600 });
    } catch {
      // A full disk: the next start tells these drops a second time, which is better than not at all.
    }
  }
}
