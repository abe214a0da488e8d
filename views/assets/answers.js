// What becomes of htmx's answers: the CSRF token goes with each request, only what was asked for takes the place of what is shown,
// and notices of failures leave when things go well again.
(() => {
  const meta = document.querySelector('meta[name="csrf-token"]');

  document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
    ctx.request.headers['X-CSRF-Token'] = meta.content;
    ctx.fetch = send;
  });

  // Who logged in anew in another tab has another token: the page takes it, and what was refused for the old one is sent again.
  async function send(address, request) {
    const answer = await fetch(address, request);
    const token = answer.headers.get('x-csrf-token');
    if (!token || token === request.headers['X-CSRF-Token'] || isForAnother(answer.headers)) return answer;
    for (const input of document.querySelectorAll('input[name="_csrf"]')) input.value = token;
    meta.content = request.headers['X-CSRF-Token'] = token;
    return answer.status === 403 ? fetch(address, request) : answer;
  }

  // With another person's token this page would act in their name.
  document.addEventListener('htmx:before:response', (event) => {
    const { ctx } = event.detail;
    if (!isForAnother(ctx.response.headers)) return;
    event.preventDefault();
    tell(warning('Somebody else is logged in here now. Load the page anew.'), ctx);
  });

  document.addEventListener('htmx:before:swap', (event) => {
    const { ctx, tasks } = event.detail;
    const answer = tasks.find(({ type }) => type === 'main');
    const isNotice = ctx.hx.retarget === '#notices';
    // A proxy's error page, a selected part that is not there: what is shown is better than that.
    const isOurs = ctx.response.status < 400 || ctx.response.headers.get('vary')?.includes('HX-Request');
    const isEmpty = ctx.select && answer?.fragment.childElementCount === 0;
    if (isOurs && !isEmpty && !isNotice) return;
    event.preventDefault(); // which also leaves the page's address as it is
    tell(isNotice ? answer.fragment.firstElementChild : noAnswer(), ctx);
  });

  document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => forget(ctx));

  document.addEventListener('htmx:error', ({ detail: { ctx } }) => {
    if (ctx && ctx.text === undefined) tell(noAnswer(), ctx);
  });

  // What a person did has failed until they do more, whatever polls say meanwhile.
  function tell(notice, ctx) {
    const shown = troubles();
    if (!isByItself(ctx)) {
      notice.dataset.trouble = '';
      notices().replaceChildren(notice);
      return notices().scrollIntoView({ block: 'nearest' });
    }
    // The same trouble once more is no news: it is not read out again each two seconds.
    if (shown.some((each) => wordsOf(each) === wordsOf(notice))) return;
    notice.dataset.trouble = pathOf(ctx);
    for (const each of shown) if (each.dataset.trouble !== '') each.remove();
    notices().append(notice);
  }

  // A good answer to a poll speaks for its own part only.
  function forget(ctx) {
    for (const notice of troubles())
      if (!isByItself(ctx) || notice.dataset.trouble === pathOf(ctx)) notice.remove();
  }

  function noAnswer() {
    const since = new Date().toLocaleTimeString(undefined, { timeStyle: 'short' });
    const time = Object.assign(document.createElement('time'), { textContent: since });
    return warning('No answer since ', time, ': what you see is from before.');
  }

  function warning(...words) {
    const notice = Object.assign(document.createElement('div'), { className: 'alert alert-warning lw-flash' });
    notice.appendChild(document.createElement('div')).append(...words);
    return notice;
  }

  function wordsOf(notice) {
    const words = notice.cloneNode(true);
    words.querySelector('code, time')?.remove(); // its id in the log, since when
    return words.textContent;
  }

  const isForAnother = (headers) => (headers.get('x-lanwarden-person') ?? meta.dataset.person) !== meta.dataset.person;
  const notices = () => document.getElementById('notices');
  const troubles = () => [...notices().querySelectorAll('[data-trouble]')];
  const isByItself = ({ request, sourceEvent }) => 'X-Lanwarden-Poll' in request.headers || sourceEvent.type === 'load';
  const pathOf = ({ request }) => request.action.split('?', 1)[0];
})();
