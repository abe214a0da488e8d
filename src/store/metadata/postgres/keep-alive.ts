// How a connection finds out that the server's host is gone without a word while it waits for an answer: left to itself it takes two hours.

/** For pg. After so long without a word the system asks, each second, and gives up after ten times (libuv). */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };
