// A client that posts over HTTP whatever becomes of the program, for tests that kill it.

/** Posts one event a time, each with its own id, from the host `acked`, and keeps those that were acknowledged: stored (200), or kept to be (202). */
export function acknowledged(port: number): { readonly ids: string[]; stop(): Promise<void> } {
  const ids: string[] = [];
  let going = true;
  const run = async (): Promise<void> => {
    for (let n = 0; going; n += 1) {
      const id = `acknowledged-${String(n).padStart(8, '0')}`;
      const body = JSON.stringify({ timestamp: new Date().toISOString(), host: 'acked', message: id, 'event.id': id });
      const answer = await fetch(`http://127.0.0.1:${port}/ingest`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      }).catch(() => undefined);
      if (answer?.status === 200 || answer?.status === 202) ids.push(id);
      else await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const done = run();
  return { ids, stop: () => ((going = false), done) };
}
