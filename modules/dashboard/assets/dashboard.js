// The dashboard asks for nothing while its tab is hidden, and at once when it is shown again.
(() => {
  document.addEventListener('htmx:config:request', (event) => {
    if (document.hidden && event.target.id === 'board') event.preventDefault();
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) document.getElementById('board')?.dispatchEvent(new CustomEvent('lw:shown'));
  });
})();
