// The live tail: one WebSocket to /live, topic events.tail. Log text reaches the page through textContent only.
(() => {
  const MAX_ROWS = 500;
  const RETRY_MS = [500, 1_000, 2_000, 5_000];
  const FULL_RETRY_MS = 30_000;
  const AWAY = 'The collector is away; this goes on when it is back';
  const UNREADABLE = 'The store cannot be read; this goes on when it can';

  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const root = document.getElementById('live');
  const [body, template] = [root.querySelector('.ev-rows tbody'), document.getElementById('live-row')];
  const byId = (id) => document.getElementById(`live-${id}`);
  const [box, pauseButton, clearButton] = [document.getElementById('q'), byId('pause'), byId('clear')];

  let socket;
  let attempt = 0;
  let query = box.value;
  let stream = 0;
  let paused = false;
  let refused = false;
  /** Why nothing comes at this moment; undefined while it does. */
  let trouble;
  let skippedMore = false;
  let waiting = [];
  let waitingCount = 0;
  let skippedTotal = 0;
  let unseenTotal = 0;
  let thisSecond = 0;

  function connect() {
    socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`);
    socket.addEventListener('open', () => {
      attempt = 0;
      follow();
    });
    socket.addEventListener('message', ({ data }) => receive(JSON.parse(data)));
    socket.addEventListener('close', ({ code }) => {
      if (code === 1008) return showState('off', 'You are logged out. Load the page anew to log in.');
      if (code === 1013) {
        setTimeout(connect, FULL_RETRY_MS);
        return showState('off', 'Too many live pages are open; this one goes on when there is room.');
      }
      const wait = RETRY_MS[Math.min(attempt++, RETRY_MS.length - 1)];
      showState(
        'off',
        attempt > 3
          ? 'No connection. Trying again; if you were logged out, load the page anew.'
          : 'Connection lost. Trying again …',
      );
      setTimeout(connect, wait);
    });
  }

  // Each query is a stream of its own, so that rows of the one before are known for what they are.
  function follow() {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (stream > 0) socket.send(JSON.stringify({ event: 'close', data: { id: String(stream) } }));
    stream += 1;
    refused = false;
    trouble = undefined; // what there is of it is told before the stream is open
    socket.send(
      JSON.stringify({ event: 'open', data: { id: String(stream), topic: root.dataset.topic, params: { q: query } } }),
    );
  }

  function receive(message) {
    if (message.id !== String(stream)) return;
    if (message.event === 'opened') {
      showMistake();
      byId('empty').hidden = body.rows.length > 0;
      return showFollowing();
    }
    if (message.event === 'error') {
      refused = true;
      byId('empty').hidden = true; // nothing is waited for
      showMistake(message);
      return showState('off', 'Not following');
    }
    if (message.event !== 'data') return;
    const { rows, skipped, unseen = 0, isMore, collector, store } = message.data;
    if (collector !== undefined || store !== undefined) {
      trouble = collector === false ? AWAY : store === false ? UNREADABLE : undefined;
      return showFollowing();
    }
    thisSecond += rows.length + skipped;
    if (skipped > 0 || unseen > 0 || isMore) showSkipped(skipped, unseen, isMore);
    if (!paused) return show(rows);
    waiting = [...waiting, ...rows].slice(-MAX_ROWS);
    waitingCount += rows.length + skipped;
    pauseButton.querySelector('b').textContent = lanwarden.number(waitingCount);
  }

  function show(rows) {
    if (rows.length === 0) return;
    byId('empty').hidden = true;
    body.prepend(...rows.slice(-MAX_ROWS).map(rowElement).reverse());
    while (body.rows.length > MAX_ROWS) body.lastElementChild.remove();
  }

  function rowElement(row) {
    const element = template.content.querySelector('tr').cloneNode(true);
    element.className = `ev-row-${row.level}`;
    const [time, at] = [element.querySelector('time'), new Date(row.time)];
    time.dateTime = time.title = at.toISOString();
    time.textContent = clock.format(at);
    for (const level of element.querySelectorAll('[data-level]'))
      if (level.dataset.level !== String(row.level)) level.remove();
    fill(element, 'host', row.host);
    fill(element, 'app', row.app);
    fill(element, 'user', row.user);
    fill(element, 'ip', row.srcIp);
    fill(element, 'message', row.message);
    if (row.id !== '') element.querySelector('a').href = row.href;
    return element;
  }

  function fill(element, column, text) {
    element.querySelector(`.ev-c-${column} bdi`).textContent = text;
  }

  function showSkipped(count, unseen, isMore) {
    skippedTotal += count;
    unseenTotal += unseen;
    skippedMore ||= isMore === true;
    const notice = byId('skipped');
    notice.hidden = false;
    const said = [];
    if (skippedTotal > 0 || skippedMore)
      said.push(
        `${skippedMore ? 'At least ' : ''}${lanwarden.number(skippedTotal)} events skipped: the flood is faster than eyes.`,
      );
    if (unseenTotal > 0)
      said.push(`${lanwarden.number(unseenTotal)} events were not looked at, to save time; some may match.`);
    notice.querySelector('span').textContent = `${said.join(' ')} All of them are stored; search finds what matches.`;
  }

  function showMistake(error) {
    const notice = byId('mistake');
    notice.hidden = error === undefined;
    box.classList.toggle('is-invalid', error !== undefined);
    if (error === undefined) return;
    const { at, hint } = error.details ?? {};
    const place = notice.querySelector('pre');
    place.hidden = at === undefined;
    if (at !== undefined) {
      const mark = Object.assign(document.createElement('mark'), { textContent: query.charAt(at) || ' ' });
      place.replaceChildren(query.slice(Math.max(0, at - 60), at), mark, query.slice(at + 1, at + 61));
    }
    notice.querySelector('p').textContent =
      at === undefined ? error.message : `Character ${at + 1}: ${hint ?? error.message}`;
  }

  function showFollowing() {
    if (refused) return;
    if (trouble !== undefined) return showState('off', trouble);
    showState(paused ? 'paused' : 'on', paused ? 'Paused' : query.trim() === '' ? 'Following everything' : 'Following');
  }

  function showState(state, text) {
    const element = byId('state');
    element.dataset.state = state;
    element.querySelector('span').textContent = text;
  }

  function clear() {
    body.replaceChildren();
    [waiting, waitingCount, skippedTotal, unseenTotal, skippedMore] = [[], 0, 0, 0, false];
    pauseButton.querySelector('b').textContent = '';
    byId('skipped').hidden = true;
    byId('empty').hidden = false;
  }

  function pause() {
    paused = !paused;
    pauseButton.setAttribute('aria-pressed', String(paused));
    if (!paused) show(waiting);
    [waiting, waitingCount] = [[], 0];
    pauseButton.querySelector('b').textContent = '';
    showFollowing();
  }

  pauseButton.hidden = clearButton.hidden = false;
  pauseButton.addEventListener('click', pause);
  clearButton.addEventListener('click', clear);
  root.querySelector('form').addEventListener('submit', (event) => {
    event.preventDefault();
    query = box.value;
    const parameters = query.trim() === '' ? '' : `?${new URLSearchParams({ q: query })}`;
    history.replaceState(null, '', `/live${parameters}`);
    byId('search').href = `/events${parameters}`;
    clear();
    follow();
  });
  setInterval(() => {
    byId('rate').textContent = `${lanwarden.number(thisSecond)} a second`;
    thisSecond = 0;
  }, 1_000);
  connect();
})();
