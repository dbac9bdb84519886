// Numbers move by themselves. However many tabs of a team are open, one of them listens and tells the others.

const root = document.body.dataset.root;
const name = `purser ${root}`;
const channel = new BroadcastChannel(name);
const language = document.documentElement.lang;
const number = new Intl.NumberFormat(language);
const status = document.getElementById('live');
const words = status?.dataset ?? {};

/** As long a connection may be away before it is said. */
const SAY_AFTER = 3000;
/** What the numbers do not say by themselves is fetched so often, and no more. */
const REFRESH = 4000;
/** Who listens to the page is told so often, and no more. */
const ANNOUNCE = 10000;

let last;
let lastAt = new Date();
let isAway = false;
let sayAway;
let refresh;
let announced = 0;

const clock = at => new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }).format(at);
const state = credits => [credits.status, credits.blockedBy, credits.cycle.start, credits.trial?.day, credits.plan, credits.seats, credits.total].join();

function show(credits) {
  const before = last;
  last = credits;
  lastAt = new Date();
  const cards = document.querySelector('.cards[data-version]');
  if (credits.version <= Number(cards?.dataset.version ?? before?.version ?? credits.version)) {
    return;
  }

  refresh ??= setTimeout(renew, REFRESH);
  if (!cards) {
    return;
  }

  cards.dataset.version = credits.version;
  for (const place of cards.querySelectorAll('[data-number]')) {
    const text = number.format(credits[place.dataset.number]);
    if (place.textContent !== text) {
      place.textContent = text;
    }
  }

  bars(credits);
  if (!before || state(before) !== state(credits)) {
    document.getElementById('cards')?.load();
  }

  const now = Date.now();
  if (now - announced > ANNOUNCE) {
    announced = now;
    document.getElementById('announcement').textContent =
      words.numbers.replace('{0}', number.format(credits.remaining)).replace('{1}', number.format(credits.extra));
  }
}

function bars({ usedFromPool, remaining, extra }) {
  const whole = Math.max(1, usedFromPool + remaining + extra);
  let x = 0;
  for (const [bar, part] of [['used', usedFromPool], ['remaining', remaining], ['extra', extra]]) {
    const rect = document.querySelector(`[data-bar="${bar}"]`);
    rect?.setAttribute('x', `${(100 * x / whole).toFixed(2)}%`);
    rect?.setAttribute('width', `${(100 * part / whole).toFixed(2)}%`);
    x += part;
  }
}

/** Shares, words and rows: where somebody looks, and not while they are at work in it. */
function renew() {
  refresh = undefined;
  if (document.visibilityState !== 'visible') {
    return;
  }

  for (const id of ['cards', 'where', 'history', 'members', 'funnel']) {
    const section = document.getElementById(id);
    const isAtWork = section?.contains(document.activeElement) && document.activeElement.matches('input, select') || section?.querySelector('details.menu[open], details.edit[open], [data-keep]');
    const isOnLaterPage = id === 'history' && section?.source.includes('cursor=');
    if (section && !isAtWork && !isOnLaterPage) {
      section.load();
    }
  }
}

function connection(isUp) {
  clearTimeout(sayAway);
  document.documentElement.toggleAttribute('data-live', isUp);
  if (isUp) {
    if (isAway) {
      status.textContent = words.back;
      setTimeout(() => { if (!isAway) { status.textContent = ''; } }, 4000);
    }

    isAway = false;
  } else {
    sayAway = setTimeout(() => {
      isAway = true;
      status.textContent = words.away.replace('{0}', clock(lastAt));
    }, SAY_AFTER);
  }
}

function receive({ kind, credits }) {
  if (kind === 'credits') {
    connection(true);
    show(credits);
  } else if (kind === 'away') {
    connection(false);
  } else if (kind === 'hello' && last) {
    channel.postMessage({ kind: 'credits', credits: last });
  }
}

channel.onmessage = message => receive(message.data);

function tell(message) {
  channel.postMessage(message);
  receive(message);
}

/** Never ends: whoever holds the lock listens for all, until its tab is closed; then the next one does. */
function listen() {
  return new Promise(() => {
    let stream;
    let again = 0;
    const open = () => {
      stream = new EventSource(`${root}/events`);
      stream.addEventListener('credits', event => {
        again = 0;
        tell({ kind: 'credits', credits: JSON.parse(event.data) });
      });
      stream.onerror = () => {
        tell({ kind: 'away' });
        if (stream.readyState === EventSource.CLOSED) {
          // An answer that was no stream: the visit has ended, or the gateway is not ready.
          again = Math.min(again + 1, 6);
          setTimeout(open, 1000 * 2 ** again);
        }
      };
    };
    open();
    addEventListener('pagehide', () => stream.close());
    addEventListener('pageshow', event => { if (event.persisted) { open(); } });
  });
}

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') {
    renew();
  }
});

channel.postMessage({ kind: 'hello' });
if (navigator.locks) {
  navigator.locks.request(name, listen);
} else {
  // Without encryption, away from this machine, a browser has no locks: each tab listens for itself.
  listen();
}
