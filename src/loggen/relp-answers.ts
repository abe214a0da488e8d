// Reads what a RELP server says: answers with a code, and the hint that it closes.
//
//   TXNR SP "rsp" SP DATALEN SP CODE ... LF        0 SP "serverclose" SP "0" LF

const HEADER = /^(\d{1,9}) (rsp|serverclose) (\d{1,9})/;
const MAX_HEADER = 32;

export class RelpAnswers {
  #unread = '';
  /** Called for the answer to the first command, when it is 200. */
  opened: () => void = () => {};

  constructor(private readonly onAnswer: (txnr: number, code: number) => void) {}

  /** False: this is no RELP, or the server refused to open a session, or said goodbye. */
  push(chunk: Buffer): boolean {
    const text = this.#unread + chunk.toString('latin1');
    let at = 0;
    while (at < text.length) {
      const header = HEADER.exec(text.slice(at, at + MAX_HEADER));
      if (header === null) {
        if (text.indexOf('\n', at) >= 0 || text.length - at > MAX_HEADER) return false;
        break;
      }
      const length = Number(header[3]);
      const data = at + header[0].length + (length === 0 ? 0 : 1);
      if (text.length < data + length + 1) break;
      if (header[2] === 'serverclose') return false;
      if (!this.#take(Number(header[1]), Number(text.slice(data, data + 3)))) return false;
      at = data + length + 1;
    }
    this.#unread = text.slice(at);
    return true;
  }

  #take(txnr: number, code: number): boolean {
    if (txnr !== 1) this.onAnswer(txnr, code);
    else if (code === 200) this.opened();
    else return false;
    return true;
  }
}
