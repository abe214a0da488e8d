// Where generated lines go: datagrams, a stream (TCP, TLS), or RELP. A sender holds its caller back instead of keeping lines in memory.

export type Transport = 'udp' | 'tcp' | 'tls' | 'relp';

export interface Target {
  readonly transport: Transport;
  readonly host: string;
  readonly port: number;
  /** RELP: over TLS. */
  readonly isSecured?: boolean;
  /** RELP: how many lines may be without an answer. */
  readonly window?: number;
  /** TLS: PEM text of the authority that must have signed the server's certificate; left out: not checked. */
  readonly ca?: string;
  /** TLS: PEM text of a client certificate and its key. */
  readonly cert?: string;
  readonly key?: string;
}

export interface Sender {
  /**
   * Sends `lines` whole lines that lie in `chunk` back to back; `ends[i]` is the offset behind line i. The chunk belongs to the sender
   * from now on. A promise means: wait for it before the next call. It rejects with a Fault when the connection broke.
   */
  send(chunk: Buffer, ends: Uint32Array, lines: number): Promise<void> | undefined;
  /** Datagrams that the system refused to send (nobody listens on this machine); RELP: lines that were answered with an error. */
  readonly errors: number;
  /** RELP: lines that were sent again on a new connection, because the old one ended before their answers came. */
  readonly resent?: number;
  /** Resolves when everything is with the kernel (RELP: answered) and the connection is closed. */
  close(): Promise<void>;
}
