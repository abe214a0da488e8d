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
    if (!token || token === request.headers['X-CSRF-Token']) return answer;
    for (const input of document.querySelectorAll('input[name="_csrf"]')) input.value = token;
    meta.content = request.headers['X-CSRF-Token'] = token;
    return answer.status === 403 ? fetch(address, request) : answer;
  }

  document.addEventListener('htmx:before:swap', (event) => {
    const { ctx, tasks } = event.detail;
    const answer = tasks.find(({ type }) => type === 'main');
    if (ctx.hx.retarget === '#notices') return beforeNotice(event, ctx, answer.fragment);
    // A proxy's error page, a selected part that is not there: what is shown is better than that.
    const isOurs = ctx.response.status < 400 || ctx.response.headers.get('vary')?.includes('HX-Request');
    const isEmpty = ctx.select && answer?.fragment.childElementCount === 0;
    if (isOurs && !isEmpty) return;
    event.preventDefault();
    sayNoAnswer();
  });

  // The same trouble once more is no news: it is not read out again each two seconds.
  function beforeNotice(event, ctx, fragment) {
    const [notice, shown] = [fragment.firstElementChild, notices().querySelector('[data-trouble]')];
    if (isByItself(ctx) && shown && wordsOf(shown) === wordsOf(notice)) return event.preventDefault();
    notice.dataset.trouble = pathOf(ctx);
  }

  function wordsOf(notice) {
    const words = notice.cloneNode(true);
    words.querySelector('code')?.remove(); // its id in the log
    return words.textContent;
  }

  document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
    if (ctx.hx.retarget !== '#notices') return forget(ctx);
    if (!isByItself(ctx)) notices().scrollIntoView({ block: 'nearest' });
  });

  document.addEventListener('htmx:error', ({ detail: { ctx } }) => {
    if (ctx && ctx.text === undefined) sayNoAnswer();
  });

  function sayNoAnswer() {
    if (notices().querySelector('[data-trouble=""]')) return;
    const since = new Date().toLocaleTimeString(undefined, { timeStyle: 'short' });
    const notice = Object.assign(document.createElement('div'), {
      className: 'alert alert-warning lw-flash',
      textContent: `No answer since ${since}: what you see is from before.`,
    });
    notice.dataset.trouble = '';
    notices().replaceChildren(notice);
  }

  // A good answer to a poll speaks for its own part only: what a person did may have failed meanwhile.
  function forget(ctx) {
    for (const notice of notices().querySelectorAll('[data-trouble]'))
      if (!isByItself(ctx) || ['', pathOf(ctx)].includes(notice.dataset.trouble)) notice.remove();
  }

  const notices = () => document.getElementById('notices');
  const isByItself = ({ sourceEvent }) => ['every', 'load'].includes(sourceEvent.type);
  const pathOf = ({ request }) => request.action.split('?', 1)[0];
})();
