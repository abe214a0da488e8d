// A mistake in a query's text. Thrown inside the parser only, because it is found deep in a recursion; parseQuery
// turns it into a value and lets nothing else out.

export class Mistake {
  constructor(
    /** UTF-16 index in the text. */
    readonly at: number,
    /** A sentence: what was expected, and where it helps, what to write. */
    readonly hint: string,
  ) {}
}
