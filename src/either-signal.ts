// One signal of several, for work that ends with any of them. As AbortSignal.any, of which Node 20 keeps a reference with each of the
// signals for as long as that one lives: for good, with those that live as long as the program (its list ends at 2^24 of them).

/** `work` gets the signal, which is aborted by the first of `signals`; afterwards none of them knows of it. */
export async function withEither<T>(
  signals: readonly (AbortSignal | undefined)[],
  work: (either: AbortSignal) => Promise<T>,
): Promise<T> {
  const either = new AbortController();
  const abort = (): void => either.abort();
  for (const signal of signals) signal?.addEventListener('abort', abort);
  if (signals.some((signal) => signal?.aborted)) abort();
  try {
    return await work(either.signal);
  } finally {
    for (const signal of signals) signal?.removeEventListener('abort', abort);
  }
}
