// Waiting, but not for ever.

/**
 * What the work gives within so many ms, else undefined; then its signal is aborted, as it is when `gone` is (see WhileThere): nobody
 * waits for it any more.
 */
export async function soonOrNever<T>(
  work: (signal: AbortSignal) => Promise<T>,
  patienceMs: number,
  gone: AbortSignal,
): Promise<T | undefined> {
  const abort = new AbortController();
  const done = await soon(work(AbortSignal.any([gone, abort.signal])), patienceMs);
  abort.abort();
  return done;
}

/** What the promise gives within so many ms, else undefined. Whoever made the promise answers for its later rejection. */
export async function soon<T>(promise: Promise<T>, patienceMs: number): Promise<T | undefined> {
  if (patienceMs === Infinity) return promise;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
