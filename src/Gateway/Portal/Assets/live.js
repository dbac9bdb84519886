// Numbers move by themselves. However many tabs of a team are open, one of them listens and tells the others.
import { all, sectionsOf } from './way.js';

/** As long a connection may be away before it is said. */
const SAY_AFTER = 3000;
/** What the numbers do not say by themselves is fetched so often, and no more. */
const REFRESH = 4000;
/** Who listens to the page is told so often, and no more. */
const ANNOUNCE = 10000;

const state = credits => [credits.status, credits.blockedBy, credits.cycle.start, credits.trial?.day, credits.plan, credits.seats, credits.total].join();

class Live {
  last;
  lastAt = new Date();
  isAway = false;
  announced = 0;

  /** @param {import('./way.js').Way} way */
  constructor(way, channel) {
    this.way = way;
    this.channel = channel;
    this.number = new Intl.NumberFormat(way.language);
    channel.onmessage = message => this.receive(message.data);
  }

  tell(message) {
    this.channel.postMessage(message);
    this.receive(message);
  }

  receive({ kind, credits }) {
    if (kind === 'credits') {
      this.connection(true);
      this.show(credits);
    } else if (kind === 'away') {
      this.connection(false);
    } else if (kind === 'hello' && this.last) {
      this.channel.postMessage({ kind: 'credits', credits: this.last });
    }
  }

  show(credits) {
    const before = this.last;
    this.last = credits;
    this.lastAt = new Date();
    // Who is signed in may be another in each tab.
    const cards = all(this.way, '.cards[data-version]').filter(each => each.dataset.team === credits.teamId);
    const known = cards.length > 0 ? Math.min(...cards.map(each => Number(each.dataset.version))) : before?.version ?? credits.version;
    if (credits.version <= known) {
      return;
    }

    this.refresh ??= setTimeout(() => this.renew(), REFRESH);
    for (const each of cards) {
      this.fill(each, credits);
      if (!before || state(before) !== state(credits)) {
        each.closest('purser-section').load();
      }
    }

    const now = Date.now();
    if (cards.length > 0 && now - this.announced > ANNOUNCE) {
      this.announced = now;
      this.way.announce(
        this.way.words.numbers.replace('{0}', this.number.format(credits.remaining)).replace('{1}', this.number.format(credits.extra)));
    }
  }

  fill(cards, credits) {
    if (credits.version <= Number(cards.dataset.version)) {
      return;
    }

    cards.dataset.version = credits.version;
    for (const place of cards.querySelectorAll('[data-number]')) {
      const text = this.number.format(credits[place.dataset.number]);
      if (place.textContent !== text) {
        place.textContent = text;
      }
    }

    const { usedFromPool, remaining, extra } = credits;
    const whole = Math.max(1, usedFromPool + remaining + extra);
    let x = 0;
    for (const [bar, part] of [['used', usedFromPool], ['remaining', remaining], ['extra', extra]]) {
      const rect = cards.closest('purser-section').querySelector(`[data-bar="${bar}"]`);
      rect?.setAttribute('x', `${(100 * x / whole).toFixed(2)}%`);
      rect?.setAttribute('width', `${(100 * part / whole).toFixed(2)}%`);
      x += part;
    }
  }

  /** Shares, words and rows: where somebody looks, and not while they are at work in it. */
  renew() {
    clearTimeout(this.refresh);
    this.refresh = undefined;
    if (document.visibilityState !== 'visible') {
      return;
    }

    for (const section of sectionsOf(this.way, 'cards where history members funnel')) {
      const active = section.getRootNode().activeElement;
      const isAtWork = section.contains(active) && active.matches('input, select, textarea') || section.querySelector('details.menu[open], details.edit[open], [data-keep]');
      const isOnLaterPage = section.id === 'history' && section.source.includes('cursor=');
      if (!isAtWork && !isOnLaterPage) {
        section.load();
      }
    }
  }

  connection(isUp) {
    this.way.isLive(isUp);
    const { words } = this.way;
    if (isUp) {
      clearTimeout(this.sayAway);
      this.sayAway = undefined;
      if (this.isAway) {
        this.way.say(words.back);
        setTimeout(() => { if (!this.isAway) { this.way.say(''); } }, 4000);
      }

      this.isAway = false;
    } else {
      // Each try that fails comes here; what counts is the first one.
      this.sayAway ??= setTimeout(() => {
        this.isAway = true;
        this.way.say(words.away.replace('{0}', new Intl.DateTimeFormat(this.way.language, { hour: '2-digit', minute: '2-digit' }).format(this.lastAt)));
      }, SAY_AFTER);
    }
  }
}

/**
 * @param {import('./way.js').Way} way
 * @param {(heard: (credits: object) => void, away: () => void, closed: AbortSignal) => void} listen Follows the team.
 * @param {AbortSignal} closed Nobody looks any more.
 */
export function goLive(way, listen, closed) {
  const channel = new BroadcastChannel(way.name);
  const live = new Live(way, channel);
  // Never ends: whoever holds the lock listens for all, until its tab is closed; then the next one does.
  const lead = () => new Promise(resolve => {
    listen(credits => live.tell({ kind: 'credits', credits }), () => live.tell({ kind: 'away' }), closed);
    closed.addEventListener('abort', resolve);
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      live.renew();
    }
  }, { signal: closed });
  closed.addEventListener('abort', () => {
    clearTimeout(live.refresh);
    clearTimeout(live.sayAway);
    channel.close();
  });
  channel.postMessage({ kind: 'hello' });
  if (navigator.locks) {
    navigator.locks.request(way.name, { signal: closed }, lead).catch(() => {});
  } else {
    // Without encryption, away from this machine, a browser has no locks: each tab listens for itself.
    lead();
  }
}
