// The frame of a message off a socket. All are made here, with the same members in the same order: whatever reads them meets one shape.

import type { Frame, Peer, Transport } from '#src/collector/frame.js';

/** @param tlsIdentity undefined: none was shown  @param receivedAt ms since 1970 */
export function wireFrame(
  bytes: Buffer,
  receivedAt: number,
  transport: Transport,
  peer: Peer,
  tlsIdentity: string | undefined,
  truncated: boolean,
): Frame {
  return { bytes, receivedAt, transport, peer, tlsIdentity, truncated } as Frame;
}
