// The commands of one connection that are not answered yet, in their order: answers go out in the order of the commands, however the
// receipts come.

import type { Receipt } from '#src/collector/frame.js';
import { failedAnswer, okAnswer, verdictOf } from './answers.js';

/** What one read brought of messages; `receipts` when all of them have theirs. */
interface Submitted {
  readonly txnrs: readonly number[];
  readonly bytes: number;
  receipts?: readonly Receipt[];
}

/** An answer that is known at once, but has its place behind others. */
interface Ready {
  readonly text: string;
}

/** What can be said now. */
export interface Answers {
  readonly text: string;
  /** Why a message could not be stored at this moment; it has no answer. */
  readonly unstored: string | undefined;
}

export class Backlog {
  #waiting: (Submitted | Ready)[] = [];
  #frames = 0;
  #bytes = 0;

  /** Messages that are not answered. */
  get frames(): number {
    return this.#frames;
  }

  /** Of these messages. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** The caller gives it the receipts later: `settle`. */
  submitted(txnrs: readonly number[], bytes: number): Submitted {
    const submitted: Submitted = { txnrs, bytes };
    this.#waiting.push(submitted);
    this.#frames += txnrs.length;
    this.#bytes += bytes;
    return submitted;
  }

  ready(text: string): void {
    this.#waiting.push({ text });
  }

  /** Takes out what stands in front and is known. */
  take(): Answers {
    let text = '';
    let unstored: string | undefined;
    let taken = 0;
    for (const item of this.#waiting) {
      if ('text' in item) text += item.text;
      else if (item.receipts === undefined) break;
      else {
        const said = answersOf(item.txnrs, item.receipts);
        text += said.text;
        unstored ??= said.unstored;
        this.#frames -= item.txnrs.length;
        this.#bytes -= item.bytes;
      }
      taken += 1;
    }
    this.#waiting.splice(0, taken);
    return { text, unstored };
  }
}

function answersOf(txnrs: readonly number[], receipts: readonly Receipt[]): Answers {
  let text = '';
  let unstored: string | undefined;
  for (let i = 0; i < txnrs.length; i += 1) {
    const receipt: Receipt = receipts[i] ?? { outcome: 'failed', reason: 'it was lost on its way to the store' };
    const verdict = verdictOf(receipt);
    if (verdict === 'taken') text += okAnswer(txnrs[i]!);
    else if (verdict === 'failed') text += failedAnswer(txnrs[i]!, receipt.reason ?? receipt.outcome);
    else unstored ??= receipt.reason ?? receipt.outcome;
  }
  return { text, unstored };
}
