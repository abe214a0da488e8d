// Waiting, but not for ever.

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
