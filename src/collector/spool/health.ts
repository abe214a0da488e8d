// What is told of the spool, each second, to whoever shows it. Plain JSON.

export interface SpoolHealth {
  /**
   * `direct`: messages go to the store, nothing waits here. `spooling`: the store is away, messages are written here.
   * `draining`: the store takes again (or was only behind), what waits goes there in order and new messages queue behind it.
   */
  readonly state: 'off' | 'direct' | 'spooling' | 'draining';
  /** ms since 1970: when it left `direct`. */
  readonly since?: number;
  /** Why it left `direct`, and while the store is away, what the store says now. */
  readonly reason?: string;
  /** Waiting, those that are with the store at the moment included; in the ledger they are `queued` under (unidentified). */
  readonly messages: number;
  /** On disk: whole segment files, so it falls in steps. */
  readonly bytes: number;
  /** `collector.spool.bytes` */
  readonly limitBytes: number;
  readonly whenFull: 'refuse' | 'dropOldest';
  /** ms since 1970: when about the oldest that waits was received. */
  readonly oldestAt?: number;
  /** Handed to the store in the last second. */
  readonly drainedPerSecond: number;
  /** Why it takes nothing at this moment (full, too little free disk, an error of the disk). Messages are refused meanwhile. */
  readonly refusing?: string;
  /** Since the start: messages that were counted lost because the oldest had to go, or because records were damaged. */
  readonly lost: number;
  /** Bytes of a torn tail, or of damage, that were cut or passed over since the start. */
  readonly damagedBytes: number;
}
