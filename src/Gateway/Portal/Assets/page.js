// The page's own way: a cookie lets it in, and its address says what is looked at.
import { setWay } from './way.js';

const status = document.getElementById('live');
const root = document.body.dataset.root;

export const page = {
  name: `purser ${root}`,
  base: document.baseURI,
  language: document.documentElement.lang,
  words: status?.dataset ?? {},
  roots: () => [document],
  went: (address, names) => history.pushState({ names }, '', address),
  moved: address => history.replaceState(history.state, '', address),
  say: text => { status.textContent = text; },
  announce: text => { document.getElementById('announcement').textContent = text; },
  isLive: isUp => document.documentElement.toggleAttribute('data-live', isUp),

  async ask(address, init) {
    const answer = await fetch(address, { ...init, redirect: 'error' });
    if (answer.status === 401 || answer.status === 403) {
      // The page says why.
      location.reload();
      return undefined;
    }

    return answer;
  },
};

setWay(document, page);

/** Follows the team until it is closed. A browser makes a connection that broke anew by itself. */
export function follow(heard, away, closed) {
  let stream;
  let again = 0;
  const open = () => {
    stream = new EventSource(`${root}/events`);
    stream.addEventListener('credits', event => {
      again = 0;
      heard(JSON.parse(event.data));
    });
    stream.onerror = () => {
      away();
      if (stream.readyState === EventSource.CLOSED) {
        // An answer that was no stream: the visit has ended, or the gateway is not ready.
        again = Math.min(again + 1, 6);
        setTimeout(open, 1000 * 2 ** again);
      }
    };
  };
  open();
  closed.addEventListener('abort', () => stream.close());
  addEventListener('pagehide', () => stream.close());
  addEventListener('pageshow', event => { if (event.persisted) { open(); } });
}
