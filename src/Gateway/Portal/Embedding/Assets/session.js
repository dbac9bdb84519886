// One token and one stream for all elements of a page that ask the same address for it.
import { follow } from './stream.js';
import { goLive } from './live.js';
import { setWay } from './way.js';
import allWords from './words.js';

const GATEWAY = new URL('/', import.meta.url);

/** A token is renewed so long before it is over; a short one after three quarters. */
const AHEAD = 60_000;
/** Where the clocks of browser and gateway disagree, and where the product did not answer, it is tried again after so long. */
const PAUSE = 15_000;

/** @type {Map<string, Session>} */
const sessions = new Map();

export class Session {
  path = '/portal/embed';
  base = GATEWAY.href;

  #url;
  /** @type {Map<HTMLElement, ShadowRoot>} */
  #elements = new Map();
  #token;
  #renewing;
  #timer;
  #isRefused = false;
  #restored = [];
  #left;

  /**
   * @param {URL} url Where the product answers with a token.
   * @param {string} language As browsers name it.
   */
  static of(url, language) {
    const name = `${GATEWAY.host} ${url} ${language}`;
    const session = sessions.get(name) ?? new Session(name, url, language);
    sessions.set(name, session);
    return session;
  }

  constructor(name, url, language) {
    this.name = `purser ${name}`;
    this.#url = url;
    this.language = language;
    this.words = allWords[language.split('-')[0].toLowerCase()] ?? allWords.en;
  }

  join(element, root) {
    setWay(root, this);
    this.#elements.set(element, root);
    if (this.#left) {
      return;
    }

    this.#left = new AbortController();
    const { signal } = this.#left;
    goLive(this, (heard, away, closed) => follow(this, heard, away, closed), signal);
    addEventListener('online', () => this.#retryIfRefused(), { signal });
    document.addEventListener('visibilitychange', () => this.#retryIfRefused(), { signal });
  }

  leave(element) {
    this.#elements.delete(element);
    if (this.#elements.size === 0) {
      this.#left.abort();
      this.#left = undefined;
      clearTimeout(this.#timer);
      this.#token = undefined;
    }
  }

  roots() {
    return [...this.#elements.values()];
  }

  /** Nothing is written into the address of a page that is not ours. */
  went() {}

  say(text) {
    this.#first.status = text;
  }

  announce(text) {
    this.#first.announcement = text;
  }

  isLive(isUp) {
    for (const element of this.#elements.keys()) {
      element.toggleAttribute('data-live', isUp);
    }
  }

  get #first() {
    return this.#elements.keys().next().value ?? {};
  }

  /**
   * Asks the gateway. A token that has expired is renewed on the way.
   * @returns {Promise<Response | undefined>} Undefined where there is nothing to be seen any more, which was said.
   */
  async ask(address, init = {}) {
    for (let isSecond = false; !this.#isRefused; isSecond = true) {
      const token = this.#token ?? await this.#renew();
      if (!token) {
        return undefined;
      }

      const answer = await fetch(new URL(address, GATEWAY), {
        ...init, mode: 'cors', credentials: 'omit', cache: 'no-store', headers: { Authorization: `Bearer ${token}`, 'Accept-Language': this.language },
      });
      if (answer.status === 401 && !isSecond) {
        this.#token = this.#token === token ? undefined : this.#token;
      } else if (answer.status === 401 || answer.status === 403 && init.method !== 'POST') {
        this.#refuse(answer.status === 403 && noticeIn(await answer.text()) || this.words.nosession, true);
      } else {
        return answer;
      }
    }

    return undefined;
  }

  /** Says something of one thing that was tried. */
  complain(words) {
    this.#first.complain?.(words);
  }

  retry() {
    this.#isRefused = false;
    for (const element of this.#elements.keys()) {
      element.say(null);
      element.load();
    }

    this.#restored.splice(0).forEach(resolve => resolve());
  }

  /** When somebody may see something again. */
  get restored() {
    return this.#isRefused ? new Promise(resolve => this.#restored.push(resolve)) : Promise.resolve();
  }

  #retryIfRefused() {
    if (this.#isRefused && document.visibilityState === 'visible') {
      this.retry();
    }
  }

  #refuse(words, isHidden) {
    this.#isRefused = true;
    this.#token = undefined;
    clearTimeout(this.#timer);
    for (const element of this.#elements.keys()) {
      element.say(words, isHidden);
    }
  }

  /** However many ask for it, the product is asked once. */
  #renew() {
    this.#renewing ??= this.#fetchToken().finally(() => { this.#renewing = undefined; });
    return this.#renewing;
  }

  async #fetchToken() {
    let status = 0;
    try {
      const answer = await fetch(this.#url, { credentials: 'same-origin', cache: 'no-store', headers: { Accept: 'application/json' } });
      status = answer.status;
      if (!answer.ok) {
        throw new Error(`status ${status}`);
      }

      const { token, expiresAt } = await answer.json();
      const left = Date.parse(expiresAt) - Date.now();
      this.#token = token;
      this.#wait(left > 0 ? left - Math.min(left / 4, AHEAD) : PAUSE);
      return token;
    } catch {
      if (this.#token) {
        // It is good for a while.
        this.#wait(PAUSE);
      } else {
        this.#refuse(this.words.nosession, status === 401 || status === 403);
      }

      return this.#token;
    }
  }

  #wait(time) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#renew(), time);
  }
}

/** What a page of a few words says. */
export function noticeIn(html) {
  const notice = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-notice]');
  return notice && [...notice.querySelectorAll('h1, h1 + p')].map(each => each.textContent.trim()).map(text => /[.!?]$/.test(text) ? text : `${text}.`).join(' ');
}
